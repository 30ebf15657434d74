internal import Kafka
package import Settings

/// The access rights of a configuration's roles as text, for people or for Kafka's own tool.
package struct AccessListing: Sendable {
  /// How rights are shown.
  package enum Format: String, Sendable, CaseIterable {
    case table
    /// Commands to be pasted: `$BOOTSTRAP` and `$ADMIN` (a file of client properties) are the
    /// reader's own.
    case kafkaACLs = "kafka-acls"
  }

  private let configuration: Configuration
  private let principal: String

  /// - Parameter principal: who gets them; `{role}` in it stands for the role's name.
  package init(_ configuration: Configuration, principal: String) {
    self.configuration = configuration
    self.principal = principal
  }

  /// Who a role is, as Kafka knows it.
  package func principal(of role: AccessRole) -> String {
    principal.replacing("{role}", with: role.rawValue)
  }

  package func lines(_ role: AccessRole, as format: Format) -> [String] {
    switch format {
    case .table:
      ["\(role.title), as \(principal(of: role))"]
        + configuration.accessRights(role).map { right in
          let operation = padded(right.operation.rawValue)
          let resource = padded(right.resource.rawValue)
          return "  allow  \(operation)  \(resource)  \(right.name)\(right.isPrefix ? "*" : "")"
        }
    case .kafkaACLs:
      ["# \(role.title)"] + commands(role)
    }
  }

  /// One command a resource, with all that is allowed there.
  private func commands(_ role: AccessRole) -> [String] {
    var resources: [(right: AccessRight, operations: [AccessRight.Operation])] = []
    for right in configuration.accessRights(role) {
      let same = resources.firstIndex {
        $0.right.resource == right.resource && $0.right.name == right.name
          && $0.right.isPrefix == right.isPrefix
      }
      if let same {
        resources[same].operations.append(right.operation)
      } else {
        resources.append((right, [right.operation]))
      }
    }
    return resources.map { right, operations in
      let allowed = operations.map { "--operation \($0.rawValue)" }.joined(separator: " ")
      let pattern = right.isPrefix ? " --resource-pattern-type prefixed" : ""
      return "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add "
        + "--allow-principal '\(principal(of: role))' \(allowed) "
        + "--\(right.resource.rawValue) '\(right.name)'\(pattern)"
    }
  }

  private func padded(_ text: String) -> String {
    text + String(repeating: " ", count: max(0, 16 - text.utf8.count))
  }
}
