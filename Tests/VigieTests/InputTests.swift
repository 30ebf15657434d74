import Foundation
import Testing

extension VigieTests {
  /// Exit 65, 66 and 73: what is read and written.
  @Suite struct InputTests {
    private func replay(
      _ input: String, _ configuration: SmallConfiguration, alerts: String = "-",
      stdin: Data = Data()
    ) async throws -> Ended {
      try await VigieProcess.run(
        "replay", "--config", configuration.path, "--input", "posts=\(input)", "--alerts", alerts,
        input: stdin)
    }

    @Test func inputThatIsNotThere() async throws {
      let configuration = try SmallConfiguration()
      let path = configuration.scratch.path("nothing.ndjson")
      let ended = try await replay(path, configuration)
      #expect(ended.status == 66)
      #expect(ended.words == "vigie: \(path): cannot be opened: No such file or directory\n")
      let sample = try await VigieProcess.run(
        "check", "--config", configuration.path, "--source", "posts", "--sample", path)
      #expect(sample.status == 66)
      let score = try await VigieProcess.run("score", "--input", path, "--output", "-")
      #expect(score.status == 66)
    }

    @Test func alertsOfBeforeStayWhereTheInputIsNotThere() async throws {
      let configuration = try SmallConfiguration()
      let alerts = try configuration.scratch.file("alerts.ndjson", "yesterday's\n")
      let ended = try await replay(
        configuration.scratch.path("nothing"), configuration, alerts: alerts)
      #expect(ended.status == 66)
      #expect(try configuration.scratch.text("alerts.ndjson") == "yesterday's\n")
    }

    @Test func directoryIsNoInput() async throws {
      let configuration = try SmallConfiguration()
      let ended = try await replay(configuration.scratch.directory.path, configuration)
      #expect(ended.status == 66)
      #expect(ended.words.contains("it is a directory"))
    }

    @Test func emptyInput() async throws {
      let configuration = try SmallConfiguration()
      let ended = try await replay("-", configuration)
      #expect(ended.status == 65)
      #expect(ended.words == "vigie: -: no record\n")
    }

    @Test func inputWithoutUsableRecordSaysWhereToLook() async throws {
      let configuration = try SmallConfiguration()
      let ended = try await replay("-", configuration, stdin: Data("{}\nnothing\n".utf8))
      #expect(ended.status == 65)
      #expect(ended.words.contains("posts: 2 records, 0 taken"))
      #expect(ended.words.contains("(malformed 1, missing_field 1)"))
      #expect(ended.words.contains("vigie: no usable record: 0 left out"))
      #expect(ended.words.contains("See: vigie check --source NAME --sample FILE"))
    }

    @Test(arguments: [("gzip", "gz"), ("zstd", "zst")])
    func compressedFileThatEndsInTheMiddle(program: String, ending: String) async throws {
      let configuration = try SmallConfiguration()
      let lines = (0..<2000).map { _ in UUID().uuidString }.joined(separator: "\n")
      guard let packed = try await pack(Data(lines.utf8), with: program) else { return }
      let path = try configuration.scratch.file("cut.ndjson.\(ending)", packed.prefix(9000))
      let ended = try await replay(path, configuration)
      #expect(ended.status == 65)
      #expect(
        ended.words.hasSuffix(
          "vigie: \(path): the compressed file ends too early; was it copied in full?\n"))
    }

    @Test func fileThatIsNotWhatItsNameSays() async throws {
      let configuration = try SmallConfiguration()
      let path = try configuration.scratch.file("plain.ndjson.gz", "no gzip at all, sorry\n")
      let ended = try await replay(path, configuration)
      #expect(ended.status == 65)
      #expect(ended.words.contains("\(path): the compressed file is damaged: "))
    }

    @Test func badRecordsAreCountedAndChangeNoExitCode() async throws {
      let configuration = try SmallConfiguration()
      let lines = [
        SmallConfiguration.good, #"{"id":"2""#, "[]", #"{"id":"3","ts":"soon"}"#, "\u{0}",
        #"{"id":"4","ts":"2026-03-02T08:00:01Z"}"#, #"{"id":{},"ts":"2026-03-02T08:00:02Z"}"#,
      ]
      let letters = configuration.scratch.path("letters.ndjson")
      let ended = try await VigieProcess.run(
        "replay", "--config", configuration.path, "--input", "posts=-", "--alerts", "-",
        "--dead-letters", letters, input: Data(lines.joined(separator: "\n").utf8))
      #expect(ended.status == 0)
      #expect(ended.words.hasPrefix("posts: 7 records, 2 taken, 0 left out, "))
      #expect(ended.words.contains("5 rejected ("))
      let written = try configuration.scratch.text("letters.ndjson").split(separator: "\n")
      #expect(written.count == 5)
      #expect(
        written.contains(#"{"offset":4,"partition":0,"reason":"bad_time","source":"posts"}"#))
    }

    @Test func outputThatCannotBeMade() async throws {
      let configuration = try SmallConfiguration()
      let path = configuration.scratch.path("no/such/folder/alerts.ndjson")
      let ended = try await replay(
        "-", configuration, alerts: path, stdin: Data(SmallConfiguration.good.utf8))
      #expect(ended.status == 73)
      #expect(ended.words == "vigie: \(path): cannot be created: No such file or directory\n")
    }

    @Test func tableWithoutTheColumnsOfScore() async throws {
      let scratch = try Scratch()
      let path = try scratch.file("table.csv", "when,what\n2026-03-02 08:00:00,1\n")
      let ended = try await VigieProcess.run("score", "--input", path, "--output", "-")
      #expect(ended.status == 65)
      #expect(ended.words.contains(path))
    }
  }
}

/// The bytes packed by a program of that name; nil, and said so, where there is none.
func pack(_ bytes: Data, with program: String) async throws -> Data? {
  for folder in ["/usr/bin", "/bin", "/usr/local/bin"] {
    let path = "\(folder)/\(program)"
    guard FileManager.default.isExecutableFile(atPath: path) else { continue }
    let ended = try await Program(URL(filePath: path), ["-c"], input: bytes).ended(limit: 60)
    try #require(ended.status == 0, "\(program): \(ended.words)")
    return ended.output
  }
  Terminal.say("\(program) is not installed: nothing is tried with it")
  return nil
}

/// Words for who runs the tests.
enum Terminal {
  static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
