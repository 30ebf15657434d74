internal import EventTime

/// What two sources say in an hour or two, in the order in which it reaches the log: rhythm, a flood of
/// posts or two, duplicates, withdrawals, late posts, and records that are none.
///
/// No partition's lateness depends on anything but its own records, and the last record of each
/// partition is late enough to close every pane before it.
struct SimulatedHistory {
  struct Entry {
    var source: Int
    var partition: Int32
    /// Nil is a tombstone.
    var payload: [UInt8]?
    var arrival: Instant
  }

  static let themes = ["incendie", "inondation", "tempete", "panne", "foule"]
  static let areas = ["91A", "92B", "93C"]
  static let start = Instant(seconds: 1_700_006_400)

  /// Ascending by arrival.
  private(set) var entries: [Entry] = []
  /// By source, the partitions in the end.
  private(set) var partitions: [Int32]
  /// How many entries stand in the log before anybody reads: one of each partition at least.
  private(set) var head = 0
  /// The source to which a partition is added, and the entry that is its first.
  private(set) var addition: (source: Int, entry: Int)?
  private(set) var end: Instant

  private struct Flood {
    var source: Int
    var theme: Int
    var area: Int
    var from: Double
    var until: Double
    var rate: Double
  }

  init(random: inout Xoshiro256) {
    let minutes = 60 + 45 * random.uniform()
    end = Self.start + Interval(microseconds: Int64(minutes * 60e6))
    partitions = (0..<2).map { _ in Int32(1 + random.below(4)) }
    let floods = Self.floods(minutes: minutes, random: &random)
    // A partition that is added gets nothing before this minute.
    let isGrowing = random.chance(0.15)
    let growing = isGrowing ? random.below(2) : -1
    if isGrowing { partitions[growing] = min(4, partitions[growing] + 1) }
    let hasAddition = isGrowing && partitions[growing] > 1
    let addedAt = (0.3 + 0.4 * random.uniform()) * minutes
    for source in 0..<2 {
      var writer = SourceWriter(
        source: source, partitions: partitions[source],
        addedAt: hasAddition && source == growing ? addedAt : nil)
      writer.write(minutes: minutes, floods: floods, random: &random)
      entries += writer.entries
    }
    // Sorted by arrival, and what arrives together stays in its order.
    entries = entries.enumerated().sorted {
      ($0.element.arrival, $0.offset) < ($1.element.arrival, $1.offset)
    }.map(\.element)
    var missing = Set<[Int]>()
    for source in 0..<2 {
      let isAdding = hasAddition && source == growing
      for partition in 0..<(Int(partitions[source]) - (isAdding ? 1 : 0)) {
        missing.insert([source, partition])
      }
    }
    while !missing.isEmpty {
      missing.remove([entries[head].source, Int(entries[head].partition)])
      head += 1
    }
    if hasAddition {
      let last = partitions[growing] - 1
      addition = entries.firstIndex { $0.source == growing && $0.partition == last }
        .map { (growing, $0) }
    }
  }

  private static func floods(minutes: Double, random: inout Xoshiro256) -> [Flood] {
    (0..<(1 + random.below(2))).map { _ in
      let from = 20 + (minutes - 35) * random.uniform()
      return Flood(
        source: random.below(2), theme: random.below(themes.count),
        area: random.below(areas.count), from: from,
        until: from + 3 + 8 * random.uniform(), rate: 15 + 35 * random.uniform())
    }
  }

  /// Writes the records of one source.
  private struct SourceWriter {
    let source: Int
    let partitions: Int32
    /// The last partition gets nothing before this minute.
    let addedAt: Double?
    var entries: [Entry] = []
    private var next = 0
    private var clock = 0.0

    init(source: Int, partitions: Int32, addedAt: Double?) {
      self.source = source
      self.partitions = partitions
      self.addedAt = addedAt
    }

