import Settings
import Testing

/// One file of a configuration, and all that is said about it.
struct Complaint: CustomTestStringConvertible, Sendable {
  var file: String
  var text: String
  var errors: [String]
  var testDescription: String { errors.first ?? text }

  init(_ file: String, _ text: String, _ errors: String...) {
    self.file = file
    self.text = text
    self.errors = errors
  }
}

/// A main file that begins with a source that loads.
private func main(_ text: String, _ errors: [String]) -> Complaint {
  var complaint = Complaint("vigie.yaml", "sources: posts.yaml\n" + text)
  complaint.errors = errors
  return complaint
}

/// A source file that begins with a time.
private func source(_ text: String, _ errors: String...) -> Complaint {
  var complaint = Complaint("posts.yaml", "posts:\n  time: /ts\n" + text)
  complaint.errors = errors
  return complaint
}

let mainComplaints = [
  main(
    "limits:\n  maxDepht: 12\n",
    ["vigie.yaml:3:3: unknown key 'maxDepht': did you mean 'maxDepth'?"]),
  main(
    "deadLetters: { zzz: 1 }\n",
    ["vigie.yaml:2:16: unknown key 'zzz': valid keys: topic, withPayload"]),
  main(
    "limits: { maxDepth: deep }\n",
    ["vigie.yaml:2:21: limits.maxDepth: expected an integer, 4…1024, found 'deep'"]),
  main(
    "limits: { maxDepth: \"64\" }\n",
    ["vigie.yaml:2:21: limits.maxDepth: expected an integer, 4…1024, found the text '64'"]),
  main(
    "limits: { maxDepth: 6.5 }\n",
    ["vigie.yaml:2:21: limits.maxDepth: expected an integer, 4…1024, found '6.5'"]),
  main(
    "limits: { maxDepth: 2 }\n",
    ["vigie.yaml:2:21: limits.maxDepth: 2 is out of range: expected an integer, 4…1024"]),
  main(
    "limits: { maxDepth: 99999999999999999999 }\n",
    [
      "vigie.yaml:2:21: limits.maxDepth: 99999999999999999999 is out of range: "
        + "expected an integer, 4…1024"
    ]),
  main("limits: 12\n", ["vigie.yaml:2:9: limits: expected a map, found '12'"]),
  main(
    "deadLetters:\n  withPayload: yes\n",
    ["vigie.yaml:3:16: deadLetters.withPayload: expected true or false, found 'yes'"]),
  main("site:\n", ["vigie.yaml:2:6: site: no value: give one, or remove the line"]),
  main("language: fra\n", ["vigie.yaml:2:11: language: 'fra' is not a choice: did you mean 'fr'?"]),
  main(
    "language: breton\n",
    ["vigie.yaml:2:11: language: 'breton' is not a choice: choices: fr, en"]),
  main(
    "delivery: exactly\n",
    [
      "vigie.yaml:2:11: delivery: 'exactly' is not a choice: "
        + "choices: at-least-once, exactly-once"
    ]),
  main(
    "delivery: exactly-once\n",
    [
      "vigie.yaml:2:1: delivery: exactly-once needs privacy.key: after a restart open panes are "
        + "read again, and their pseudonyms must be those of before"
    ]),
  main(
    "shards: 257\n",
    ["vigie.yaml:2:9: shards: 257 is out of range: expected an integer, 1…256"]),
  main(
    "site: Préfecture\n",
    [
      "vigie.yaml:2:7: site: 'Préfecture' is no name: expected 1…64 of a-z, 0-9, '-', '_', '.', "
        + "beginning with a letter or digit"
    ]),
  main(
    "http: { listen: \"9470\" }\n",
    [
      "vigie.yaml:2:17: http.listen: '9470' is no host:port or none: expected host:port as "
        + "127.0.0.1:9470 or [::1]:9470, port 0 for any, or none"
    ]),
  main(
    "http: { maxConnections: 9, maxConnectionsPerAddress: 10 }\n",
    [
      "vigie.yaml:2:28: http.maxConnectionsPerAddress: 10 is more than maxConnections, 9: "
        + "fewer, so that one client cannot take all places"
    ]),
  main(
    "broker: { bootstrap: kafka }\n",
    [
      "vigie.yaml:2:22: broker.bootstrap: 'kafka' is no host:port, …: expected host:port, "
        + "several separated by commas"
    ]),
  main(
    "paneSeconds: 7\n",
    [
      "vigie.yaml:2:1: paneSeconds: 7 does not divide a minute: "
        + "1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60"
    ]),
  main(
    "limits: { maxRecordBytes: 2000000, queueMegabytes: 1 }\n",
    [
      "vigie.yaml:2:11: limits.maxRecordBytes: 2000000 is more than queueMegabytes holds: "
        + "the queue must hold one record at least"
    ]),
  main(
    "alerts: { topic: a }\ndeadLetters: { topic: a }\n",
    ["vigie.yaml:3:16: deadLetters.topic: topic 'a' is alerts.topic already"]),
  main(
    "alerts: { topic: vigie.panes }\n",
    ["vigie.yaml:2:11: alerts.topic: topic 'vigie.panes' is topics.internalPrefix already"]),
  main(
    "deadLetters: { topic: v.findings }\ntopics: { internalPrefix: v. }\n",
    ["vigie.yaml:2:16: deadLetters.topic: topic 'v.findings' is topics.internalPrefix already"]),
  main(
    "topics: { internalPrefix: \"\(String(repeating: "v", count: 240))\" }\n",
    [
      "vigie.yaml:2:11: topics.internalPrefix: it makes names of 256 bytes: "
        + "a topic's name has at most 249"
    ]),
  main(
    "timeZone: Europe/Paris\n",
    [
      "vigie.yaml:2:11: timeZone: there is no zone 'Europe/Paris': "
        + "'timeZones' in vigie.yaml names the file of zones"
    ]),
  main(
    "limits: { maxDepth: 1, maxSeries: 0 }\nsites: x\n",
    [
      "vigie.yaml:2:21: limits.maxDepth: 1 is out of range: expected an integer, 4…1024",
      "vigie.yaml:2:35: limits.maxSeries: 0 is out of range: expected an integer, 1…1000000",
      "vigie.yaml:3:1: unknown key 'sites': did you mean 'site'?",
    ]),
]

