import Alerts
import EventTime
import Testing

@Suite("Actions as records")
struct AlertActionRecordTests {
  static let alert = String(repeating: "0f", count: 16)

  static func read(_ text: String) throws -> AlertAction {
    try Array(text.utf8).withUnsafeBytes { try AlertAction(json: $0) }
  }

  static func text(_ rest: String, kind: String = "acknowledge") -> String {
    #"{"id":"a-1","time":"2026-03-01T10:00:00.000Z","author":"a.martin","kind":"\#(kind)"\#(rest)}"#
  }

  @Test func actionComesBackAsItWasWritten() throws {
    var silence = AlertAction(
      id: "s \"1\"", time: Instant(seconds: 1_772_359_200), author: "é", kind: .silence)
    silence.reason = "festival"
    silence.expires = Instant(seconds: 1_772_380_800)
    var matcher = AlertAction.Matcher()
    matcher.detector = "volume"
    matcher.area = "69"
    matcher.item = "00000000000000ff"
    matcher.severityAtMost = 2
    silence.matcher = matcher
    var transfer = AlertAction(
      id: "t", time: Instant(seconds: 1_772_359_200), author: "b", kind: .transfer)
    transfer.alert = Self.alert
    transfer.to = "prefecture"
    for action in [silence, transfer] {
      #expect(try Self.read(String(decoding: action.json, as: UTF8.self)) == action)
      #expect(action.json == action.json)
    }
  }

  @Test(arguments: [
    (#","alert":"0f""#, "acknowledge", "32 hexadecimal"),
    ("", "acknowledge", "needs alert"),
    (#","alert":"\#(alert)","why":"x""#, "acknowledge", "why is not known"),
    (#","alert":"\#(alert)","to":"x""#, "acknowledge", "has no to"),
    (#","alert":"\#(alert)""#, "transfer", "needs to"),
    (#","alert":"\#(alert)""#, "note", "needs reason"),
    (#","alert":7"#, "close-as-false", "alert is no text"),
    (#","alert":"\#(alert)""#, "forget", "kind is one of"),
    (#","reason":"x","expires":"2026-03-01T12:00:00Z""#, "silence", "an alert or a matcher"),
    (
      #","reason":"x","expires":"2026-03-01T12:00:00Z","matcher":{"severityAtMost":2}"#,
      "silence", "matches everything"
    ),
    (
      #","reason":"x","expires":"2026-03-01T09:00:00Z","matcher":{"area":"69"}"#, "silence", "after"
    ),
    (#","reason":"x","expires":"2028-03-01T09:00:00Z","matcher":{"area":"69"}"#, "silence", "366"),
    (#","reason":"x","expires":"soon","matcher":{"area":"69"}"#, "silence", "RFC 3339"),
    (
      #","reason":"x","expires":"2026-03-01T12:00:00Z","matcher":{"city":"69"}"#, "silence",
      "matcher.city is not known"
    ),
    (
      #","reason":"x","expires":"2026-03-01T12:00:00Z","matcher":{"area":"69","severityAtMost":9}"#,
      "silence", "1 to 4"
    ),
    ("", "unsilence", "needs silence"),
  ])
  func whatIsWrongIsSaid(rest: String, kind: String, expected: String) {
    let error = #expect(throws: ActionError.self) { try Self.read(Self.text(rest, kind: kind)) }
    #expect(error?.reason.contains(expected) == true, "\(String(describing: error))")
  }

  @Test(arguments: ["", "[]", "{", "null", #"{"id":1}"#])
  func whatIsNoActionIsRefused(text: String) {
    #expect(throws: ActionError.self) { try Self.read(text) }
  }

  @Test func longRecordIsRefusedUnread() {
    let long = String(repeating: " ", count: AlertAction.maxBytes) + Self.text("")
    let error = #expect(throws: ActionError.self) { try Self.read(long) }
    #expect(error?.reason.contains("bytes") == true)
  }
}
