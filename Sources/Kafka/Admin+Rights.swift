internal import CRdKafka

extension Admin {
  /// Grants a principal, such as `User:vigie`, these rights from every host.
  ///
  /// One that is granted already stays. The broker answers before every listener knows: for a moment
  /// longer the principal may still be refused. librdkafka 2.0 takes no rights on transactional ids,
  /// and throws `invalidArgument` before anything is granted. Throws the first refusal, for example of a broker
  /// without authorizer (`SECURITY_DISABLED`); the others may have been granted.
  package func createRights(
    _ rights: [AccessRight], for principal: String, timeoutMilliseconds: Int32 = 30_000
  ) throws(KafkaError) {
    guard !rights.isEmpty else { return }
    var bindings: [OpaquePointer?] = []
    defer { rd_kafka_AclBinding_destroy_array(&bindings, bindings.count) }
    for right in rights { bindings.append(try binding(right, principal, isFilter: false)) }
    let subject = "rights of \(principal)"
    try request(
      subject, RD_KAFKA_ADMIN_OP_CREATEACLS, timeoutMilliseconds,
      start: { options, queue in
        rd_kafka_CreateAcls(handle.client, &bindings, bindings.count, options, queue)
      },
      read: { (event) throws(KafkaError) in
        var count = 0
        let result = rd_kafka_event_CreateAcls_result(event)
        let answers = rd_kafka_CreateAcls_result_acls(result, &count)
        for index in 0..<count {
          guard let error = rd_kafka_acl_result_error(answers?[index]) else { continue }
          let right = index < rights.count ? rights[index].description : ""
          throw KafkaError(borrowing: error, "\(subject): \(right)")
        }
      })
  }

  /// Takes rights from a principal, and returns how many it had of them.
  @discardableResult
  package func deleteRights(
    _ rights: [AccessRight], of principal: String, timeoutMilliseconds: Int32 = 30_000
  ) throws(KafkaError) -> Int {
    guard !rights.isEmpty else { return 0 }
    var filters: [OpaquePointer?] = []
    defer { rd_kafka_AclBinding_destroy_array(&filters, filters.count) }
    for right in rights { filters.append(try binding(right, principal, isFilter: true)) }
    let subject = "rights of \(principal)"
    return try request(
      subject, RD_KAFKA_ADMIN_OP_DELETEACLS, timeoutMilliseconds,
      start: { options, queue in
        rd_kafka_DeleteAcls(handle.client, &filters, filters.count, options, queue)
      },
      read: { (event) throws(KafkaError) in
        var count = 0
        let result = rd_kafka_event_DeleteAcls_result(event)
        let answers = rd_kafka_DeleteAcls_result_responses(result, &count)
        var deleted = 0
        for index in 0..<count {
          if let error = rd_kafka_DeleteAcls_result_response_error(answers?[index]) {
            throw KafkaError(borrowing: error, subject)
          }
          var matching = 0
          _ = rd_kafka_DeleteAcls_result_response_matching_acls(answers?[index], &matching)
          deleted += matching
        }
        return deleted
      })
  }

  /// A right as librdkafka writes it; whoever gets it destroys it.
  private func binding(_ right: AccessRight, _ principal: String, isFilter: Bool)
    throws(KafkaError) -> OpaquePointer
  {
    var message = [CChar](repeating: 0, count: 256)
    let pattern =
      right.isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL
    let make = isFilter ? rd_kafka_AclBindingFilter_new : rd_kafka_AclBinding_new
    guard
      let binding = make(
        right.resource.native, right.name, pattern, principal, "*", right.operation.native,
        RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, &message, message.count)
    else {
      let reason = String(
        decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      let advice =
        right.resource == .transactionalID
        ? "; librdkafka \(LibraryVersion.current) may be too old for it: use Kafka's own kafka-acls"
        : ""
      throw KafkaError(
        code: .invalidArgument, reason: "\(principal), \(right): \(reason)\(advice)")
    }
    return binding
  }
}

extension AccessRight.Resource {
  fileprivate var native: rd_kafka_ResourceType_t {
    switch self {
    case .topic: RD_KAFKA_RESOURCE_TOPIC
    case .group: RD_KAFKA_RESOURCE_GROUP
    // The protocol's number, for which librdkafka 2.0 has no name yet, and which it does not take.
    case .transactionalID: rd_kafka_ResourceType_t(5)
    }
  }
}

extension AccessRight.Operation {
  fileprivate var native: rd_kafka_AclOperation_t {
    switch self {
    case .read: RD_KAFKA_ACL_OPERATION_READ
    case .write: RD_KAFKA_ACL_OPERATION_WRITE
    case .create: RD_KAFKA_ACL_OPERATION_CREATE
    case .describe: RD_KAFKA_ACL_OPERATION_DESCRIBE
    case .describeConfigs: RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS
    }
  }
}
