/// One thing that a principal may do with one kind of thing, as Kafka's authorizer knows it.
///
/// Reading or writing a topic includes describing it, and writing under a transactional id includes
/// describing that.
package struct AccessRight: Hashable, Sendable {
  /// What the right is about; the names are those that error messages and Kafka's tools use.
  package enum Resource: String, Hashable, Sendable, CaseIterable {
    case topic, group
    case transactionalID = "transactional-id"
  }

  package enum Operation: String, Hashable, Sendable, CaseIterable {
    case read = "READ"
    case write = "WRITE"
    case create = "CREATE"
    case describe = "DESCRIBE"
    case describeConfigs = "DESCRIBE_CONFIGS"
  }

  package var resource: Resource
  /// The name, or what it begins with.
  package var name: String
  /// Whether every name that begins so is meant.
  package var isPrefix: Bool
  package var operation: Operation

  package init(
    _ operation: Operation, _ resource: Resource, _ name: String, isPrefix: Bool = false
  ) {
    self.resource = resource
    self.name = name
    self.isPrefix = isPrefix
    self.operation = operation
  }
}

extension AccessRight: CustomStringConvertible {
  package var description: String {
    "\(operation.rawValue) \(resource.rawValue) \(name)\(isPrefix ? "*" : "")"
  }
}
