import EventTime
import Simulation
import Testing

@Suite("The judge of committed output")
struct OutputAuditorTests {
  let cluster = SimulatedCluster(seed: 1, start: Instant(seconds: 0))
  var auditor = OutputAuditor(
    HistoryOracle(events: ["a": [[1], [2], [3]], "b": [[1]]], deadLetters: [[7], [8]]),
    alerts: "alerts", deadLetters: "letters")

  init() {
    cluster.createTopic("alerts", partitions: 2)
    cluster.createTopic("letters", partitions: 1)
  }

  func tell(_ alert: String, _ byte: UInt8, _ partition: Int32 = 0) {
    cluster.append(
      topic: "alerts", partition: partition, key: Array(alert.utf8), payload: [byte])
  }

  func bury(_ byte: UInt8) {
    cluster.append(topic: "letters", partition: 0, payload: [byte])
  }

  @Test mutating func allInOrderIsRightAndNothingIsMissing() {
    tell("a", 1)
    tell("b", 1, 1)
    tell("a", 2)
    bury(8)
    #expect(auditor.look(at: cluster) == nil)
    #expect(auditor.missing?.hasPrefix("1 of 4 alert events are missing") == true)
    tell("a", 3)
    #expect(auditor.look(at: cluster) == nil)
    #expect(auditor.missing?.hasPrefix("1 of 2 dead letters are missing") == true)
    bury(7)
    #expect(auditor.look(at: cluster) == nil)
    #expect(auditor.missing == nil)
  }

  @Test mutating func secondTellingIsFoundLaterToo() {
    tell("a", 1)
    #expect(auditor.look(at: cluster) == nil)
    tell("a", 1)
    #expect(auditor.look(at: cluster)?.contains("a second time") == true)
  }

  @Test(arguments: [("a", 2, "should be"), ("c", 1, "should not be")] as [(String, UInt8, String)])
  mutating func wrongEventIsFound(alert: String, byte: UInt8, words: String) {
    tell(alert, byte)
    #expect(auditor.look(at: cluster)?.contains(words) == true)
  }

  @Test mutating func eventBeyondTheLastIsFound() {
    tell("b", 1)
    tell("b", 9)
    #expect(auditor.look(at: cluster)?.contains("too many") == true)
  }

  @Test mutating func deadLettersAreWantedOnceAndNoOthers() {
    bury(7)
    #expect(auditor.look(at: cluster) == nil)
    bury(7)
    #expect(auditor.look(at: cluster)?.contains("a second time") == true)
    bury(9)
    #expect(auditor.look(at: cluster)?.contains("should not be") == true)
  }
}
