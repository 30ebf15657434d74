import EventTime
import Signals
import Testing

private func outcome(_ test: FieldCondition.Test, _ field: String) throws -> Outcome {
  var spec = try plainSource()
  spec.conditions = [FieldCondition(path: try path("/f"), test: test)]
  return try decode([#"{"id":"a","ts":1\#(field.isEmpty ? "" : ",\"f\":\(field)")}"#], as: spec)[0]
    .outcome
}

@Suite struct ConditionTests {
  @Test(arguments: [
    (FieldCondition.Test.oneOf(["create"]), #""create""#, true),
    (.oneOf(["create"]), #""created""#, false),
    (.oneOf(["a", "app.bsky.feed.post"]), #""app.bsky.feed.post""#, true),
    (.oneOf(["app.bsky.feed.post"]), #""app.bsky.feed.Post""#, false),
    (.oneOf([""]), #""""#, true),
    (.oneOf(["1"]), "1", true),
    (.oneOf(["1"]), "1.0", true),
    (.oneOf(["1"]), #""1""#, true),
    (.oneOf(["1"]), "true", false),
    (.oneOf(["0.5"]), "5e-1", true),
    (.oneOf(["18446744073709551615"]), "18446744073709551615", true),
    (.oneOf(["false"]), "false", true),
    (.oneOf(["null"]), "null", false),
    (.oneOf(["x"]), "", false),
    (.oneOf(["x"]), #"["x"]"#, false),
    (.noneOf(["x", "y"]), #""z""#, true),
    (.noneOf(["x", "y"]), #""y""#, false),
    (.noneOf(["x"]), "null", false),
    (.noneOf(["x"]), "", false),
    (.exists(true), "0", true),
    (.exists(true), "{}", true),
    (.exists(true), "null", false),
    (.exists(true), "", false),
    (.exists(false), "null", true),
    (.exists(false), "", true),
    (.exists(false), "false", false),
  ])
  func conditionHoldsOrFilters(test: FieldCondition.Test, field: String, holds: Bool) throws {
    #expect(try outcome(test, field) == (holds ? .accepted : .filtered))
  }

  @Test func filteredRecordOfAFileArrivesAtItsEventTime() throws {
    var spec = try plainSource()
    spec.conditions = [FieldCondition(path: try path("/f"), test: .exists(true))]
    let signal = try decode([#"{"id":"a","ts":1772395445}"#], as: spec)[0]
    #expect(signal.outcome == .filtered)
    #expect(signal.arrival == Instant(seconds: 1_772_395_445))
  }

  @Test func retractionIsAskedBeforeTheConditions() throws {
    var spec = try plainSource()
    spec.conditions = [FieldCondition(path: try path("/op"), test: .oneOf(["create"]))]
    spec.retract = [FieldCondition(path: try path("/op"), test: .oneOf(["delete"]))]
    let arrival = Instant(seconds: 1_772_395_450)
    let signals = try decode(
      [
        #"{"op":"create","id":"a","ts":1772395445}"#, #"{"op":"delete","id":"a"}"#,
        #"{"op":"update","id":"a","ts":1772395445}"#, #"{"op":"delete"}"#,
      ], as: spec, arrival: arrival)
    #expect(signals.map(\.outcome) == [.accepted, .retraction, .filtered, .rejected])
    #expect(signals[1].id == signals[0].id)
    #expect(signals[1].time == arrival)
  }
}
