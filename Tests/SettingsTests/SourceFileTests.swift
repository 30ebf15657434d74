import EventTime
import Settings
import Signals
import Testing

private func loadSource(_ text: String) throws -> SourceSpec {
  let folder = try ConfigurationFolder([
    "vigie.yaml": "sources: source.yaml\ntimeZones: zones.yaml\n", "source.yaml": text,
    "zones.yaml": "zones: { Europe/Paris: { rule: \"CET-1CEST,M3.5.0,M10.5.0/3\" } }\n",
  ])
  return try #require(try folder.load().sources.first)
}

private func path(_ text: String, _ steps: FieldPath.Step...) -> FieldPath {
  FieldPath(text: text, steps: steps)
}

@Suite struct SourceFileTests {
  @Test func everyKeyOfAJSONSourceIsDecoded() throws {
    let source = try loadSource(
      """
      bluesky:
        topic: social.bluesky
        kind: feedback
        pillar: actions
        format: json
        where: { /kind: commit, /n: [1, "2"], /b: { not: [x, false] }, /c: { exists: false } }
        retract: { /operation: delete }
        clock: arrival
        id: [/did, /rkey]
        time: { at: /time_us, unit: microseconds }
        arrival: /at
        author: /did
        text: [/title, /text]
        markup: html
        language: /langs/0
        original: [/o/did, /o/rkey]
        parent: [/p/did, /p/rkey]
        link: /url
        category: { at: "/answers/[field_code=satisfaction]/intention", values: [good, bad] }
        value: /v
        place:
          { code: /d, commune: /i, postcode: /z, latitude: /a, longitude: /o, name: /n, text: false }
        constants: {}
        maxDelaySeconds: 1
        idleSeconds: 2
        maxAheadSeconds: 3
        dedupeSeconds: 4
      """)
    var expected = SourceSpec(name: "bluesky")
    expected.topic = "social.bluesky"
    expected.kind = .feedback
    expected.pillar = .actions
    expected.conditions = [
      FieldCondition(path: path("/kind", .key("kind")), test: .oneOf(["commit"])),
      FieldCondition(path: path("/n", .key("n")), test: .oneOf(["1", "2"])),
      FieldCondition(path: path("/b", .key("b")), test: .noneOf(["x", "false"])),
      FieldCondition(path: path("/c", .key("c")), test: .exists(false)),
    ]
    expected.retract = [
      FieldCondition(path: path("/operation", .key("operation")), test: .oneOf(["delete"]))
    ]
    expected.clock = .arrival
    expected.id = [path("/did", .key("did")), path("/rkey", .key("rkey"))]
    expected.time = TimeField(
      path: path("/time_us", .key("time_us")), format: .epochMicroseconds)
    expected.arrival = TimeField(path: path("/at", .key("at")), format: .rfc3339(zone: .utc))
    expected.author = path("/did", .key("did"))
    expected.text = [path("/title", .key("title")), path("/text", .key("text"))]
    expected.markup = .html
    expected.original = [
      path("/o/did", .key("o"), .key("did")), path("/o/rkey", .key("o"), .key("rkey")),
    ]
    expected.parent = [
      path("/p/did", .key("p"), .key("did")), path("/p/rkey", .key("p"), .key("rkey")),
    ]
    expected.link = path("/url", .key("url"))
    expected.category = CategoryField(
      path: path(
        "/answers/[field_code=satisfaction]/intention", .key("answers"),
        .select(key: "field_code", value: "satisfaction"), .key("intention")),
      values: ["good", "bad"])
    expected.value = path("/v", .key("v"))
    expected.place.code = path("/d", .key("d"))
    expected.place.commune = path("/i", .key("i"))
    expected.place.postcode = path("/z", .key("z"))
    expected.place.latitude = path("/a", .key("a"))
    expected.place.longitude = path("/o", .key("o"))
    expected.place.name = path("/n", .key("n"))
    expected.place.fromText = false
    expected.language = path("/langs/0", .key("langs"), .index(0))
    expected.maxDelay = .seconds(1)
    expected.idle = .seconds(2)
    expected.maxAhead = .seconds(3)
    expected.dedupe = .seconds(4)
    #expect(source == expected)
  }

