import EventTime
import Foundation
import Settings
import Signals
import Testing

private let samples = repository.appendingPathComponent("Tests/SignalsTests/Samples")

/// The names of the mappings in `Config/sources`.
private let names: [String] = {
  let folder = repository.appendingPathComponent("Config/sources").path
  let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
}()

/// The mapping `name`, loaded as `vigie` loads it.
private func mapping(_ name: String) throws -> SourceSpec {
  let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("vigie-mapping-\(UUID().uuidString).yaml")
  defer { try? FileManager.default.removeItem(at: file) }
  let text = """
    sources: \(repository.path)/Config/sources/\(name).yaml
    timeZones: \(repository.path)/Config/timezones.yaml

    """
  try Data(text.utf8).write(to: file)
  let configuration = try Configuration.load(path: file.path)
  return try #require(configuration.sources.first)
}

/// One line of a `.expected` file: outcome, time, flags, category, area, value, language.
private func line(_ signal: Signal, _ spec: SourceSpec, _ territory: Territory) -> [String] {
  let reason = signal.outcome == .rejected ? "/\(signal.reason.name)" : ""
  var flags: [String] = []
  if signal.flags.contains(.repost) { flags.append("repost") }
  if signal.flags.contains(.reply) { flags.append("reply") }
  if signal.flags.contains(.link) { flags.append("link") }
  let values = spec.category?.values ?? []
  let category = Int(signal.category)
  let language = [UInt8(signal.language >> 8), UInt8(signal.language & 0xFF)]
  return [
    "\(signal.outcome)\(reason)",
    signal.time == .distantPast ? "-" : "\(signal.time.microseconds)",
    flags.isEmpty ? "-" : flags.joined(separator: ","),
    category < 0 ? "-" : category < values.count ? values[category] : "other",
    signal.area < 0 ? "-" : territory.areas[Int(signal.area)].code,
    "\(spec.merchant == nil ? signal.value : 0)",
    signal.language == 0 ? "-" : String(decoding: language, as: UTF8.self),
  ]
}

/// The expectation as `line` writes it: times and values as the numbers that a signal holds.
private func expected(_ text: Substring) throws -> [String] {
  var fields = text.split(separator: " ").map(String.init)
  try #require(fields.count == 7, "\(text)")
  if fields[1] != "-" {
    let formatter = ISO8601DateFormatter()
    // Foundation reads the whole seconds; it is not the reader under test.
    let parts = fields[1].dropLast().split(separator: ".")
    let date = try #require(formatter.date(from: "\(parts[0])Z"))
    let fraction = parts.count > 1 ? parts[1].padding(toLength: 6, withPad: "0", startingAt: 0) : ""
    fields[1] = "\(Int64(date.timeIntervalSince1970) * 1_000_000 + (Int64(fraction) ?? 0))"
  }
  let value = try fields[5] == "-" ? 0 : #require(Double(fields[5]))
  fields[5] = "\(Int64((value * 1e6).rounded()))"
  return fields
}

@Suite struct ReadyMappingTests {
  @Test(arguments: names)
  func sampleGivesTheExpectedSignals(name: String) throws {
    let spec = try mapping(name)
    let isCSV = spec.format != .json
    let sample = samples.appendingPathComponent("\(name).\(isCSV ? "csv" : "ndjson")")
    let records = try Data(contentsOf: sample).split(separator: 0x0A).map { [UInt8]($0) }
    let expectations = try String(
      contentsOf: samples.appendingPathComponent("\(name).expected"), encoding: .utf8
    ).split(separator: "\n")
    let territory = try ShippedTerritories.france.get()
    let signals = try decode(records, as: spec, territory: territory)
    #expect(signals.count == expectations.count)
    for (signal, expectation) in zip(signals, expectations) {
      let wanted = try expected(expectation)
      #expect(line(signal, spec, territory) == wanted, "record \(signal.offset)")
    }
  }

  @Test func everyMappingHasASample() throws {
    #expect(names.count >= 20)
    for name in names {
      let file = samples.appendingPathComponent("\(name).expected").path
      #expect(FileManager.default.fileExists(atPath: file), "\(name)")
    }
  }

  @Test(arguments: ["mastodon", "x-v1", "x-v2"])
  func repostNamesTheIDOfItsOriginal(name: String) throws {
    let sample = samples.appendingPathComponent("\(name).ndjson")
    let records = try Data(contentsOf: sample).split(separator: 0x0A).map { [UInt8]($0) }
    let signals = try decode(records, as: try mapping(name))
    #expect(signals[1].flags.contains(.repost))
    #expect(signals[1].original == signals[0].id)
    #expect(signals[0].original == 0)
  }

  @Test(arguments: ["bluesky", "mastodon", "x-v1", "x-v2"])
  func answerNamesTheIDOfItsParent(name: String) throws {
    let sample = samples.appendingPathComponent("\(name).ndjson")
    let records = try Data(contentsOf: sample).split(separator: 0x0A).map { [UInt8]($0) }
    var decoder = try SignalDecoder(
      spec: try mapping(name), territory: Territory(name: "none"),
      lexicon: try Lexicon(themes: [], places: []), pseudonymKey: key, maxRecordBytes: 1 << 20,
      readsDetails: true)
    let read = try readDetails(records, with: &decoder)
    let ids = Set(read.filter { $0.signal.outcome == .accepted }.map(\.signal.id))
    let answers = read.filter { $0.signal.flags.contains(.reply) }
    #expect(!answers.isEmpty)
    for answer in answers { #expect(ids.contains(try #require(answer.detail).head.related)) }
  }

  @Test func deletionHasTheIDOfItsPost() throws {
    let sample = samples.appendingPathComponent("bluesky.ndjson")
    let records = try Data(contentsOf: sample).split(separator: 0x0A).map { [UInt8]($0) }
    let signals = try decode(records, as: try mapping("bluesky"))
    #expect(signals[2].outcome == .retraction)
    #expect(signals[2].id == signals[0].id)
    #expect(signals[1].id != signals[0].id)
  }
}
