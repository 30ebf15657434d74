import EventTime
import Signals
import Testing

// Paths through objects and arrays, seen through a category whose values tell what was found.
private func found(_ pointer: String, in document: String) throws -> Int32 {
  var spec = try plainSource()
  spec.id = []
  spec.category = CategoryField(path: try path(pointer), values: ["one", "two", "3", "true"])
  let payload = #"{"ts":1,"d":"# + document + "}"
  let signal = try decode([payload], as: spec)[0]
  try #require(signal.outcome == .accepted, "\(signal.reason)")
  return signal.category
}

@Suite struct SelectionTests {
  @Test(arguments: [
    ("/d", #""one""#, Int32(0)),
    ("/d/a", #"{"b":"two","a":"one"}"#, 0),
    ("/d/a/b", #"{"a":{"b":"two"}}"#, 1),
    ("/d/1", #"["one","two"]"#, 1),
    ("/d/1", #"{"1":"one"}"#, 0),
    ("/d/2", #"["one","two"]"#, -1),
    ("/d/0/0", #"[["two"]]"#, 1),
    ("/d", "3", 2),
    ("/d", "3.0", 2),
    ("/d", "true", 3),
    ("/d", "null", -1),
    ("/d", #""something else""#, 4),
    ("/d/a~1b", #"{"a/b":"one"}"#, 0),
    ("/d/a~0b", #"{"a~b":"one"}"#, 0),
    ("/d/é", #"{"\u00e9":"one"}"#, 0),
    ("/d/a_key_of_more_than_sixteen_bytes", #"{"a_key_of_more_than_sixteen_bytes":"one"}"#, 0),
    ("/d/a_key_of_more_than_sixteen_bytes", #"{"a_key_of_more_than_Sixteen_bytes":"one"}"#, -1),
    ("/d/[k=x]/v", #"[{"k":"y","v":"one"},{"v":"two","k":"x"}]"#, 1),
    ("/d/[k=x]/v", #"[{"k":"x","v":"one"},{"k":"x","v":"two"}]"#, 0),
    ("/d/[k=x]/v", #"["x",{"k":1},{"k":"x"}]"#, -1),
    ("/d/[k=x]/v", #"{"k":"x","v":"one"}"#, -1),
    ("/d/[k=x]/l/[m=y]/v", #"[{"k":"x","l":[{"m":"z","v":"two"},{"m":"y","v":"one"}]}]"#, 0),
    ("/d/[k=x]/k", #"[{"k":"x"}]"#, 4),
  ])
  func pathFindsItsField(pointer: String, document: String, expected: Int32) throws {
    #expect(try found(pointer, in: document) == expected)
  }

  @Test func manyPathsShareOneWalk() throws {
    var spec = SourceSpec(name: "many")
    spec.time = TimeField(path: try path("/ts"), format: .epochSeconds)
    spec.conditions = try (0..<60).map {
      FieldCondition(path: try path("/d/key\($0)"), test: .oneOf(["\($0)"]))
    }
    let members = (0..<60).map { #""key\#($0)":\#($0),"other\#($0)":{}"# }.joined(separator: ",")
    let signals = try decode(
      [#"{"d":{\#(members)},"ts":1}"#, #"{"d":{\#(members),"key31":0},"ts":1}"#], as: spec)
    #expect(signals[0].outcome == .accepted)
    #expect(signals[1].reason == .duplicateKey)
  }

  @Test func selectionsByDifferentMembersAreApart() throws {
    var spec = try plainSource()
    spec.id = [try path("/d/[a=x]/v"), try path("/d/[b=y]/v"), try path("/d/0/v")]
    let signals = try decode(
      [#"{"ts":1,"d":[{"a":"x","b":"y","v":"1"}]}"#, #"{"ts":1,"d":[{"a":"x","v":"1"}]}"#],
      as: spec)
    #expect(signals.map(\.reason) == [.none, .missingField])
  }

  @Test func memberOfASelectionStandsOnce() throws {
    var spec = try plainSource()
    spec.id = [try path("/d/[k=x]/v")]
    let signal = try decode([#"{"ts":1,"d":[{"k":"y","k":"x","v":"1"}]}"#], as: spec)[0]
    #expect(signal.reason == .duplicateKey)
  }
}