  @Test func constantsStandAsTheyAreWritten() throws {
    let source = try loadSource(
      "posts: { time: /ts, constants: { language: no, area: 01, category: \"1\" } }\n")
    #expect(source.constants == [.language: "no", .area: "01", .category: "1"])
  }

  @Test func absentKeysHaveTheDefaultsOfTheSpec() throws {
    var expected = SourceSpec(name: "posts")
    expected.time = TimeField(path: path("/ts", .key("ts")), format: .rfc3339(zone: .utc))
    #expect(try loadSource("posts: { time: /ts }\n") == expected)
  }

  @Test(arguments: [
    ("{ at: /t, unit: seconds }", TimeFormat.epochSeconds),
    ("{ at: /t, unit: milliseconds }", .epochMilliseconds),
    ("{ at: /t, unit: microseconds }", .epochMicroseconds),
    ("{ at: /t }", .rfc3339(zone: .utc)),
    ("{ at: /t, format: twitter }", .twitter),
  ])
  func timeIsWrittenAsItSays(_ text: String, _ format: TimeFormat) throws {
    let source = try loadSource("posts: { time: \(text) }\n")
    #expect(source.time == TimeField(path: path("/t", .key("t")), format: format))
  }

  @Test(arguments: ["rfc3339", "dd/mm/yyyy"])
  func localTimeHasTheRuleOfItsZone(_ format: String) throws {
    let source = try loadSource(
      "posts: { time: { at: /t, format: \(format), zone: Europe/Paris } }\n")
    switch source.time?.format {
    case .rfc3339(let zone), .dayMonthYear(let zone): #expect(zone.name == "Europe/Paris")
    case .epochSeconds, .epochMilliseconds, .epochMicroseconds, .twitter, nil:
      Issue.record("another format")
    }
  }

  @Test func columnsOfACSVSourceAreNames() throws {
    let source = try loadSource(
      """
      visibrain:
        format: csv
        csv: { delimiter: "\\t", columns: [date, texte] }
        time: date
        text: texte
        where: { texte: { exists: true } }
      """)
    #expect(source.format == .csv(delimiter: 9, columns: ["date", "texte"]))
    #expect(source.text == [path("texte", .key("texte"))])
    #expect(
      source.conditions == [
        FieldCondition(path: path("texte", .key("texte")), test: .exists(true))
      ])
  }
}

@Suite struct SourceItemTests {
  @Test func whatARecordNamesIsDecoded() throws {
    let feedback = try loadSource(
      "f: { kind: feedback, time: /ts, service: { at: /s, values: [caf, impots] } }\n")
    #expect(
      feedback.service == CategoryField(path: path("/s", .key("s")), values: ["caf", "impots"]))
    let report = try loadSource("r: { kind: report, time: /ts, domain: /d, merchant: /m/0 }\n")
    #expect(report.domain == path("/d", .key("d")))
    #expect(report.merchant == path("/m/0", .key("m"), .index(0)))
    let read = try loadSource(
      "c: { kind: read, time: /ts, identifier: { at: /p, kind: number } }\n")
    #expect(read.identifier == IdentifierField(path: path("/p", .key("p")), kind: .number))
    let plate = try loadSource("c: { kind: read, time: /ts, identifier: { at: /p } }\n")
    #expect(plate.identifier?.kind == .plate)
  }

  @Test(
    arguments: [
      ("service: { at: /s, values: [a] }", "'service' with kind post"),
      ("kind: read, domain: /d", "'domain' with kind read"),
      ("kind: count, value: /v, merchant: /m", "'merchant' with kind count"),
      ("kind: report, identifier: { at: /p }", "'identifier' with kind report"),
      ("kind: report, merchant: /m, value: /v", "'value' where 'merchant' is mapped"),
    ])
  func whatAnotherKindHasIsAnError(keys: String, message: String) {
    do {
      _ = try loadSource("a: { time: /ts, \(keys) }\n")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains(message), "\(error)")
    }
  }
}
