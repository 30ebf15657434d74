internal import CRdKafka

/// A topic to be created.
package struct TopicPlan: Hashable, Sendable {
  package var name: String
  package var partitions: Int32
  /// How many brokers hold each partition; −1 leaves it to the broker's default.
  package var replication: Int32
  /// Kafka's topic settings, such as `message.timestamp.type` or `cleanup.policy`.
  package var settings: [String: String]

  package init(
    _ name: String, partitions: Int32, replication: Int32 = -1, settings: [String: String] = [:]
  ) {
    self.name = name
    self.partitions = partitions
    self.replication = replication
    self.settings = settings
  }
}

/// What became of one topic of a request; without error it was done.
package struct TopicOutcome: Hashable, Sendable {
  package var name: String
  /// For example `topicAlreadyExists`, or `unknownTopicOrPartition` of one to be deleted.
  package var error: KafkaError?

  package init(name: String, error: KafkaError?) {
    self.name = name
    self.error = error
  }
}

extension Admin {
  /// Creates topics, and says for each what became of it. Throws when the request itself failed.
  ///
  /// The controller answers before every broker knows: it returns when the created topics have leaders
  /// where this client asks, or the time is up.
  package func createTopics(_ plans: [TopicPlan], timeoutMilliseconds: Int32 = 30_000)
    throws(KafkaError) -> [TopicOutcome]
  {
    var topics: [OpaquePointer?] = []
    defer { rd_kafka_NewTopic_destroy_array(&topics, topics.count) }
    for plan in plans { topics.append(try newTopic(plan)) }
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    let outcomes = try request(
      "creation of topics", RD_KAFKA_ADMIN_OP_CREATETOPICS, timeoutMilliseconds,
      start: { options, queue in
        rd_kafka_CreateTopics(handle.client, &topics, topics.count, options, queue)
      },
      read: { (event) throws(KafkaError) in
        var count = 0
        let result = rd_kafka_event_CreateTopics_result(event)
        return Self.outcomes(rd_kafka_CreateTopics_result_topics(result, &count), count, "creation")
      })
    let created = outcomes.filter { $0.error == nil }.map(\.name)
    while !deadline.hasPassed {
      let known = try metadata(timeoutMilliseconds: max(1, deadline.milliseconds)).topics
      let ready = created.allSatisfy { name in
        known[name].map { $0.error == nil && $0.partitions.allSatisfy { $0.leader != nil } }
          ?? false
      }
      if ready { break }
      rd_kafka_poll(handle.client, min(20, deadline.milliseconds))
    }
    return outcomes
  }

  /// Deletes topics, and says for each what became of it. The broker may take a while longer.
  package func deleteTopics(_ names: [String], timeoutMilliseconds: Int32 = 30_000)
    throws(KafkaError) -> [TopicOutcome]
  {
    var topics: [OpaquePointer?] = names.map { rd_kafka_DeleteTopic_new($0) }
    defer { rd_kafka_DeleteTopic_destroy_array(&topics, topics.count) }
    return try request(
      "deletion of topics", RD_KAFKA_ADMIN_OP_DELETETOPICS, timeoutMilliseconds,
      start: { options, queue in
        rd_kafka_DeleteTopics(handle.client, &topics, topics.count, options, queue)
      },
      read: { (event) throws(KafkaError) in
        var count = 0
        let result = rd_kafka_event_DeleteTopics_result(event)
        return Self.outcomes(rd_kafka_DeleteTopics_result_topics(result, &count), count, "deletion")
      })
  }

  /// The settings of topics that are in force, defaults included: by topic, then by setting.
  ///
  /// Throws when one of the topics does not exist. The broker never tells secrets.
  package func settings(ofTopics names: [String], timeoutMilliseconds: Int32 = 30_000)
    throws(KafkaError) -> [String: [String: String]]
  {
    var answer: [String: [String: String]] = [:]
    // A request for several brokers' resources fails as a whole; one topic at a time is asked.
    for name in names {
      var resources: [OpaquePointer?] = [
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name)
      ]
      defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
      answer[name] = try request(
        "settings of \(name)", RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, timeoutMilliseconds,
        start: { options, queue in
          rd_kafka_DescribeConfigs(handle.client, &resources, resources.count, options, queue)
        },
        read: { (event) throws(KafkaError) in try Self.settings(event, of: name) })
    }
    return answer
  }

  private static func settings(_ event: OpaquePointer, of name: String)
    throws(KafkaError) -> [String: String]
  {
    var count = 0
    let result = rd_kafka_event_DescribeConfigs_result(event)
    guard
      let resources = rd_kafka_DescribeConfigs_result_resources(result, &count), count > 0,
      let resource = resources[0]
    else { return [:] }
    try KafkaError.check(rd_kafka_ConfigResource_error(resource), "settings of \(name)")
    var entryCount = 0
    guard let entries = rd_kafka_ConfigResource_configs(resource, &entryCount) else { return [:] }
    var settings: [String: String] = [:]
    for index in 0..<entryCount {
      guard
        let entry = entries[index], let key = rd_kafka_ConfigEntry_name(entry),
        let value = rd_kafka_ConfigEntry_value(entry)
      else { continue }
      settings[String(cString: key)] = String(cString: value)
    }
    return settings
  }

  private func newTopic(_ plan: TopicPlan) throws(KafkaError) -> OpaquePointer {
    var message = [CChar](repeating: 0, count: 256)
    guard
      let topic = rd_kafka_NewTopic_new(
        plan.name, plan.partitions, plan.replication, &message, message.count)
    else {
      let reason = message.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
      throw KafkaError(code: .invalidArgument, reason: "topic \(plan.name): \(reason ?? "")")
    }
    for (name, value) in plan.settings.sorted(by: { $0.key < $1.key }) {
      let code = rd_kafka_NewTopic_set_config(topic, name, value)
      guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
        rd_kafka_NewTopic_destroy(topic)
        throw KafkaError(code, "topic \(plan.name), \(name)=\(value)")
      }
    }
    return topic
  }

  private static func outcomes(
    _ results: UnsafeMutablePointer<OpaquePointer?>?, _ count: Int, _ subject: String
  ) -> [TopicOutcome] {
    (0..<count).compactMap { index in
      guard let result = results?[index] else { return nil }
      let name = String(cString: rd_kafka_topic_result_name(result))
      let code = rd_kafka_topic_result_error(result)
      if code == RD_KAFKA_RESP_ERR_NO_ERROR { return TopicOutcome(name: name, error: nil) }
      let text = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
      let reason = "\(subject) of \(name): \(text ?? String(cString: rd_kafka_err2str(code)))"
      return TopicOutcome(
        name: name, error: KafkaError(code: KafkaError.Code(code), reason: reason))
    }
  }
}
