import Detection
import EventTime
import Signals
import Testing

@Suite("DETECT joins partitions")
struct DetectTests {
  typealias H = ObserveHarness

  static func detect() -> Detect {
    Detect(
      source: 0, paneLength: .standard, layout: H.layout,
      volume: VolumeDetector(
        source: 0,
        configuration: VolumeConfiguration(
          seriesCount: 15, familySeriesCount: 5, hasAuthors: true)))
  }

  static func closedPanes(_ detect: borrowing Detect) -> Int64? {
    detect.closedBefore.map { $0.index - H.origin / 10 }
  }

  static func observed(_ second: Double, partition: Int32) -> ObserveEffects {
    var observe = Observe(configuration: H.configuration())
    observe.assign(partition: partition)
    var effects = ObserveEffects()
    [H.signal(second, id: UInt64(partition) + 1, offset: 0)].withUnsafeBufferPointer {
      observe.step($0, partition: partition, into: &effects)
    }
    return effects
  }

  @Test func paneWaitsForTheSlowestOfTheRoster() {
    var detect = Self.detect()
    detect.join(partition: 0)
    detect.join(partition: 1)
    var first = Self.observed(100, partition: 0)
    detect.take(&first)
    #expect(Self.closedPanes(detect) == nil, "one partition of the roster is unknown")
    var second = Self.observed(60, partition: 1)
    detect.take(&second)
    #expect(Self.closedPanes(detect) == 4)
  }

  @Test func excusedPartitionHoldsNobodyUp() {
    var detect = Self.detect()
    detect.join(partition: 0)
    detect.join(partition: 1)
    var first = Self.observed(100, partition: 0)
    detect.take(&first)
    detect.leave(partition: 1)
    #expect(Self.closedPanes(detect) == 8)
  }

  @Test func sumsForSteppedPanesAreCountedAsJoinedLate() {
    var detect = Self.detect()
    detect.join(partition: 0)
    var observe = Observe(configuration: H.configuration())
    observe.assign(partition: 0)
    observe.assign(partition: 1)
    var effects = ObserveEffects()
    [H.signal(0, id: 1, offset: 0), H.signal(100, id: 2, offset: 1)].withUnsafeBufferPointer {
      observe.step($0, partition: 0, into: &effects)
    }
    detect.take(&effects)
    var stepped = DetectEffects()
    detect.step(into: &stepped)
    #expect(stepped.stepped == 8)
    effects.removeAll()
    [H.signal(0, id: 3, offset: 0), H.signal(100, id: 4, offset: 1)].withUnsafeBufferPointer {
      observe.step($0, partition: 1, into: &effects)
    }
    detect.take(&effects)
    #expect(detect.joinedLateTotal == 1)
  }
}
