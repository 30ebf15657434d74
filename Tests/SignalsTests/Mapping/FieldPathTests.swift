import Signals
import Testing

@Suite struct FieldPathTests {
  @Test(arguments: [
    ("/did", [FieldPath.Step.key("did")]),
    ("/commit/record/langs/0", [.key("commit"), .key("record"), .key("langs"), .index(0)]),
    ("/a~1b/~0c/ /é", [.key("a/b"), .key("~c"), .key(" "), .key("é")]),
    ("/12a/-1", [.key("12a"), .key("-1")]),
    (
      "/answers/[field_code=satisfaction]/intention",
      [.key("answers"), .select(key: "field_code", value: "satisfaction"), .key("intention")]
    ),
    ("/[a~1b=c~1d=e]/999999", [.select(key: "a/b", value: "c/d=e"), .index(999_999)]),
    ("/[a=]", [.select(key: "a", value: "")]),
  ])
  func pointerIsCutIntoSteps(_ text: String, _ steps: [FieldPath.Step]) throws {
    let path = try FieldPath(parsing: text, format: .json)
    #expect(path.steps == steps)
    #expect(path.text == text)
  }

  @Test(arguments: [
    ("", 0), ("did", 0), ("/", 1), ("/a//b", 3), ("/a/", 3), ("/a/~2", 3), ("/a~", 2),
    ("/a/01", 3), ("/a/1234567", 3), ("/a/[b=c", 3), ("/a/[b]", 3), ("/a/[=c]", 3),
    ("/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7", 33),
  ])
  func wrongPointerIsRefusedWithItsPlace(_ text: String, _ position: Int) {
    let error = #expect(throws: FieldPathError.self) {
      try FieldPath(parsing: text, format: .json)
    }
    #expect(error?.position == position)
  }

  @Test(arguments: ["date", "/not/a/pointer", "code postal"])
  func columnIsTakenAsItStands(_ name: String) throws {
    let path = try FieldPath(parsing: name, format: .csv(delimiter: 59, columns: []))
    #expect(path.steps == [.key(name)])
  }
}
