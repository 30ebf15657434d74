import Foundation
import Testing

extension VigieTests {
  /// Exit 78, with the place and the nearest key.
  @Suite struct ConfigurationTests {
    private func check(_ configuration: SmallConfiguration) async throws -> Ended {
      try await VigieProcess.run("check", "--config", configuration.path)
    }

    @Test func goodConfigurationIsSummedUp() async throws {
      let ended = try await check(SmallConfiguration())
      #expect(ended.status == 0)
      #expect(ended.text.contains("is good. Its hash is "))
      #expect(ended.text.contains("source posts: post from topic posts, 1 series"))
      #expect(ended.words.contains("warning: privacy.key is not set"))
    }

    @Test func unknownKey() async throws {
      let configuration = try SmallConfiguration(main: "limits:\n  maxDepht: 12\n")
      let ended = try await check(configuration)
      #expect(ended.status == 78)
      #expect(
        ended.words == "vigie: the configuration is not usable:\n\(configuration.path):3:3: "
          + "unknown key 'maxDepht': did you mean 'maxDepth'?\n")
    }

    @Test func wrongType() async throws {
      let configuration = try SmallConfiguration(main: "paneSeconds: often\n")
      let ended = try await check(configuration)
      #expect(ended.status == 78)
      #expect(ended.words.contains("\(configuration.path):2:14: paneSeconds: expected "))
      #expect(ended.words.contains("found 'often'"))
    }

    @Test func mistakeInASourceNamesTheSourceFile() async throws {
      let configuration = try SmallConfiguration(source: "posts:\n  time: /ts\n  autor: /a\n")
      let ended = try await check(configuration)
      #expect(ended.status == 78)
      let file = configuration.scratch.path("posts.yaml")
      #expect(ended.words.contains("\(file):3:3: unknown key 'autor': did you mean 'author'?"))
    }

    @Test func allMistakesAreSaidAtOnce() async throws {
      let configuration = try SmallConfiguration(main: "sites: a\nlanguage: breton\n")
      let ended = try await check(configuration)
      #expect(ended.words.split(separator: "\n").count == 3)
    }

    @Test func fileThatIsNotThere() async throws {
      let scratch = try Scratch()
      let path = scratch.path("vigie.yaml")
      for command in ["check", "run"] {
        let ended = try await VigieProcess.run(command, "--config", path)
        #expect(ended.status == 78)
        #expect(ended.words.contains("\(path): No such file or directory"))
      }
    }

    @Test func sourceFileThatIsNotThere() async throws {
      let configuration = try SmallConfiguration(main: "themes: themse\n")
      let ended = try await check(configuration)
      #expect(ended.status == 78)
      #expect(ended.words.contains("\(configuration.path):2:9: themes: "))
      #expect(ended.words.contains("themse"))
    }

    @Test func secretThatIsNotThere() async throws {
      let configuration = try SmallConfiguration(
        main: "privacy: { key: { file: key } }\n")
      let ended = try await VigieProcess.run(
        "replay", "--config", configuration.path, "--input", "posts=-", "--alerts", "-",
        input: Data(SmallConfiguration.good.utf8))
      #expect(ended.status == 78)
      #expect(ended.words.contains("privacy.key"))
      #expect(ended.words.contains("No such file or directory"))
    }

    @Test func keyThatIsTooShort() async throws {
      let configuration = try SmallConfiguration(
        main: "privacy: { key: { file: key } }\n")
      _ = try configuration.scratch.file("key", "short")
      let ended = try await VigieProcess.run(
        "replay", "--config", configuration.path, "--input", "posts=-", "--alerts", "-",
        input: Data(SmallConfiguration.good.utf8))
      #expect(ended.status == 78)
      #expect(ended.words.contains("the key has 5 bytes, and needs 16"))
    }

    @Test func propertyThatTheLibraryDoesNotKnow() async throws {
      let configuration = try SmallConfiguration(
        main: "broker: { bootstrap: \"127.0.0.1:1\", properties: { linger.mss: \"5\" } }\n")
      let ended = try await VigieProcess.run(
        "check", "--config", configuration.path, "--connect")
      #expect(ended.status == 78)
      #expect(ended.words.contains("linger.mss"))
    }

    @Test func referenceHoldsKeysDefaultsAndRanges() async throws {
      let ended = try await VigieProcess.run("check", "--reference")
      #expect(ended.status == 0 && ended.words.isEmpty)
      for key in ["paneSeconds", "maxDelaySeconds", "falseAlarmsPerWeek", "minimumAuthors"] {
        #expect(ended.text.contains("\(key)` | "))
      }
      #expect(ended.text.contains("4…1024"))
    }

    @Test func sampleShowsSignalsAndRejects() async throws {
      let configuration = try SmallConfiguration()
      let ended = try await VigieProcess.run(
        "check", "--config", configuration.path, "--source", "posts", "--sample", "-",
        input: Data((SmallConfiguration.good + "\n{}\n").utf8))
      #expect(ended.status == 0)
      #expect(ended.lines[0].hasPrefix("line 1: signal time=2026-03-02T08:00:00.000Z"))
      #expect(ended.lines[1] == "line 2: rejected, missing_field")
      #expect(ended.words == "2 records: 1 taken, 0 withdrawals, 0 left out, 1 rejected\n")
    }

    @Test func sampleOfOtherRecordsIsNoGood() async throws {
      let configuration = try SmallConfiguration()
      let ended = try await VigieProcess.run(
        "check", "--config", configuration.path, "--source", "posts", "--sample", "-",
        input: Data("{}\n".utf8))
      #expect(ended.status == 65)
      #expect(ended.words.contains("the mapping of this source takes none of the records"))
    }
  }
}