    mutating func write(minutes: Double, floods: [Flood], random: inout Xoshiro256) {
      let rate = 3 + 5 * random.uniform()
      for partition in 0..<partitions where addedAt == nil || partition < partitions - 1 {
        add(id: "first\(partition)", minute: 0, partition, text: "bonjour", random: &random)
      }
      if let addedAt {
        add(id: "added", minute: addedAt, partitions - 1, text: "bonjour", random: &random)
      }
      while clock < minutes {
        let flood = floods.first {
          $0.source == source && clock >= $0.from && clock < $0.until
        }
        clock += random.exponential() / (rate + (flood?.rate ?? 0))
        post(flood, random: &random)
      }
      for partition in 0..<partitions {
        add(
          id: "last\(partition)", minute: minutes + 10, partition, text: "au revoir",
          delay: 0, random: &random)
      }
    }

    private mutating func post(_ flood: Flood?, random: inout Xoshiro256) {
      let id = "s\(next)"
      next += 1
      let isFlood = flood != nil && random.chance(0.85)
      let theme = isFlood ? flood?.theme ?? 0 : random.below(themes.count)
      let area = isFlood ? flood?.area ?? 0 : random.below(areas.count)
      let speaks = isFlood || random.chance(0.3)
      let text = "\(speaks ? themes[theme] : "bonjour") numero \(random.below(50))"
      let partition = partition(of: id)
      if random.chance(0.01) {
        poison(partition, random: &random)
        return
      }
      let delay = random.chance(0.006) ? 30 + 600 * random.uniform() : 12 * random.uniform()
      let place = random.chance(0.9) ? areas[area] : nil
      let author = random.below(300)
      add(
        id: id, minute: clock, partition, text: text, place: place, author: author, delay: delay,
        random: &random)
      // The source's own producer sends a record again.
      if random.chance(0.03) {
        add(
          id: id, minute: clock, partition, text: text, place: place, author: author,
          delay: min(14, delay + 2 * random.uniform()), random: &random)
      }
      if random.chance(0.02) {
        add(
          id: id, minute: clock + random.uniform() / 2, partition, text: text, place: place,
          author: author, isDeleted: true, random: &random)
      }
    }

    private func partition(of id: String) -> Int32 {
      let hash = hash64(id, seed: UInt64(source))
      guard let addedAt else { return Int32(hash % UInt64(partitions)) }
      return Int32(hash % UInt64(clock < addedAt + 0.5 ? partitions - 1 : partitions))
    }

    private mutating func add(
      id: String, minute: Double, _ partition: Int32, text: String, place: String? = nil,
      author: Int = 0, isDeleted: Bool = false, delay: Double? = nil, random: inout Xoshiro256
    ) {
      let time = SimulatedHistory.start + Interval(microseconds: Int64(minute * 60e6))
      var line = #"{"id":"\#(id)","author":"u\#(author)","text":"\#(text)","#
      if let place { line += #""region":"\#(place)","# }
      line += #""deleted":\#(isDeleted),"ts":"\#(time.rfc3339)"}"#
      let late = Interval(microseconds: Int64((delay ?? random.uniform()) * 1e6))
      entries.append(
        Entry(
          source: source, partition: partition, payload: Array(line.utf8), arrival: time + late))
    }

    /// A record that is none, or of a time that cannot be.
    private mutating func poison(_ partition: Int32, random: inout Xoshiro256) {
      let arrival =
        SimulatedHistory.start + Interval(microseconds: Int64(clock * 60e6 + 12e6))
      let ahead = (arrival + .hours(1)).rfc3339
      let payloads: [[UInt8]?] = [
        nil, [], [0x7B], [0xFF, 0xFE, 0x00], Array(#"{"id":"x","text":"inondation"}"#.utf8),
        Array(#"{"id":"x","text":3,"ts":"\#(arrival.rfc3339)"}"#.utf8),
        Array(#"{"id":"x","text":"panne","ts":"\#(ahead)"}"#.utf8),
        Array(#"{"id":"x","text":"panne","ts":"yesterday"}"#.utf8),
      ]
      entries.append(
        Entry(
          source: source, partition: partition, payload: payloads[random.below(payloads.count)],
          arrival: arrival))
    }
  }
}
