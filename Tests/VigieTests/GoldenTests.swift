import Foundation
import Testing

/// One golden case: a folder of `Tests/Golden`, see `Scripts/golden`.
struct GoldenCase: CustomTestStringConvertible, Sendable {
  var name: String
  var source = "posts"
  var inputName = "input.ndjson"
  var testDescription: String { name }

  static let flood = GoldenCase(name: "flood-in-one-area")
  static let all = [
    flood, GoldenCase(name: "quiet-day"), GoldenCase(name: "disorder"),
    GoldenCase(name: "reports-in-csv", source: "reports", inputName: "input.csv"),
  ]

  private var folder: URL { projectRoot.appending(path: "Tests/Golden/\(name)") }
  var configuration: String { folder.appending(path: "vigie.yaml").path }
  var input: String { folder.appending(path: inputName).path }

  func lines(_ file: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  /// Replays a form of the input; the path `-` reads `stdin`.
  func replay(
    _ path: String, letters: String? = nil, stdin: Data = Data()
  ) async throws -> Ended {
    var arguments = [
      "replay", "--config", configuration, "--input", "\(source)=\(path)", "--alerts", "-",
    ]
    if let letters { arguments += ["--dead-letters", letters] }
    return try await Program(VigieProcess.binary, arguments, input: stdin).ended(limit: 240)
  }
}

extension VigieTests {
  /// What history amounts to, held in files. `Scripts/golden` writes them anew, on purpose.
  @Suite struct GoldenTests {
    @Test func everyFolderIsACase() throws {
      let folder = projectRoot.appending(path: "Tests/Golden")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
        FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/vigie.yaml").path)
      }
      #expect(names.sorted() == GoldenCase.all.map(\.name).sorted())
    }

    @Test(arguments: GoldenCase.all)
    func alertsAndDeadLettersAreThoseOfTheFiles(golden: GoldenCase) async throws {
      let scratch = try Scratch()
      let letters = scratch.path("letters.ndjson")
      let ended = try await golden.replay(golden.input, letters: letters)
      #expect(ended.status == 0, "\(ended.words)")
      let expected = try golden.lines("expected.ndjson")
      #expect(ended.lines.count == expected.count)
      for (number, (line, wanted)) in zip(ended.lines, expected).enumerated() {
        let event = try JSON(line: line).without("data", "mode")
          .without("data", "evidence", "sampleRefs")
          .without("data", "provenance", "inputFrontiers")
        let differences = try event.differences(from: JSON(line: wanted))
        #expect(differences == [], "event \(number + 1) differs: see Scripts/golden")
      }
      let written = try scratch.text("letters.ndjson").split(separator: "\n").map(String.init)
      #expect(try written == golden.lines("dead-letters.ndjson"))
      try await expectValid(ended.output)
    }

    /// What the judged part of a history took is said apart; the alerts are those of the whole.
    @Test(arguments: [
      ("2026-01-01T00:00:00Z", "572 records in "), ("2027-01-01T00:00:00Z", nil),
    ])
    func timeIsTakenFromAMomentOn(moment: String, records: String?) async throws {
      let golden = GoldenCase.flood
      let plain = try await golden.replay(golden.input)
      let timed = try await VigieProcess.run(
        "replay", "--config", golden.configuration, "--input", "posts=\(golden.input)",
        "--alerts", "-", "--timed-from", moment)
      #expect(timed.status == 0 && timed.output == plain.output)
      let said = records.map { "from \(moment) on: \($0)" } ?? "no record from \(moment) on"
      #expect(timed.words.contains(said), "\(timed.words)")
    }

    @Test func momentThatIsNoTimeIsRefused() async throws {
      let golden = GoldenCase.flood
      let ended = try await VigieProcess.run(
        "replay", "--config", golden.configuration, "--input", "posts=\(golden.input)",
        "--alerts", "-", "--timed-from", "noon")
      #expect(ended.status == 64 && ended.output.isEmpty)
      #expect(ended.words.contains("--timed-from noon is no time: write it as 2026-"))
    }

    @Test func floodOpensAndClosesInItsAreaAlone() async throws {
      let events = try GoldenCase.flood.lines("expected.ndjson").map { try JSON(line: $0) }
      let opened = events.filter { $0["type"].text == "vigie.alert.opened" }
      let closed = events.filter { $0["type"].text == "vigie.alert.closed" }
      #expect(opened.compactMap { $0["subject"].text }.contains("posts/flood/92B"))
      #expect(
        Set(opened.compactMap { $0["data"]["alertId"].text })
          == Set(closed.compactMap { $0["data"]["alertId"].text }))
      for event in events {
        #expect(["92B", nil].contains(event["data"]["area"]["code"].text))
      }
      // Three quarters of an hour before the flood there is nothing, and it is found in ten minutes.
      let first = try #require(opened.first?["time"].text)
      #expect(first > "2026-03-02T08:00" && first < "2026-03-02T08:10")
    }

    @Test func twoReplaysAndEveryContainerGiveTheSameBytes() async throws {
      let scratch = try Scratch()
      let golden = GoldenCase.flood
      let plain = try Data(contentsOf: URL(filePath: golden.input))
      let whole = try await golden.replay(golden.input)
      #expect(!whole.output.isEmpty)
      #expect(try await golden.replay(golden.input).output == whole.output)
      // A pipe hands out less at once than a file does.
      let line =
        "cat '\(golden.input)' | '\(VigieProcess.binary.path)' replay "
        + "--config '\(golden.configuration)' --input posts=- --alerts -"
      let piped = try await Program(URL(filePath: "/bin/sh"), ["-c", line]).ended(limit: 240)
      #expect(piped.output == whole.output)
      for (program, ending) in [("gzip", "gz"), ("zstd", "zst")] {
        guard let packed = try await pack(plain, with: program) else { continue }
        let path = try scratch.file("input.ndjson.\(ending)", packed)
        #expect(try await golden.replay(path).output == whole.output, "\(program)")
        #expect(try await golden.replay("-", stdin: packed).output == whole.output, "\(program)")
      }
    }
  }
}

/// Holds alert events against `Config/schemas/alert.schema.json`, or others against another schema, by
/// python's jsonschema.
func expectValid(_ events: Data, schema: String? = nil) async throws {
  guard !events.isEmpty else { return }
  guard let python = await Validator.python else {
    Terminal.say("no interpreter has jsonschema (VIGIE_PYTHON): events are not validated")
    return
  }
  let script = projectRoot.appending(path: "Scripts/validate-alerts").path
  let words = [script] + (schema.map { ["--schema", $0] } ?? [])
  let ended = try await Program(python, words, input: events).ended(limit: 120)
  #expect(ended.status == 0, "\(ended.words)")
}

private enum Validator {
  /// The interpreter of `VIGIE_PYTHON`, else Debian's, if it has jsonschema.
  static let found = Task { () -> URL? in
    let named = ProcessInfo.processInfo.environment["VIGIE_PYTHON"]
    for path in [named, "/usr/bin/python3"].compactMap({ $0 }) {
      let attempt = try? await Program(URL(filePath: path), ["-c", "import jsonschema"])
        .ended(limit: 60)
      if attempt?.status == 0 { return URL(filePath: path) }
    }
    return nil
  }

  static var python: URL? {
    get async { await found.value }
  }
}
