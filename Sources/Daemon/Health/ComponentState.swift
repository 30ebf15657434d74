/// How a part of the daemon is.
package enum ComponentState: Sendable, Equatable {
  /// It has not reached its work yet.
  case starting
  /// It reads its state back; `progress` is in 0…1.
  case restoring(progress: Double)
  /// It does its work. A member to which the group has assigned nothing is ready as well, once the
  /// group has said so.
  case ready
  /// It does its work, but not as it should. It stays ready: others could do no better.
  case degraded(reason: String)
  /// It does not do its work.
  case failed(reason: String)

  /// Whether work may be sent its way.
  package var isReady: Bool {
    switch self {
    case .ready, .degraded: true
    case .starting, .restoring, .failed: false
    }
  }

  /// For a line of text, a log, a status.
  package var words: String {
    switch self {
    case .starting: "starting"
    case .restoring(let progress): "restoring: \(Int((progress * 100).rounded(.down))) %"
    case .ready: "ready"
    case .degraded(let reason): "degraded: \(reason)"
    case .failed(let reason): "failed: \(reason)"
    }
  }
}