let syntaxComplaints = [
  main(
    "site: a\nsite: b\n", ["vigie.yaml:3:1: key 'site' stands twice: it is on line 2 already"]),
  main(
    "site: &here a\ninstance: *here\n",
    [
      "vigie.yaml:2:7: anchor '&here': write the value out",
      "vigie.yaml:3:11: alias '*here': write the value out",
    ]),
  main(
    "site: !!str a\n",
    ["vigie.yaml:2:7: tag 'tag:yaml.org,2002:str': types follow from the keys"]),
  main("? [a, b]\n: c\n", ["vigie.yaml:2:3: a key that is not text"]),
  main("---\nsite: a\n", ["vigie.yaml:2:1: a second document in one file"]),
  main(
    "limits: { maxDepth: 12\nsite: a\n",
    [
      "vigie.yaml:3:5: not YAML: did not find expected ',' or '}' while parsing a flow mapping"
    ]),
  main(
    "site: a\u{1}\n", ["vigie.yaml:2:8: not YAML: control characters are not allowed"]),
  main(
    "site: " + String(repeating: "[", count: 40) + "\n",
    ["vigie.yaml:2:38: more than 32 levels deep"]),
  Complaint("vigie.yaml", "", "vigie.yaml: the file is empty"),
  Complaint("vigie.yaml", "- a\n", "vigie.yaml:1:1: expected a map, found a list"),
  Complaint(
    "vigie.yaml", "site: a\n",
    "vigie.yaml:1:1: missing key 'sources': "
      + "Files of sources, directories of them, or patterns as sources/*.yaml."),
]

