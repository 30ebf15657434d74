import Alerts
import Simulation
import Testing

@Suite("What of an alert event is compared")
struct ComparableAlertTests {
  static func event(mode: String, refs: String, frontiers: String, score: String = "7.5")
    -> [UInt8]
  {
    Array(
      (#"{"data":{"evidence":{"sampleRefs":[\#(refs)],"score":\#(score)},"mode":"\#(mode)","#
        + #""provenance":{"inputFrontiers":{\#(frontiers)}}},"id":"e1","subject":"posts/all/67"}"#)
        .utf8)
  }

  @Test func circumstancesDoNotCount() {
    let live = Self.event(
      mode: "catch-up", refs: #"{"offset":1,"partition":0,"topic":"t"}"#,
      frontiers: #""posts":"2023-11-15T00:00:00.000Z""#)
    let replay = Self.event(mode: "replay", refs: "", frontiers: "")
    #expect(live != replay)
    #expect(ComparableAlert.bytes(of: live) == ComparableAlert.bytes(of: replay))
    let other = Self.event(mode: "replay", refs: "", frontiers: "", score: "7.6")
    #expect(ComparableAlert.bytes(of: other) != ComparableAlert.bytes(of: replay))
  }

  @Test func eventsAboutOurselvesAndAnnouncementsAreNoHistory() {
    let event = Self.event(mode: "live", refs: "", frontiers: "")
    #expect(!ComparableAlert.isOperational(event))
    #expect(ComparableAlert.isOperational(Array(#"{"subject":"ops/lag/posts"}"#.utf8)))
    let told = AlertEvent.eventID(alertID: "a1", action: "announced")
    let announcement = Array(#"{"id":"\#(told)","subject":"posts/all/67"}"#.utf8)
    #expect(ComparableAlert.isAnnouncement(announcement, key: Array("a1".utf8)))
    #expect(!ComparableAlert.isAnnouncement(announcement, key: Array("a2".utf8)))
    #expect(!ComparableAlert.isAnnouncement(event, key: Array("a1".utf8)))
  }
}
