import Daemon
import Foundation
import Kafka
import Settings
import Testing

@Suite struct TopicPlansTests {
  private func configuration(_ main: String) throws -> Configuration {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "vigie-plans-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = [
      "vigie.yaml": "sources: [a.yaml, b.yaml]\n" + main,
      "a.yaml": "a: { topic: in, time: /ts }\n", "b.yaml": "b: { topic: in, time: /ts }\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    return try Configuration.load(path: folder.appending(path: "vigie.yaml").path)
  }

  private static let exactlyOnce = """
    delivery: exactly-once
    privacy: { key: { environment: KEY } }
    shards: 3
    instance: vigie-2
    topics: { internalPrefix: v., internalRetentionHours: 24 }

    """

  @Test func stagesWithinOneProcessNeedNoTopicsBetweenThem() throws {
    let configuration = try configuration("")
    #expect(
      configuration.topicPlans.map(\.name) == [
        "in", "vigie.alerts", "vigie.alerts.current", "vigie.actions", "vigie.deadletters",
      ])
    #expect(configuration.accessRoles.first == .daemon)
    #expect(
      configuration.accessRights(.daemon) == [
        AccessRight(.read, .topic, "in"), AccessRight(.read, .group, "vigie.observe.a"),
        AccessRight(.read, .group, "vigie.observe.b"), AccessRight(.write, .topic, "vigie.alerts"),
        AccessRight(.write, .topic, "vigie.alerts.current"),
        AccessRight(.write, .topic, "vigie.deadletters"),
      ])
  }

  @Test func exactlyOncePlansThePanesTheFindingsAndTheState() throws {
    let plans = try configuration(Self.exactlyOnce).topicPlans
    let byName = Dictionary(plans.map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    #expect(plans.count == byName.count && plans.count == 9)
    for (name, partitions) in [("v.panes", 3), ("v.findings", 1)] {
      #expect(byName[name]?.partitions == Int32(partitions))
      #expect(byName[name]?.settings["cleanup.policy"] == "delete")
      #expect(byName[name]?.settings["retention.ms"] == "86400000")
      #expect(byName[name]?.settings["compression.type"] == "producer")
    }
    for (name, partitions) in [("v.detect.changelog", 3), ("v.alert.changelog", 1)] {
      #expect(byName[name]?.partitions == Int32(partitions))
      #expect(byName[name]?.settings["cleanup.policy"] == "compact")
      #expect(byName[name]?.settings["segment.bytes"] == "67108864")
      #expect(byName[name]?.settings["max.message.bytes"] == "2097152")
    }
  }

  @Test func rightsOnTransactionalIDsBeginWithInstanceAndStage() throws {
    let configuration = try configuration(Self.exactlyOnce)
    #expect(configuration.accessRoles.prefix(3) == [.observe, .detect, .alert])
    for role in configuration.accessRoles.prefix(3) {
      let ids = configuration.accessRights(role).filter { $0.resource == .transactionalID }
      #expect(
        ids == [
          AccessRight(.write, .transactionalID, "vigie-2.\(role.rawValue).", isPrefix: true)
        ])
    }
    let listing = AccessListing(configuration, principal: "User:CN={role}")
    #expect(
      listing.lines(.detect, as: .table).last
        == "  allow  WRITE             transactional-id  vigie-2.detect.*")
    let command = "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" "
    let changelog = "--operation READ --operation WRITE --topic 'v.detect.changelog'"
    let id =
      "--operation WRITE --transactional-id 'vigie-2.detect.' --resource-pattern-type prefixed"
    let lines = [changelog, id].map { "\(command)--add --allow-principal 'User:CN=detect' \($0)" }
    #expect(Array(listing.lines(.detect, as: .kafkaACLs).suffix(2)) == lines)
  }

  @Test func noRoleHasTheSameRightTwice() throws {
    let configuration = try configuration(Self.exactlyOnce)
    for role in configuration.accessRoles {
      let rights = configuration.accessRights(role)
      #expect(!rights.isEmpty && Set(rights).count == rights.count, "\(role)")
    }
  }
}
