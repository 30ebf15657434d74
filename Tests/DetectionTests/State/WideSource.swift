import Detection
import EventTime
import Signals

/// One theme over many areas, one partition, panes of ten seconds.
struct WideSource: ~Copyable {
  let names: SourceNames
  private var observe: Observe
  private(set) var detect: Detect
  private var observed = ObserveEffects()
  private var detected = DetectEffects()
  private var nextID: UInt64 = 1

  init(areas: Int) {
    names = SourceNames(
      source: "posts", dimensions: ["all"], areas: (0..<areas).map { "area-\($0)" }, terms: [])
    let layout = StateHistory.layout(of: names)
    observe = Observe(
      configuration: ObserveConfiguration(
        source: 0, paneLength: .standard, maxDelay: .seconds(0), idle: .hours(1),
        dedupe: .zero, maxEventsPerPane: 1_000_000, layout: layout))
    observe.assign(partition: 0)
    detect = Self.fresh(names)
    detect.join(partition: 0)
  }

  static func fresh(_ names: SourceNames) -> Detect {
    Detect(
      source: 0, paneLength: .standard, layout: StateHistory.layout(of: names),
      volume: VolumeDetector(
        source: 0,
        configuration: VolumeConfiguration(
          seriesCount: names.areas.count + 1, familySeriesCount: names.areas.count + 1,
          hasAuthors: true)))
  }

  /// One post of some author in each of the areas; it closes what lies before it.
  mutating func step(second: Int, areas: some Sequence<Int>) {
    var signals: [Signal] = []
    for area in areas {
      var signal = Signal()
      signal.time = StateHistory.start + .seconds(Int64(second))
      signal.arrival = signal.time
      signal.id = nextID
      signal.payload = mix64(nextID)
      signal.offset = Int64(nextID)
      signal.area = Int32(area)
      signal.themes = 1
      signal.author = 1 + mix64(nextID &* 31 % 1000) >> 17
      signal.text = mix64(nextID)
      nextID += 1
      signals.append(signal)
    }
    observed.removeAll()
    signals.withUnsafeBufferPointer {
      observe.step($0, partition: 0, into: &observed)
    }
    detect.take(&observed)
    detected.removeAll()
    detect.step(into: &detected)
  }

  func saved() -> StateCells {
    var cells = StateCells()
    detect.save(names: names, into: &cells)
    return cells
  }
}
