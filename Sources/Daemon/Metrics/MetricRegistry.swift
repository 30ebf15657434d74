internal import Synchronization

/// All metrics of a process, by name.
///
/// Families are registered at set-up, and their metrics obtained once: an update then costs an
/// atomic operation. To register a family again gives the same one, so that several pipelines share
/// it; with another kind, unit, help or labels it is our bug, and traps. So does a name that
/// OpenMetrics does not take.
package final class MetricRegistry: Sendable {
  /// The most metrics of one family; further ones are counted in
  /// `vigie_metrics_dropped_total`, and not shown.
  package static let membersPerFamily = 10_000

  private struct State {
    var families: [String: any AnyMetricFamily] = [:]
    /// Of every sample that can be, so that no two families write the same.
    var sampleNames: Set<String> = []
    var refreshes: [@Sendable () -> Void] = []
  }

  private let state = Mutex(State())
  private let dropped: Counter

  package init() {
    let name = "vigie_metrics_dropped"
    let description = MetricDescription(
      name: name, kind: .counter(step: 1), unit: nil,
      help: "Metrics that are not shown, because their family has too many.", labels: [])
    let family = Self.counterFamily(description, dropped: nil)
    dropped = family.with()
    state.withLock {
      $0.families[name] = family
      $0.sampleNames = Self.names(of: description)
    }
  }

  /// A family of totals; its samples' names end in `_total`, which `name` leaves out.
  ///
  /// `step` is what one count is worth in the unit: 1e-9 for nanoseconds that are shown in seconds.
  package func counter(
    _ name: String, unit: String? = nil, step: Double = 1, _ help: String, labels: [String] = []
  ) -> MetricFamily<Counter> {
    precondition(step > 0)
    return register(
      MetricDescription(
        name: name, kind: .counter(step: step), unit: unit, help: help, labels: labels)
    ) { Self.counterFamily($0, dropped: dropped) }
  }

  /// A family of values; `name` ends in the unit where there is one, as `…_seconds`.
  package func gauge(
    _ name: String, unit: String? = nil, _ help: String, labels: [String] = []
  ) -> MetricFamily<Gauge> {
    register(
      MetricDescription(name: name, kind: .gauge, unit: unit, help: help, labels: labels)
    ) {
      MetricFamily($0, dropped: dropped, make: { Gauge() }) { gauge, family, values, text in
        text.sample(family, suffix: "", values: values, OpenMetricsText.number(gauge.value))
      }
    }
  }

  /// A family of distributions; `bounds` are finite and ascend.
  package func histogram(
    _ name: String, unit: String? = nil, bounds: [Double], _ help: String, labels: [String] = []
  ) -> MetricFamily<Histogram> {
    precondition(
      !bounds.isEmpty && bounds.allSatisfy(\.isFinite)
        && zip(bounds, bounds.dropFirst()).allSatisfy(<), "the bounds of \(name) do not ascend")
    return register(
      MetricDescription(
        name: name, kind: .histogram(bounds: bounds), unit: unit, help: help, labels: labels)
    ) {
      MetricFamily($0, dropped: dropped, make: { Histogram(bounds: bounds) }) {
        Self.draw($0, $1, $2, &$3)
      }
    }
  }

  /// Facts in words, which stand in labels; the sample's name ends in `_info`, which `name` leaves
  /// out. Facts that have changed are removed, and the new ones made.
  package func info(_ name: String, _ help: String, labels: [String]) -> MetricFamily<Void> {
    register(MetricDescription(name: name, kind: .info, unit: nil, help: help, labels: labels)) {
      MetricFamily($0, dropped: dropped, make: {}) { _, family, values, text in
        text.sample(family, suffix: "_info", values: values, "1")
      }
    }
  }

  /// Calls `refresh` before every rendering, on the thread that renders.
  package func beforeRendering(_ refresh: @escaping @Sendable () -> Void) {
    state.withLock { $0.refreshes.append(refresh) }
  }

  /// From now on no metric is shown that has all these labels with these values; of families that
  /// lack one of the labels all are kept.
  package func remove(matching labels: [String: String]) {
    precondition(!labels.isEmpty, "this would remove everything")
    for family in state.withLock({ Array($0.families.values) }) { family.remove(matching: labels) }
  }

  /// All metrics as OpenMetrics text, families and metrics in the order of bytes.
  package func render() -> [UInt8] {
    let (families, refreshes) = state.withLock { (Array($0.families.values), $0.refreshes) }
    for refresh in refreshes { refresh() }
    var text = OpenMetricsText()
    for family in families.sorted(by: { $0.description.name < $1.description.name }) {
      family.render(into: &text)
    }
    return text.finished()
  }

  package static let contentType = OpenMetricsText.contentType

  // MARK: Families

  private func register<Metric>(
    _ description: MetricDescription,
    _ make: (MetricDescription) -> MetricFamily<Metric>
  ) -> MetricFamily<Metric> {
    Self.check(description)
    let made = make(description)
    return state.withLock { state in
      if let known = state.families[description.name] {
        guard let family = known as? MetricFamily<Metric>, family.description == description
        else { preconditionFailure("\(description.name) is registered as something else") }
        return family
      }
      let names = Self.names(of: description)
      precondition(
        state.sampleNames.isDisjoint(with: names), "\(description.name) clashes with another name")
      state.sampleNames.formUnion(names)
      state.families[description.name] = made
      return made
    }
  }

  /// The names that the family takes: its own and its samples'.
  private static func names(of family: MetricDescription) -> Set<String> {
    Set(family.kind.suffixes.map { family.name + $0 } + [family.name])
  }

  private static func check(_ family: MetricDescription) {
    precondition(isName(family.name), "\(family.name) is no name of a metric")
    precondition(
      family.unit.map { family.name.hasSuffix("_\($0)") } ?? true,
      "\(family.name) does not end in its unit")
    precondition(
      ["_total", "_info", "_bucket", "_sum", "_count", "_created"].allSatisfy {
        !family.name.hasSuffix($0)
      }, "\(family.name) has a suffix that OpenMetrics keeps for samples")
    precondition(Set(family.labels).count == family.labels.count)
    precondition(
      family.labels.allSatisfy { isName($0) && !$0.hasPrefix("__") && $0 != "le" },
      "\(family.name) has a label that OpenMetrics does not take")
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
        || $0 == UInt8(ascii: "_")
    }
  }

  private static func counterFamily(
    _ description: MetricDescription, dropped: Counter?
  ) -> MetricFamily<Counter> {
    MetricFamily(description, dropped: dropped, make: { Counter() }) {
      counter, family, values, text in
      let shown =
        if case .counter(let step) = family.kind, step != 1 {
          OpenMetricsText.number(Double(counter.value) * step)
        } else { "\(counter.value)" }
      text.sample(family, suffix: "_total", values: values, shown)
    }
  }

  private static func draw(
    _ histogram: Histogram, _ family: MetricDescription, _ values: [String],
    _ text: inout OpenMetricsText
  ) {
    // The sum first, so that it never holds what the counts do not.
    let sum = histogram.sum
    let counts = histogram.cumulativeCounts
    for (bound, count) in zip(histogram.bounds + [.infinity], counts) {
      text.sample(
        family, suffix: "_bucket", values: values,
        extra: ("le", OpenMetricsText.number(bound)), "\(count)")
    }
    text.sample(family, suffix: "_sum", values: values, OpenMetricsText.number(sum))
    text.sample(family, suffix: "_count", values: values, "\(counts[histogram.bounds.count])")
  }
}
