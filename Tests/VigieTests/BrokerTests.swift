import Foundation
import Testing

extension VigieTests {
  /// Exit 69: nobody answers.
  @Suite struct BrokerTests {
    /// A port of this machine on which nobody listens: it was free, and is closed again.
    private static func closedPort() throws -> UInt16 {
      let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      try #require(handle >= 0)
      defer { close(handle) }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let bound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(handle, $0, length) == 0 && getsockname(handle, $0, &length) == 0
        }
      }
      try #require(bound)
      return UInt16(bigEndian: address.sin_port)
    }

    private func configuration(_ port: UInt16) throws -> SmallConfiguration {
      try SmallConfiguration(main: "broker: { bootstrap: \"127.0.0.1:\(port)\" }\n")
    }

    @Test(arguments: [
      ["check", "--connect"], ["topics", "create"],
      ["replay", "--from", "2026-03-01T00:00:00Z", "--alerts", "-"],
      ["replay", "--input", "posts=-", "--pace", "max"],
    ])
    func brokerThatDoesNotAnswer(words: [String]) async throws {
      let port = try Self.closedPort()
      let configuration = try configuration(port)
      let ended = try await Program(
        VigieProcess.binary, words + ["--config", configuration.path]
      ).ended(limit: 120)
      #expect(ended.status == 69)
      #expect(ended.words.contains("no answer from 127.0.0.1:\(port) within 10000 ms"))
      #expect(ended.words.contains("Connection refused"))
      #expect(
        ended.words.hasSuffix("Does it run, and is it where broker.bootstrap says?\n"))
      // Ten seconds of asking; the rest is room for a busy machine.
      #expect(ended.seconds < 40)
    }

    @Test func planNeedsNoBroker() async throws {
      let configuration = try configuration(1)
      let ended = try await VigieProcess.run("topics", "plan", "--config", configuration.path)
      #expect(ended.status == 0)
      #expect(ended.lines[0].hasPrefix("posts  partitions=8 replication=3 "))
      #expect(ended.text.contains("vigie.alerts.current  partitions=1"))
      #expect(!ended.text.contains("vigie.panes"))
      #expect(ended.text.contains("the daemon: vigie run, as User:vigie-daemon\n"))
      #expect(
        ended.text.contains("\n  allow  READ              group             vigie.observe.posts\n"))
      let pasted = try await VigieProcess.run(
        "topics", "plan", "--config", configuration.path, "--format", "kafka-acls",
        "--principal", "User:CN={role}")
      #expect(pasted.lines[0].hasPrefix("# posts  partitions=8"))
      #expect(pasted.lines.allSatisfy { $0.hasPrefix("# ") || $0.hasPrefix("kafka-acls.sh ") })
      #expect(
        pasted.lines.contains(
          "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add "
            + "--allow-principal 'User:CN=tail' --operation READ --topic 'vigie.alerts'"))
    }

    @Test(
      .enabled(if: TestBroker.bootstrap != nil, "VIGIE_TEST_BOOTSTRAP names no broker: skipped"))
    func checkComparesTheTopicsWithThePlan() async throws {
      let prefix = "vigie.test.\(UUID().uuidString.lowercased())."
      func configuration(shards: Int) throws -> SmallConfiguration {
        try SmallConfiguration(
          main: """
            broker: { bootstrap: "\(TestBroker.bootstrap ?? "")" }
            delivery: exactly-once
            shards: \(shards)
            privacy: { key: { file: vigie.yaml } }
            alerts:
              topic: \(prefix)alerts
              currentTopic: \(prefix)current
              actionsTopic: \(prefix)actions
            deadLetters: { topic: \(prefix)letters }
            topics: { inputPartitions: 2, replicationFactor: 1, internalPrefix: \(prefix) }
            """, source: "posts: { topic: \(prefix)in, id: /id, time: /ts }\n")
      }
      let two = try configuration(shards: 2)
      let missing = try await VigieProcess.run("check", "--connect", "--config", two.path)
      #expect(missing.status == 0)
      #expect(missing.words.contains("warning: topic \(prefix)panes is not there"))
      let created = try await VigieProcess.run("topics", "create", "--config", two.path)
      #expect(created.status == 0, "\(created.words)")
      #expect(created.lines.count == 9 && created.lines.allSatisfy { $0.hasPrefix("created  ") })
      let good = try await VigieProcess.run("check", "--connect", "--config", two.path)
      #expect(good.status == 0 && !good.words.contains("warning"), "\(good.words)")
      #expect(good.text.contains("topic \(prefix)panes: 2 partitions\n"))
      let three = try configuration(shards: 3)
      let wrong = try await VigieProcess.run("check", "--connect", "--config", three.path)
      #expect(wrong.status == 78)
      for topic in ["panes", "detect.changelog"] {
        #expect(
          wrong.words.contains(
            "\(three.path): shards is 3, but topic \(prefix)\(topic) has 2 partitions: set shards "
              + "to 2, or take another topics.internalPrefix\n"))
      }
    }

    @Test func daemonWaitsForTheBrokerAndEndsWhenTold() async throws {
      let configuration = try configuration(Self.closedPort())
      let daemon = try Program(
        VigieProcess.binary, ["run", "--config", configuration.path])
      let clock = ContinuousClock()
      let deadline = clock.now + .seconds(60)
      while !daemon.words.contains("level=warn event=kafka"), clock.now < deadline {
        try await Task.sleep(for: .milliseconds(100))
      }
      // As supervisors do: to the process, and again to its group.
      daemon.terminate()
      try await Task.sleep(for: .milliseconds(20))
      daemon.terminate()
      let ended = try await daemon.ended(limit: 60)
      #expect(ended.status == 0)
      #expect(ended.words.contains("event=started"))
      #expect(ended.words.contains("level=warn event=kafka"))
      #expect(ended.words.contains("Connection refused"))
      #expect(ended.words.contains("event=stopped"))
    }
  }
}
