internal import Detection
internal import EventTime
internal import Glibc
internal import Signals

/// What `emerging` gives on a simulated stream of one post a second: a Zipf vocabulary, subjects that
/// come and go over days, copied texts, a rhythm of the day; and topics that break out within minutes.
package struct EmergingPower {
  private static let vocabulary = 60_000
  private static let subjectWords = 20
  private static let subjects = 60
  private static let wordsPerPost = 10
  private static let start: Int64 = 1_704_067_200

  private let seed: UInt64
  private let promise: Double
  private let weeks: Int
  package var postsPerSecond = 1.0

  package init(seed: UInt64, promise: Double, weeks: Int) {
    precondition(weeks > 0)
    self.seed = seed
    self.promise = promise
    self.weeks = weeks
  }

  private struct Kind: Hashable {
    var texts: Int
    var minutes: Int
  }
  private static let kinds = [
    Kind(texts: 10, minutes: 10), Kind(texts: 10, minutes: 60), Kind(texts: 20, minutes: 10),
    Kind(texts: 20, minutes: 60), Kind(texts: 50, minutes: 10), Kind(texts: 50, minutes: 60),
  ]

  private struct Result {
    /// Opened outside of what was injected, by day.
    var daily: [Int]
    var incidents = [Int](repeating: 0, count: EmergingPower.kinds.count)
    var delays = [[Int]](repeating: [], count: EmergingPower.kinds.count)
    var threshold = 0.0
    var rawPosts = 0
  }

  /// Takes minutes in a release build.
  package func run() -> PowerTable {
    let chance = measure(subjects: 0, hasIncidents: false)
    let quiet = measure(subjects: Self.subjects, hasIncidents: false)
    let with = measure(subjects: Self.subjects, hasIncidents: true)
    var rows: [[String]] = []
    for (label, result) in [("chance alone", chance), ("with subjects", quiet)] {
      let first = result.daily.prefix(15).dropFirst()
      let later = result.daily.dropFirst(22)
      rows.append([
        "\(label): topics a day at threshold 6 (days 2-15)",
        PostPower.decimal(Double(first.reduce(0, +)) / Double(max(1, first.count)), 2),
      ])
      rows.append([
        "\(label): topics a week, calibrated (from day 23), threshold"
          + " \(PostPower.decimal(result.threshold, 2)) at the end",
        PostPower.decimal(7 * Double(later.reduce(0, +)) / Double(max(1, later.count)), 2),
      ])
    }
    for (index, kind) in Self.kinds.enumerated() {
      let delays = with.delays[index].sorted()
      let count = max(1, with.incidents[index])
      let soon = delays.count { $0 <= 10 }
      let median = delays.isEmpty ? "-" : String(delays[(delays.count - 1) / 2])
      rows.append([
        "\(kind.texts) texts within \(kind.minutes) min: found, within 10 min, median delay",
        "\(PostPower.decimal(Double(delays.count) / Double(count), 2)),"
          + " \(PostPower.decimal(Double(soon) / Double(count), 2)), \(median) min",
      ])
    }
    return PowerTable(
      title: "emerging, promise \(PostPower.decimal(promise, 0)) a week,"
        + " \(PostPower.decimal(postsPerSecond, 2)) posts/s, seed \(seed)",
      columns: ["", "measured"], rows: rows,
      notes: [
        "Vocabulary of \(Self.vocabulary) words (Zipf-Mandelbrot, exponent 1.05), "
          + "\(Self.subjects) subjects of \(Self.subjectWords) words that come and go over days,"
          + " 0.2 of the posts copies."
      ])
  }

  private struct Subject {
    var firstWord = 0
    var peakMinute = 0.0
    var widthMinutes = 1.0
    var share = 0.0
  }

  private struct Breakout {
    var kind: Int
    var firstWord: Int
    var startMinute: Int
    var left: Int
    var isFound = false
  }

  private func measure(subjects subjectCount: Int, hasIncidents: Bool) -> Result {
    var random = Xoshiro256(
      seed: seed, stream: (hasIncidents ? 1 : 0) + (subjectCount > 0 ? 2 : 0))
    guard let length = PaneLength(seconds: 10) else { return Result(daily: []) }
    var configuration = EmergingConfiguration(source: 0, areaCount: 100, paneLength: length)
    configuration.falseAlarmsPerWeek = promise
    var detector = EmergingDetector(configuration: configuration)
    let words = AliasTable.zipf(count: Self.vocabulary, exponent: 1.05, offset: 2.7)
    var pane = TextPane()
    // Every number is a word: four bytes each, their text.
    let freshWords = 400_000
    for word in 0..<Self.vocabulary + freshWords {
      var rest = word
      for _ in 0..<4 {
        pane.posts.bytes.append(UInt8(0x61 + rest % 26))
        rest /= 26
      }
    }
    var nextFresh = Self.vocabulary
    func fresh(_ count: Int) -> Int {
      if nextFresh + count > Self.vocabulary + freshWords { nextFresh = Self.vocabulary }
      defer { nextFresh += count }
      return nextFresh
    }
    var subjects = [Subject](repeating: Subject(), count: subjectCount)
    for index in subjects.indices {
      subjects[index] = subject(fresh(Self.subjectWords), from: 0, &random)
    }
    var result = Result(daily: [Int](repeating: 0, count: weeks * 7))
    var breakouts: [Breakout] = []
    var recent: [PostCluster] = []
    var recentRows: [[Int]] = []
    var findings: [Finding] = []
    for step in 0..<weeks * 7 * 8640 {
      let minute = step / 6
      pane.posts.rows.removeAll(keepingCapacity: true)
      pane.posts.words.removeAll(keepingCapacity: true)
      pane.clusters.removeAll(keepingCapacity: true)
      if step % 6 == 0 {
        for index in subjects.indices
        where Double(minute) > subjects[index].peakMinute + 4 * subjects[index].widthMinutes {
          subjects[index] = subject(fresh(Self.subjectWords), from: Double(minute), &random)
        }
        if hasIncidents, minute >= 3 * 1440, minute % 360 == 0 {
          let kind = random.below(Self.kinds.count)
          breakouts.append(
            Breakout(
              kind: kind, firstWord: fresh(2), startMinute: minute, left: Self.kinds[kind].texts))
          result.incidents[kind] += 1
        }
      }
      let rhythm = 1 + 0.6 * sin(2 * Double.pi * (Double(minute % 1440) / 1440 - 0.35))
      let time = Self.start + Int64(step) * 10
      for _ in 0..<PostPower.poisson(postsPerSecond * 10 * rhythm, &random) {
        if !recent.isEmpty, random.chance(0.2) {
          // A copy: of the few that many copy as a rule.
          let place = min(recent.count - 1, random.heavyTailedRank(count: 200, exponent: 1.5))
          recent[place].size += 1
          append(recentRows[place], recent[place], time: time, &pane, &random)
          continue
        }
        var chosen: [Int] = []
        if let subject = draw(subjects, minute: Double(minute), &random) {
          for _ in 0..<3 {
            chosen.append(subjects[subject].firstWord + random.below(Self.subjectWords))
          }
        }
        while chosen.count < Self.wordsPerPost { chosen.append(words.draw(&random)) }
        let cluster = PostCluster(id: random.next() | 1, size: 1)
        append(chosen, cluster, time: time, &pane, &random)
        recent.append(cluster)
        recentRows.append(chosen)
        if recent.count > 400 {
          recent.removeFirst(200)
          recentRows.removeFirst(200)
        }
      }
      for index in breakouts.indices where breakouts[index].left > 0 {
        let kind = Self.kinds[breakouts[index].kind]
        let mean = Double(kind.texts) / Double(kind.minutes * 6)
        for _ in 0..<min(breakouts[index].left, PostPower.poisson(mean, &random)) {
          breakouts[index].left -= 1
          var chosen = [breakouts[index].firstWord, breakouts[index].firstWord + 1]
          while chosen.count < Self.wordsPerPost { chosen.append(words.draw(&random)) }
          append(chosen, PostCluster(id: random.next() | 1, size: 1), time: time, &pane, &random)
        }
      }
      result.rawPosts += pane.posts.rows.count
      findings.removeAll(keepingCapacity: true)
      detector.step(Pane(index: time / 10), pane, into: &findings)
      for finding in findings where finding.phase == .opened {
        let breakout = breakouts.firstIndex { breakout in
          finding.details?.terms.contains { term in
            term == text(breakout.firstWord) || term == text(breakout.firstWord + 1)
          } ?? false
        }
        guard let breakout else {
          result.daily[minute / 1440] += 1
          continue
        }
        guard !breakouts[breakout].isFound else { continue }
        breakouts[breakout].isFound = true
        result.delays[breakouts[breakout].kind].append(
          minute - breakouts[breakout].startMinute + 1)
      }
      breakouts.removeAll { minute - $0.startMinute > 350 }
    }
    result.threshold = detector.threshold
    return result
  }

  private func text(_ word: Int) -> String {
    var rest = word
    var letters = ""
    for _ in 0..<4 {
      letters.unicodeScalars.append(Unicode.Scalar(UInt8(0x61 + rest % 26)))
      rest /= 26
    }
    return letters
  }

  /// A subject whose talk swells and ebbs like a bell over half a day to four days.
  private func subject(
    _ firstWord: Int, from minute: Double, _ random: inout Xoshiro256
  ) -> Subject {
    let width = 720 * (1 + 5 * random.uniform())
    return Subject(
      firstWord: firstWord, peakMinute: minute + 3 * width + 720 * random.uniform(),
      widthMinutes: width, share: 0.002 / (0.05 + random.uniform()))
  }

  private func draw(
    _ subjects: [Subject], minute: Double, _ random: inout Xoshiro256
  ) -> Int? {
    guard !subjects.isEmpty else { return nil }
    let index = random.below(subjects.count)
    let distance = (minute - subjects[index].peakMinute) / subjects[index].widthMinutes
    let share = subjects[index].share * exp(-0.5 * distance * distance)
    return random.chance(share * Double(subjects.count)) ? index : nil
  }

  private func append(
    _ words: [Int], _ cluster: PostCluster, time: Int64, _ pane: inout TextPane,
    _ random: inout Xoshiro256
  ) {
    var row = PostRow()
    row.time = Instant(seconds: time)
    row.id = random.next()
    row.author = UInt64(1 + random.heavyTailedRank(count: 200_000, exponent: 0.8))
    row.tokens = UInt16(words.count)
    row.firstWord = Int32(pane.posts.words.count)
    if random.chance(0.15) { row.area = Int32(random.heavyTailedRank(count: 100, exponent: 0.9)) }
    for (place, word) in words.enumerated() where !words[..<place].contains(word) {
      pane.posts.words.append(
        PostWord(hash: mix64(UInt64(word) + 1), start: Int32(word * 4), count: 4, kind: .word))
    }
    row.wordCount = UInt16(pane.posts.words.count - Int(row.firstWord))
    pane.posts.rows.append(row)
    pane.clusters.append(cluster)
  }
}
