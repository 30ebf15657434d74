internal import CRdKafka

/// librdkafka's mock cluster: a broker within the process, on loopback, for the demo and for tests of
/// call order, rebalancing and error paths.
///
/// It is no log to rely on, and not a broker to prove exactly once on:
/// - about 5 MiB are kept per partition, then the oldest are dropped: pace the producer to the reader;
/// - it stores no transactional offsets, shows aborted records, and fences nobody;
/// - it takes no commit while members of the group come and go (`rebalanceInProgress`), so that commit on
///   revocation works for who leaves, and not for who stays;
/// - it keeps no metadata beside a committed offset, and knows no offsets for times (−1, so "the end");
/// - a first join takes 3 s, `session.timeout.ms` must be over 3,000, and an empty fetch waits all of
///   `fetch.wait.max.ms`;
/// - unknown topics are created with 4 partitions when they are named, so a typo passes;
/// - no creation of topics over the protocol (`createTopic` does it here), no TLS, no SASL.
///
/// Everything is gone with it. Where a test kills the daemon and the log must survive, run it in a
/// process of its own.
package final class EmbeddedBroker: @unchecked Sendable {
  // Sendable, for the pointers never change and the library hands every call to the mock's own thread.
  private let client: OpaquePointer
  private let cluster: OpaquePointer

  /// Starts a cluster of so many brokers, numbered from 1, each on a port of its own.
  package init(brokers: Int32 = 1) throws(KafkaError) {
    precondition(brokers > 0, "a cluster has brokers")
    // A client of its own, which only carries the cluster.
    let quiet = ClientProperties(["log_level": "0"])
    let configuration = try quiet.configuration(for: .admin)
    var message = [CChar](repeating: 0, count: 256)
    guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, &message, message.count)
    else {
      rd_kafka_conf_destroy(configuration)
      throw KafkaError(rd_kafka_last_error(), "embedded broker")
    }
    guard let cluster = rd_kafka_mock_cluster_new(client, brokers) else {
      rd_kafka_destroy(client)
      throw KafkaError(code: .invalidState, reason: "the embedded broker does not start")
    }
    self.client = client
    self.cluster = cluster
  }

  deinit {
    rd_kafka_mock_cluster_destroy(cluster)
    rd_kafka_destroy(client)
  }

  /// The addresses of the brokers, for `bootstrap.servers`.
  package var bootstrapServers: String {
    String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
  }

  /// The properties that a client needs to reach the cluster.
  package var properties: ClientProperties {
    ClientProperties(["bootstrap.servers": bootstrapServers])
  }

  /// Creates a topic; throws if it is there already.
  package func createTopic(_ name: String, partitions: Int32, replication: Int32 = 1)
    throws(KafkaError)
  {
    try KafkaError.check(
      rd_kafka_mock_topic_create(cluster, name, partitions, replication), "topic \(name)")
  }

  /// Requests of the Kafka protocol that errors can be given to.
  package enum Request: Int16, Sendable {
    case produce = 0
    case fetch = 1
    case listOffsets = 2
    case metadata = 3
    case offsetCommit = 8
    case offsetFetch = 9
    case findCoordinator = 10
    case joinGroup = 11
    case heartbeat = 12
    case syncGroup = 14
    case initProducerID = 22
    case addPartitionsToTransaction = 24
    case addOffsetsToTransaction = 25
    case endTransaction = 26
    case transactionalOffsetCommit = 28
  }

  /// Answers the next requests of a kind with these errors, in order, before it answers well again;
  /// `transport` breaks the connection instead.
  package func fail(_ request: Request, with errors: [KafkaError.Code]) {
    let codes = errors.map(\.native)
    rd_kafka_mock_push_request_errors_array(cluster, request.rawValue, codes.count, codes)
  }

  /// Drops the errors that are still to be given.
  package func stopFailing(_ request: Request) {
    rd_kafka_mock_clear_request_errors(cluster, request.rawValue)
  }

  /// Breaks all connections to a broker and takes no new ones; to all of them when `broker` is nil.
  package func takeDown(_ broker: Int32? = nil) {
    rd_kafka_mock_broker_set_down(cluster, broker ?? -1)
  }

  /// Takes connections again.
  package func bringUp(_ broker: Int32? = nil) {
    rd_kafka_mock_broker_set_up(cluster, broker ?? -1)
  }

  /// Answers everything so much later.
  package func setRoundTripTime(milliseconds: Int32, of broker: Int32? = nil) {
    rd_kafka_mock_broker_set_rtt(cluster, broker ?? -1, milliseconds)
  }

  /// Moves the coordinator of a consumer group to a broker.
  package func moveCoordinator(ofGroup group: String, to broker: Int32) {
    rd_kafka_mock_coordinator_set(cluster, "group", group, broker)
  }
}
