internal import Synchronization

/// What a family's samples are.
enum MetricKind: Sendable, Equatable {
  case gauge, info
  /// `step` is what one count is worth in the family's unit.
  case counter(step: Double)
  case histogram(bounds: [Double])

  /// As OpenMetrics calls it.
  var name: String {
    switch self {
    case .counter: "counter"
    case .gauge: "gauge"
    case .info: "info"
    case .histogram: "histogram"
    }
  }

  /// What the samples' names have after the family's.
  var suffixes: [String] {
    switch self {
    case .counter: ["_total"]
    case .gauge: [""]
    case .info: ["_info"]
    case .histogram: ["_bucket", "_sum", "_count"]
    }
  }
}

/// What a family is, the same for whoever registers it.
struct MetricDescription: Sendable, Equatable {
  var name: String
  var kind: MetricKind
  var unit: String?
  var help: String
  var labels: [String]
}

/// Type-erased view of a family, for the registry.
protocol AnyMetricFamily: Sendable {
  var description: MetricDescription { get }
  func remove(matching labels: [String: String])
  func render(into text: inout OpenMetricsText)
}

/// Metrics of one name that differ by the values of their labels.
///
/// `with` looks a metric up, or makes it; that takes a lock, so it is done at set-up. What it
/// returns is updated without one, and stays valid, unseen, after it was removed.
package final class MetricFamily<Metric: Sendable>: AnyMetricFamily {
  let description: MetricDescription
  private let make: @Sendable () -> Metric
  private let draw: @Sendable (Metric, MetricDescription, [String], inout OpenMetricsText) -> Void
  private let members: Mutex<[[String]: Metric]> = Mutex([:])
  private let dropped: Counter?

  init(
    _ description: MetricDescription, dropped: Counter?, make: @escaping @Sendable () -> Metric,
    draw: @escaping @Sendable (Metric, MetricDescription, [String], inout OpenMetricsText) -> Void
  ) {
    self.description = description
    self.dropped = dropped
    self.make = make
    self.draw = draw
  }

  /// The metric with these values of the labels, in the order in which the labels were declared.
  ///
  /// At `MetricRegistry.membersPerFamily` a new one is counted as dropped, and is not shown.
  package func with(_ values: String...) -> Metric { with(values) }

  package func with(_ values: [String]) -> Metric {
    precondition(
      values.count == description.labels.count, "\(description.name) has other labels")
    return members.withLock { members in
      if let known = members[values] { return known }
      let metric = make()
      if members.count < MetricRegistry.membersPerFamily {
        members[values] = metric
      } else {
        dropped?.add()
      }
      return metric
    }
  }

  /// From now on the metric with these values is not shown.
  package func remove(_ values: String...) {
    members.withLock { _ = $0.removeValue(forKey: values) }
  }

  /// From now on none is shown.
  package func removeAll() {
    members.withLock { $0.removeAll() }
  }

  func remove(matching labels: [String: String]) {
    guard labels.keys.allSatisfy(description.labels.contains) else { return }
    let names = description.labels
    members.withLock { members in
      members = members.filter { values, _ in
        !zip(names, values).allSatisfy { labels[$0] == nil || labels[$0] == $1 }
      }
    }
  }

  func render(into text: inout OpenMetricsText) {
    let sorted = members.withLock { $0 }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
    text.describe(description)
    for (values, metric) in sorted { draw(metric, description, values, &text) }
  }
}
