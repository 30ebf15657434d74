import Daemon
import Foundation
import Kafka
import Settings
import Testing

/// The rights that `vigie topics rights` prints, on a broker that refuses everything else.
extension SecurityTests {
  private func configuration() throws -> Configuration {
    let files = [
      "vigie.yaml": """
      sources: [posts.yaml, reports.yaml]
      delivery: exactly-once
      shards: 1
      privacy: { key: { environment: VIGIE_TEST_KEY } }
      topics: { replicationFactor: 1, inputPartitions: 1 }
      """,
      "posts.yaml": "posts: { id: /id, time: /ts, topic: acl.posts }",
      "reports.yaml": "reports: { id: /id, time: /ts, topic: acl.reports }",
    ]
    for (name, text) in files {
      try Data(text.utf8).write(to: broker.directory.appending(path: name))
    }
    return try Configuration.load(path: broker.path("vigie.yaml"))
  }

  /// Creates the topics of the plan, each with one record.
  private func prepare(_ configuration: Configuration) throws {
    let admin = try Admin(broker.unprotected)
    for outcome in try admin.createTopics(configuration.topicPlans) {
      try #require(outcome.error == nil || outcome.error?.code == .topicAlreadyExists)
    }
    let producer = try Producer(broker.unprotected)
    for plan in configuration.topicPlans {
      try producer.produce(
        topic: plan.name, partition: 0, key: Array("k".utf8), payload: Array("v".utf8))
    }
    try producer.close()
  }

  /// A transactional id is beyond librdkafka 2.0: there Kafka's own tool does it, with the line that
  /// is printed.
  private func change(
    _ right: AccessRight, of role: AccessRole, _ listing: AccessListing, isGranted: Bool
  ) throws {
    let principal = listing.principal(of: role)
    guard right.resource == .transactionalID else {
      let admin = try Admin(broker.unprotected)
      if isGranted {
        try admin.createRights([right], for: principal)
      } else {
        #expect(try admin.deleteRights([right], of: principal) == 1)
      }
      return
    }
    let line = try #require(
      listing.lines(role, as: .kafkaACLs).first { $0.contains("--transactional-id") })
    let done = broker.run(isGranted ? line : line.replacing("--add", with: "--remove --force"))
    try #require(done.status == 0, "\(done.words)")
  }

  @Test func eachStageNeedsAllOfItsRightsAndNoMore() throws {
    let configuration = try configuration()
    try prepare(configuration)
    let listing = AccessListing(configuration, principal: "User:{role}")
    for stage in StageCalls.all(configuration) {
      let properties = broker.password(stage.role.rawValue)
      let rights = configuration.accessRights(stage.role)
      for right in rights { try change(right, of: stage.role, listing, isGranted: true) }
      try succeeds(stage, properties)
      for right in rights {
        try change(right, of: stage.role, listing, isGranted: false)
        let error = try refusal(of: stage, properties, without: right)
        #expect(
          error.code.isAuthorizationFailure || error.reason.contains("not allowed"),
          "without \(right): \(error)")
        #expect(error.reason.contains(right.name), "without \(right): \(error)")
        if right == rights.last { continue }
        try change(right, of: stage.role, listing, isGranted: true)
      }
    }
  }

  /// What an authorizer has been told reaches its broker a moment later.
  private func succeeds(_ stage: StageCalls, _ properties: ClientProperties) throws {
    for _ in 0..<4 {
      do {
        return try stage.run(properties)
      } catch let error as KafkaError where error.code.isAuthorizationFailure {
        Thread.sleep(forTimeInterval: 0.2)
      }
    }
    try stage.run(properties)
  }

  private func refusal(
    of stage: StageCalls, _ properties: ClientProperties, without right: AccessRight
  ) throws -> KafkaError {
    for _ in 0..<5 {
      do {
        try stage.run(properties)
      } catch let error as KafkaError {
        return error
      }
    }
    throw KafkaError(code: .none, reason: "\(stage.role) works without \(right)")
  }

  /// A line as a person pastes it, for a command of operators.
  @Test func linesForKafkasToolGrantWhatTheySay() throws {
    let configuration = try configuration()
    try prepare(configuration)
    let listing = AccessListing(configuration, principal: "User:{role}")
    let lines = listing.lines(.tail, as: .kafkaACLs)
    let done = broker.run("set -e\n" + lines.joined(separator: "\n"))
    #expect(done.status == 0, "\(done.words)")
    let reader = broker.password(AccessRole.tail.rawValue)
    #expect(try !readAll(reader, configuration.alerts.topic).isEmpty)
    let error = #expect(throws: KafkaError.self) {
      let producer = try Producer(reader)
      try producer.produce(topic: configuration.alerts.topic, key: nil, payload: [1])
      try producer.close()
    }
    #expect(error?.reason.contains(configuration.alerts.topic) == true)
  }

  @Test func rightOnATransactionalIDIsGrantedOrNamesTheWayOut() throws {
    let admin = try Admin(broker.unprotected)
    let right = AccessRight(.write, .transactionalID, "vigie-9.", isPrefix: true)
    do {
      try admin.createRights([right], for: "User:nobody")
      #expect(try admin.deleteRights([right], of: "User:nobody") == 1)
    } catch {
      #expect(error.code == .invalidArgument)
      #expect(error.reason.contains("User:nobody, WRITE transactional-id vigie-9.*"))
      #expect(error.reason.contains("kafka-acls"))
    }
  }
}
