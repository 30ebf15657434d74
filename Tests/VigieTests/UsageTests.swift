import Foundation
import Testing

extension VigieTests {
  /// Exit 64, and what to type instead.
  @Suite struct UsageTests {
    struct Mistake: CustomTestStringConvertible, Sendable {
      var arguments: [String]
      var says: String
      var testDescription: String { arguments.joined(separator: " ") }

      init(_ line: String, _ says: String) {
        arguments = line.split(separator: " ").map(String.init)
        self.says = says
      }
    }

    static let commands = [
      "demo", "run", "replay", "check", "score", "simulate", "score-alerts", "topics",
      "deadletters", "exercise", "tail",
    ]

    static let mistakes = [
      Mistake("relpay", "unknown command 'relpay': did you mean replay?\nSee: vigie help"),
      Mistake("xyzzy", "unknown command 'xyzzy'\nSee: vigie help"),
      Mistake("help chek", "unknown command 'chek': did you mean check?"),
      Mistake(
        "replay --confg vigie.yaml",
        "unknown option --confg: did you mean --config?\nSee: vigie help replay"),
      Mistake("replay --alerts", "--alerts needs a value: --alerts PATH"),
      Mistake("replay --config a --config b", "--config is given twice"),
      Mistake("replay --times=yes", "--times takes no value"),
      Mistake("replay --config a", "--alerts PATH is missing"),
      Mistake("replay here", "'here' is not expected here"),
      Mistake("replay --config a --pace 60", "--pace 60: write it as 60x, sixty times as fast"),
      Mistake("replay --config a --pace 0x", "--pace 0x: write it as 60x"),
      Mistake("replay --config a --pace max --alerts -", "--alerts does not go with --pace"),
      Mistake("replay --config a --pace max --stamp now", "--stamp now: it is append or event"),
      Mistake("replay --config a --alerts - --stamp event", "--stamp goes with --pace"),
      Mistake("simulate --scenario a --seed one --out b", "--seed one: a whole number from 0 on"),
      Mistake("simulate --scenario a --seed 1 --out b --rate 0", "--rate 0: a number over 0"),
      Mistake(
        "score-alerts --alerts a --incidents b --grace soon", "--grace soon: write it as 30m or 2h"),
      Mistake("topics --config a", "say which: topics plan | create | rights"),
      Mistake(
        "topics --config a crate",
        "'crate' is not one of plan, create, rights: did you mean create?"),
      Mistake("topics rights --config Config/vigie.yaml --format xml", "--format is table or"),
      Mistake(
        "topics rights --config Config/vigie.yaml --principal vigie",
        "--principal vigie: write it as User:NAME"),
      Mistake("deadletters --config a", "say which: deadletters list | replay"),
      Mistake(
        "deadletters list --config Config/vigie.yaml --reason lat",
        "there is no reason 'lat': did you mean late?"),
      Mistake(
        "deadletters list --config Config/vigie.yaml --since soon",
        "--since soon is no time: write it as 2026-03-01T00:00:00Z, or as 12h for so long ago"),
      Mistake(
        "deadletters replay --config Config/vigie.yaml --limit 0", "--limit must be a number"),
      Mistake(
        "exercise --config Config/vigie.yaml --source bluesk",
        "there is no source 'bluesk': did you mean bluesky?"),
      Mistake(
        "exercise --config Config/vigie.yaml --timeout long",
        "--timeout long: write a duration as 60s, 5m or 1h"),
      Mistake("tail --config Config/vigie.yaml --format csv", "--format is lines or ndjson"),
      Mistake("check", "--config FILE is missing"),
      Mistake("demo --for soon", "--for soon: write a duration as 60s, 5m or 1h"),
      Mistake("demo --speed 0", "--speed must be a number from 1 to 3600"),
    ]

    @Test(arguments: mistakes)
    func mistakeIsNamedWithTheWayOut(mistake: Mistake) async throws {
      let ended = try await Program(VigieProcess.binary, mistake.arguments).ended(limit: 60)
      #expect(ended.status == 64)
      #expect(ended.words.hasPrefix("vigie: " + mistake.says), "\(ended.words)")
      #expect(ended.output.isEmpty)
    }

    @Test func withoutCommandAllAreShown() async throws {
      let ended = try await VigieProcess.run()
      #expect(ended.status == 64)
      for name in Self.commands { #expect(ended.words.contains("\n  \(name) ")) }
      #expect(ended.words.hasSuffix("vigie: no command was given\nSee: vigie help\n"))
    }

    @Test func helpListsCommandsAndExitCodes() async throws {
      let ended = try await VigieProcess.run("help")
      #expect(ended.status == 0 && ended.words.isEmpty)
      for code in ["0 done", "64 usage", "65", "66", "69", "70", "73", "78"] {
        #expect(ended.text.contains(code))
      }
    }

    @Test(arguments: commands)
    func everyCommandExplainsItself(command: String) async throws {
      let ended = try await VigieProcess.run(command, "--help")
      #expect(ended.status == 0 && ended.words.isEmpty)
      #expect(ended.text.contains("Usage: vigie \(command)"))
      #expect(ended.text.contains("\nOptions:\n  --"))
      let help = try await VigieProcess.run("help", command)
      #expect(help.text == ended.text)
    }

    @Test func versionIsOneLine() async throws {
      let ended = try await VigieProcess.run("--version")
      #expect(ended.status == 0)
      #expect(ended.text.wholeMatch(of: /vigie \d+\.\d+\.\d+\n/) != nil)
    }

    @Test func sourceThatIsNotThereIsNamedWithTheNearest() async throws {
      let configuration = try SmallConfiguration()
      for arguments in [
        ["replay", "--config", configuration.path, "--input", "psts=-", "--alerts", "-"],
        ["check", "--config", configuration.path, "--source", "psts", "--sample", "-"],
      ] {
        let ended = try await Program(VigieProcess.binary, arguments).ended(limit: 60)
        #expect(ended.status == 64)
        #expect(ended.words.contains("there is no source 'psts': did you mean posts?\n"))
        #expect(ended.words.contains("The sources are posts."))
      }
    }

    @Test(arguments: [
      ["--input", "posts"], ["--input", "posts="], [], ["--from", "yesterday"],
      ["--from", "2026-03-02T00:00:00Z", "--to", "2026-03-01T00:00:00Z"],
    ])
    func replayNeedsSomethingToRead(options: [String]) async throws {
      let configuration = try SmallConfiguration()
      let arguments = ["replay", "--config", configuration.path, "--alerts", "-"] + options
      let ended = try await Program(VigieProcess.binary, arguments).ended(limit: 60)
      #expect(ended.status == 64)
      #expect(ended.words.hasSuffix("See: vigie help replay\n"))
    }

    @Test func completionAndManualHoldEveryCommand() async throws {
      for word in ["completion", "manual"] {
        let ended = try await VigieProcess.run(word)
        #expect(ended.status == 0)
        for name in Self.commands { #expect(ended.text.contains(name)) }
      }
    }
  }
}
