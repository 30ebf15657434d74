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
  private struct Member {
    var values: [String]
    var metric: Metric
  }

  let description: MetricDescription
  private let make: @Sendable () -> Metric
  private let draw: @Sendable (Metric, MetricDescription, [String], inout OpenMetricsText) -> Void
  /// In the order of their labels' values: they are rendered far more often than made.
  private let members: Mutex<[Member]> = Mutex([])
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
      let index = Self.index(of: values, in: members)
      if index < members.count, members[index].values == values { return members[index].metric }
      let metric = make()
      if members.count < MetricRegistry.membersPerFamily {
        members.insert(Member(values: values, metric: metric), at: index)
      } else {
        dropped?.add()
      }
      return metric
    }
  }

  /// Where `values` stand, or would stand. O(log n).
  private static func index(of values: [String], in members: [Member]) -> Int {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].values.lexicographicallyPrecedes(values) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }

  /// From now on the metric with these values is not shown.
  package func remove(_ values: String...) {
    members.withLock { $0.removeAll { $0.values == values } }
  }

  /// From now on none is shown.
  package func removeAll() {
    members.withLock { $0.removeAll() }
  }

  func remove(matching labels: [String: String]) {
    guard labels.keys.allSatisfy(description.labels.contains) else { return }
    let names = description.labels
    members.withLock { members in
      members.removeAll { member in
        zip(names, member.values).allSatisfy { labels[$0] == nil || labels[$0] == $1 }
      }
    }
  }

  func render(into text: inout OpenMetricsText) {
    text.describe(description)
    for member in members.withLock({ $0 }) {
      draw(member.metric, description, member.values, &text)
    }
  }
}
