import Detection
import EventTime
import Signals
import Testing

/// A seeded history of one source with four partitions, and the machines that live through it.
///
/// Nights and days, two floods a day, retractions; the last partition joins after a day and a half,
/// and what it says of panes that are stepped is late.
struct StateHistory: ~Copyable {
  static let paneSeconds: Int64 = 60
  static let paneLength = PaneLength(seconds: paneSeconds) ?? .standard
  static let partitions: Int32 = 4
  static let names = SourceNames(
    source: "posts", dimensions: ["all", "flood", "fire"], areas: ["A", "B", "C", "D"],
    terms: ["water", "smoke"])

  private var observe: Observe
  private var random: TestRandom
  private var minute = 0
  private var nextID: UInt64 = 1
  private var offsets = [Int64](repeating: 0, count: Int(partitions))

  private let names: SourceNames

  init(seed: UInt64, names: SourceNames = Self.names) {
    self.names = names
    observe = Observe(configuration: Self.configuration(names))
    random = TestRandom(state: seed)
    for partition in 0..<Self.partitions { observe.assign(partition: partition) }
  }

  static func configuration(_ names: SourceNames) -> ObserveConfiguration {
    ObserveConfiguration(
      source: 0, paneLength: paneLength, maxDelay: .seconds(20), idle: .minutes(10),
      dedupe: .zero, maxEventsPerPane: 10_000, layout: layout(of: names))
  }

  /// All named dimensions, for the whole and every area.
  static func layout(of names: SourceNames, areas isPerArea: Bool = true) -> SeriesLayout {
    var listed = [Bool](repeating: false, count: SeriesLayout.themes)
    for (dimension, name) in names.dimensions.enumerated() where !name.isEmpty {
      listed[dimension] = true
    }
    return SeriesLayout(
      areas: names.areas.count, overall: listed,
      perArea: isPerArea ? listed : [Bool](repeating: false, count: listed.count),
      termThemes: [UInt64](repeating: ~0, count: names.terms.count))
  }

  static func detect(
    _ names: SourceNames = names, layout: SeriesLayout? = nil,
    _ change: (inout VolumeConfiguration) -> Void = { _ in }
  ) -> Detect {
    var volume = VolumeConfiguration(
      seriesCount: 15, familySeriesCount: 5, hasAuthors: true, paneLength: paneLength)
    volume.falseAlarmsPerWeek = 5
    change(&volume)
    return Detect(
      source: 0, paneLength: paneLength, layout: layout ?? Self.layout(of: names),
      volume: VolumeDetector(source: 0, configuration: volume))
  }

  /// One minute of one partition.
  mutating func advance(_ partition: Int32, _ effects: inout ObserveEffects) {
    effects.removeAll()
    let hour = minute / 60 % 24
    let isFlood = (hour == 9 || hour == 18) && minute % 60 < 25
    let rate = (hour < 6 ? 0.05 : 0.4) + (isFlood ? 4 : 0)
    var signals: [Signal] = []
    for _ in 0..<random.poisson(rate) {
      signals.append(signal(partition, isFlood: isFlood))
    }
    signals.sort { $0.time < $1.time }
    for index in signals.indices {
      signals[index].offset = offsets[Int(partition)]
      offsets[Int(partition)] += 1
    }
    signals.withUnsafeBufferPointer {
      observe.step($0, partition: partition, into: &effects)
    }
    // The clock, so that a silent partition holds nobody up for long.
    let now = Self.start + .minutes(Int64(minute + 1))
    observe.tick(partition: partition, clock: now, into: &effects)
  }

  mutating func endMinute() { minute += 1 }

  /// Goes on from a later minute, without what lies between.
  mutating func skip(to minute: Int) {
    self.minute = minute
    nextID = 1_000_000
  }

  var partitionsNow: Range<Int32> { 0..<(minute < 36 * 60 ? 3 : 4) }

  static let start = VolumeFixture.start

  private mutating func signal(_ partition: Int32, isFlood: Bool) -> Signal {
    var signal = Signal()
    let second = random.uniform() * 60
    signal.time = Self.start + Interval(microseconds: Int64((Double(minute) * 60 + second) * 1e6))
    // The partition that joins late begins with what is past.
    if partition == 3, minute < 36 * 60 + 30 { signal.time = signal.time - .hours(2) }
    signal.arrival = signal.time
    signal.id = nextID
    signal.payload = mix64(nextID)
    nextID += 1
    signal.area = area(random.uniform() * 5)
    signal.themes = 1
    if isFlood, random.uniform() < 0.8 {
      signal.themes |= theme("flood")
      signal.area = area(3)
      signal.terms.insert(names.term("water") ?? 0)
    } else if random.uniform() < 0.2 {
      signal.themes |= theme("fire")
      signal.terms.insert(names.term("smoke") ?? 0)
    }
    signal.author = 1 + mix64(UInt64(random.uniform() * 300)) >> 17
    signal.text = mix64(UInt64(random.uniform() * 2000))
    if random.uniform() < 0.03, signal.id > 20 {
      signal.outcome = .retraction
      signal.id -= 10
    }
    signal.offset = 0
    return signal
  }

  /// The bit of a theme; what is drawn is the same under all names.
  private func theme(_ name: String) -> UInt64 {
    names.dimension(named: name).map { 1 << UInt64($0) } ?? 0
  }

  /// None, or one of the four areas.
  private func area(_ draw: Double) -> Int32 {
    let place = Int(draw) - 1
    return place < 0 ? -1 : names.area(coded: Self.names.areas[place]) ?? -1
  }
}
