import Daemon
import Kafka
import Settings

/// How access rights are shown.
enum RightsFormat: String {
  case table
  case kafkaACLs = "kafka-acls"
}

/// The access rights of every role, for people or for Kafka's own tool.
struct RightsListing {
  private let configuration: Configuration
  private let principal: String

  /// - Parameter principal: who gets them; `{role}` in it stands for the role's name.
  init(_ configuration: Configuration, principal: String) {
    self.configuration = configuration
    self.principal = principal
  }

  func show(as format: RightsFormat) {
    for role in configuration.accessRoles {
      let who = principal.replacing("{role}", with: role.rawValue)
      switch format {
      case .table: showTable(role, who)
      case .kafkaACLs: showLines(role, who)
      }
    }
  }

  private func showTable(_ role: AccessRole, _ who: String) {
    Terminal.result("\(role.title), as \(who)")
    for right in configuration.accessRights(role) {
      let operation = padded(right.operation.rawValue, 16)
      let resource = padded(right.resource.rawValue, 16)
      let name = right.name + (right.isPrefix ? "*" : "")
      Terminal.result("  allow  \(operation)  \(resource)  \(name)")
    }
  }

  /// One line a resource. `$BOOTSTRAP` and `$ADMIN` are the reader's own.
  private func showLines(_ role: AccessRole, _ who: String) {
    Terminal.result("# \(role.title)")
    var operations: [(right: AccessRight, all: [AccessRight.Operation])] = []
    for right in configuration.accessRights(role) {
      let same = operations.firstIndex {
        $0.right.resource == right.resource && $0.right.name == right.name
          && $0.right.isPrefix == right.isPrefix
      }
      if let same {
        operations[same].all.append(right.operation)
      } else {
        operations.append((right, [right.operation]))
      }
    }
    for (right, all) in operations {
      let allowed = all.map { "--operation \($0.rawValue)" }.joined(separator: " ")
      let resource = "--\(right.resource.rawValue) '\(right.name)'"
      let pattern = right.isPrefix ? " --resource-pattern-type prefixed" : ""
      Terminal.result(
        "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add "
          + "--allow-principal '\(who)' \(allowed) \(resource)\(pattern)")
    }
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