let sourceComplaints = [
  source(
    "  maxDelaySecond: 3\n",
    "posts.yaml:3:3: unknown key 'maxDelaySecond': did you mean 'maxDelaySeconds'?"),
  source(
    "  maxDelaySeconds: 3601\n",
    "posts.yaml:3:20: posts.maxDelaySeconds: 3601 is out of range: "
      + "expected an integer, 0…3600"),
  source(
    "  kind: pots\n", "posts.yaml:3:9: posts.kind: 'pots' is not a choice: did you mean 'post'?"),
  source(
    "  author: did\n",
    "posts.yaml:3:11: posts.author: 'did' is no path: a JSON pointer begins with '/', "
      + "at its byte 0"),
  source(
    "  text: [/a, /b/~2]\n",
    "posts.yaml:3:14: posts.text: '/b/~2' is no path: '~' is written '~0', "
      + "and '/' inside a name '~1', at its byte 3"),
  source(
    "  where: { kind: commit }\n",
    "posts.yaml:3:12: posts.where.kind: 'kind' is no path: a JSON pointer begins with '/', "
      + "at its byte 0"),
  source(
    "  where: { /a: { nott: x } }\n",
    "posts.yaml:3:16: posts.where./a: expected a value, a list, { not: … } or { exists: true }",
    "posts.yaml:3:18: unknown key 'nott': did you mean 'not'?"),
  source(
    "  where: { /a: { not: x, exists: true } }\n",
    "posts.yaml:3:16: posts.where./a: 'not' and 'exists' at once: 'not' implies that it exists"),
  source(
    "  where: { /a: }\n",
    "posts.yaml:3:16: posts.where./a: no value: give one, or { exists: false }"),
  source(
    "  retract: { /a: b }\n",
    "posts.yaml:3:3: 'retract' without 'id': a post is withdrawn by its id"),
  source(
    "  id: [/a, /b]\n  original: [/c, /d, /e]\n",
    "posts.yaml:4:3: posts.original: 3 parts where 'id' has 2: "
      + "it is the id of a post, written alike"),
  source(
    "  kind: count\n",
    "posts.yaml:3:3: missing key 'value' in 'posts': a count needs a number"),
  source(
    "  place: { latitude: /lat }\n",
    "posts.yaml:3:12: posts.place: 'latitude' without 'longitude': give both or none"),
  source(
    "  language: /l\n  constants: { language: fr }\n",
    "posts.yaml:4:3: 'constants.language' where 'language' is mapped: keep one"),
  source(
    "  category: { at: /c, values: [a, b, a] }\n",
    "posts.yaml:3:23: posts.category.values: 'a' stands twice"),
  source(
    "  category: { values: [a] }\n",
    "posts.yaml:3:13: missing key 'at' in 'posts.category': Where it stands."),
  source(
    "  csv: { delimiter: \";\" }\n",
    "posts.yaml:3:3: 'csv' with format json: write 'format: csv', or remove it"),
  source(
    "  arrival: { at: /a, unit: seconds, format: twitter }\n",
    "posts.yaml:3:37: 'unit' and 'format' at once: keep one"),
  source(
    "  arrival: { at: /a, format: dd/mm/yyyy }\n",
    "posts.yaml:3:22: missing key 'zone' in 'posts.arrival': "
      + "dd/mm/yyyy is local time, as of Europe/Paris"),
  source(
    "  arrival: { at: /a, unit: seconds, zone: UTC }\n",
    "posts.yaml:3:37: 'zone' says nothing here: these times hold their offset; remove it"),
  source(
    "  topic: vigie.alerts\n",
    "posts.yaml:3:3: source 'posts' reads topic 'vigie.alerts', which is alerts.topic: "
      + "Vigie does not read what it writes"),
  Complaint(
    "posts.yaml", "posts: { id: /id }\n",
    "posts.yaml:1:8: missing key 'time' in 'posts': "
      + "say where the time stands, or write 'clock: arrival'"),
  Complaint(
    "posts.yaml", "topic: a\nid: /id\n",
    "posts.yaml:1:1: expected one key, the source's name: "
      + "write 'NAME:' and its keys indented below"),
  Complaint(
    "posts.yaml",
    "posts:\n  format: csv\n  csv: { delimiter: \";;\", columns: [id, date] }\n  time: dates\n",
    "posts.yaml:3:10: posts.csv.delimiter: expected one ASCII character other than a quote: "
      + "\"\\t\" is a tab",
    "posts.yaml:4:9: posts.time: no column 'dates' in csv.columns: did you mean 'date'?"),
]

@Suite struct ErrorMessageTests {
  @Test(arguments: mainComplaints + syntaxComplaints + sourceComplaints)
  func everyMistakeIsToldWithItsPlaceAndAWayOut(_ complaint: Complaint) throws {
    let folder = try ConfigurationFolder(plainFiles(with: complaint.file, complaint.text))
    #expect(folder.errors() == complaint.errors)
  }

  @Test func errorsOfAllFilesAreFoundInOneGo() throws {
    let folder = try ConfigurationFolder([
      "vigie.yaml": "sites: a\nsources: [a.yaml, b.yaml]\n",
      "a.yaml": "a: { id: /id, time: /ts, idle: 3 }\n",
      "b.yaml": "b: { kind: post }\n",
    ])
    #expect(folder.kinds() == [.unknownKey, .missingKey, .unknownKey])
  }

  @Test func bytesThatAreNotUTF8AreRefusedWithTheirPlace() throws {
    let folder = try ConfigurationFolder(plainFiles)
    try folder.write("vigie.yaml", Array("site: \u{E9}".utf8) + [0xFF, 0x0A])
    #expect(folder.errors() == ["vigie.yaml:1:8: these bytes are not UTF-8"])
  }

  @Test func byteOrderMarkIsNoPartOfTheFile() throws {
    let folder = try ConfigurationFolder(plainFiles)
    try folder.write("vigie.yaml", [0xEF, 0xBB, 0xBF] + Array(plainFiles["vigie.yaml"]!.utf8))
    #expect(folder.errors() == [])
  }

  @Test func fileOfManyMegabytesIsRefused() throws {
    let folder = try ConfigurationFolder(plainFiles)
    try folder.write("posts.yaml", Array(repeating: UInt8(ascii: "#"), count: (4 << 20) + 1))
    #expect(folder.errors() == ["posts.yaml: a file of more than 4 MiB"])
  }

  @Test func errorKeepsTheKeyPathBesideItsWords() throws {
    let folder = try ConfigurationFolder(
      plainFiles(with: "vigie.yaml", "sources: posts.yaml\nlimits: { maxDepht: 3 }\n"))
    let errors = #expect(throws: ConfigurationErrors.self) { try folder.load() }
    let error = try #require(errors?.errors.first)
    #expect(error.keyPath == "limits.maxDepht")
    #expect(error.location.line == 2 && error.location.column == 11)
    #expect(error.suggestion == "did you mean 'maxDepth'?")
  }
}
