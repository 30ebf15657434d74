internal import CRdKafka

extension KafkaError {
  /// An error code of librdkafka or of the Kafka protocol.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int32

    package init(rawValue: Int32) { self.rawValue = rawValue }

    init(_ code: rd_kafka_resp_err_t) { rawValue = code.rawValue }

    var native: rd_kafka_resp_err_t { rd_kafka_resp_err_t(rawValue) }

    /// The symbolic name, such as `_TIMED_OUT`.
    package var name: String { String(cString: rd_kafka_err2name(native)) }
  }
}

extension KafkaError.Code {
  package static let none = Self(RD_KAFKA_RESP_ERR_NO_ERROR)
  package static let timedOut = Self(RD_KAFKA_RESP_ERR__TIMED_OUT)
  package static let messageTimedOut = Self(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT)
  package static let transport = Self(RD_KAFKA_RESP_ERR__TRANSPORT)
  package static let allBrokersDown = Self(RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN)
  package static let unresolvedHost = Self(RD_KAFKA_RESP_ERR__RESOLVE)
  package static let authentication = Self(RD_KAFKA_RESP_ERR__AUTHENTICATION)
  package static let tls = Self(RD_KAFKA_RESP_ERR__SSL)
  package static let queueFull = Self(RD_KAFKA_RESP_ERR__QUEUE_FULL)
  package static let invalidArgument = Self(RD_KAFKA_RESP_ERR__INVALID_ARG)
  package static let invalidState = Self(RD_KAFKA_RESP_ERR__STATE)
  package static let inconsistent = Self(RD_KAFKA_RESP_ERR__INCONSISTENT)
  package static let fatal = Self(RD_KAFKA_RESP_ERR__FATAL)
  package static let fenced = Self(RD_KAFKA_RESP_ERR__FENCED)
  package static let noOffset = Self(RD_KAFKA_RESP_ERR__NO_OFFSET)
  package static let offsetReset = Self(RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET)
  package static let maxPollExceeded = Self(RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED)
  package static let assignmentLost = Self(RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST)
  package static let unknownLocalTopic = Self(RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC)
  package static let unknownLocalPartition = Self(RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
  package static let unknownTopicOrPartition = Self(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART)
  package static let topicAlreadyExists = Self(RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
  package static let topicAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED)
  package static let groupAuthorizationFailed = Self(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED)
  package static let transactionalIDAuthorizationFailed = Self(
    RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
  package static let messageTooLarge = Self(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
  package static let offsetOutOfRange = Self(RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
  package static let unknownMember = Self(RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID)
  package static let illegalGeneration = Self(RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION)
  package static let rebalanceInProgress = Self(RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS)
  package static let coordinatorNotAvailable = Self(RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE)
  package static let invalidProducerEpoch = Self(RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH)
  package static let invalidConfiguration = Self(RD_KAFKA_RESP_ERR_INVALID_CONFIG)

  /// Whether a broker's authorizer refused: trying again is of no use before a right is granted.
  package var isAuthorizationFailure: Bool {
    [.topicAuthorizationFailed, .groupAuthorizationFailed, .transactionalIDAuthorizationFailed]
      .contains(self)
  }

  /// Whether the same call may succeed later, where librdkafka itself does not say: the network,
  /// a broker that is starting, a leader or coordinator that is moving, a full local queue.
  package var isTransient: Bool {
    switch native {
    case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
      RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT,
      RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__QUEUE_FULL,
      RD_KAFKA_RESP_ERR__WAIT_COORD, RD_KAFKA_RESP_ERR__WAIT_CACHE, RD_KAFKA_RESP_ERR__RETRY,
      RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION,
      RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
      RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_NOT_COORDINATOR,
      RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
      RD_KAFKA_RESP_ERR_NOT_CONTROLLER, RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR,
      RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS,
      RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
      true
    default:
      false
    }
  }
}
