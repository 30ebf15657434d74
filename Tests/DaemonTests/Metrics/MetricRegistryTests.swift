import Daemon
import Testing

/// The families of a registry as the strict reader reads them, without the registry's own.
private func families(_ registry: MetricRegistry) throws -> [OpenMetricsReader.Family] {
  try OpenMetricsReader.read(registry.render()).filter { $0.name != "vigie_metrics_dropped" }
}

private func text(_ registry: MetricRegistry) -> String {
  String(decoding: registry.render(), as: UTF8.self)
}

@Suite struct MetricRegistryTests {
  @Test func everyKindIsWrittenAsTheSpecificationSays() throws {
    let registry = MetricRegistry()
    let late = registry.counter("vigie_late", "Late events.", labels: ["source"])
    late.with("posts").add(3)
    late.with("posts").add()
    registry.gauge("vigie_lag_seconds", unit: "seconds", "Lag.").with().set(1.5)
    let step = registry.histogram(
      "vigie_step_seconds", unit: "seconds", bounds: [0.001, 0.5, 1, 1_000_000], "Step.",
      labels: ["stage"]
    ).with("observe")
    for value in [0, 0.001, 0.0011, 0.5, 2, 2_000_000] { step.observe(value) }
    registry.info("vigie_build", "Build.", labels: ["version"]).with("1.2")
    registry.counter("vigie_busy_seconds", unit: "seconds", step: 1e-9, "Busy.").with()
      .add(2_500_000_000)
    #expect(
      text(registry) == """
        # TYPE vigie_build info
        # HELP vigie_build Build.
        vigie_build_info{version="1.2"} 1
        # TYPE vigie_busy_seconds counter
        # UNIT vigie_busy_seconds seconds
        # HELP vigie_busy_seconds Busy.
        vigie_busy_seconds_total 2.5
        # TYPE vigie_lag_seconds gauge
        # UNIT vigie_lag_seconds seconds
        # HELP vigie_lag_seconds Lag.
        vigie_lag_seconds 1.5
        # TYPE vigie_late counter
        # HELP vigie_late Late events.
        vigie_late_total{source="posts"} 4
        # TYPE vigie_metrics_dropped counter
        # HELP vigie_metrics_dropped Metrics that are not shown, because their family has too many.
        vigie_metrics_dropped_total 0
        # TYPE vigie_step_seconds histogram
        # UNIT vigie_step_seconds seconds
        # HELP vigie_step_seconds Step.
        vigie_step_seconds_bucket{stage="observe",le="0.001"} 2
        vigie_step_seconds_bucket{stage="observe",le="0.5"} 4
        vigie_step_seconds_bucket{stage="observe",le="1.0"} 4
        vigie_step_seconds_bucket{stage="observe",le="1e+06"} 5
        vigie_step_seconds_bucket{stage="observe",le="+Inf"} 6
        vigie_step_seconds_sum{stage="observe"} 2.0000025021e+06
        vigie_step_seconds_count{stage="observe"} 6
        # EOF

        """)
    #expect(try families(registry).count == 5)
  }

  @Test func anEmptyRegistryIsAnExposition() throws {
    #expect(try families(MetricRegistry()).isEmpty)
    #expect(
      MetricRegistry.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
  }

  @Test(arguments: [
    "plain", "", "a\"b", "a\\b", "a\nb", "\\n", "é عاجل", "}", ",b=\"c\"", "# EOF\n",
  ])
  func labelsAndHelpAreEscaped(_ word: String) throws {
    let registry = MetricRegistry()
    registry.gauge("g", "Help \(word)", labels: ["l"]).with(word).set(1)
    registry.histogram("h", bounds: [1], word, labels: ["l"]).with(word).observe(1)
    let found = try families(registry)
    #expect(found.map(\.help) == ["Help \(word)", word])
    #expect(found.flatMap(\.samples).allSatisfy { $0.labels["l"] == word })
  }

  @Test(arguments: [
    (0, "0.0"), (1, "1.0"), (-2.5, "-2.5"), (0.1, "0.1"), (1e-5, "1e-05"), (0.0001, "0.0001"),
    (100_000, "100000.0"), (999_999.5, "999999.5"), (1e6, "1e+06"), (1_234_567, "1.234567e+06"),
    (-1e10, "-1e+10"), (123_456_789_012.5, "1.234567890125e+11"), (1e16, "1e+16"),
    (1e300, "1e+300"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
  ])
  func numbersAreCanonical(_ value: Double, _ shown: String) throws {
    let registry = MetricRegistry()
    registry.gauge("g", "Gauge.").with().set(value)
    let sample = try #require(families(registry).first?.samples.first)
    #expect(sample.number == shown)
    #expect(sample.value == value || value.isNaN)
  }

  @Test func gaugesGoBothWays() {
    let gauge = MetricRegistry().gauge("g", "Gauge.").with()
    gauge.set(5)
    gauge.add(-7.5)
    #expect(gauge.value == -2.5)
  }

  @Test func aCounterFollowsATotalAndNeverGoesDown() {
    let counter = MetricRegistry().counter("c", "Counter.").with()
    counter.raise(to: 9)
    counter.raise(to: 4)
    #expect(counter.value == 9)
    counter.add(2)
    #expect(counter.value == 11)
  }

  @Test func registeringAgainGivesTheSameMetrics() {
    let registry = MetricRegistry()
    let first = registry.counter("c", "Counter.", labels: ["a"]).with("x")
    let second = registry.counter("c", "Counter.", labels: ["a"]).with("x")
    #expect(first === second)
    let bounds = registry.histogram("h", bounds: [1, 2], "H.").with()
    #expect(bounds === registry.histogram("h", bounds: [1, 2], "H.").with())
  }

  @Test func aRevokedPartitionVanishesFromEveryFamily() throws {
    let registry = MetricRegistry()
    let lag = registry.gauge("lag", "Lag.", labels: ["source", "partition"])
    let late = registry.counter("late", "Late.", labels: ["partition", "reason", "source"])
    let alerts = registry.counter("alerts", "Alerts.", labels: ["source"])
    for partition in ["0", "1"] {
      for source in ["posts", "counts"] {
        lag.with(source, partition).set(1)
        late.with(partition, "future", source).add()
        late.with(partition, "past", source).add()
        alerts.with(source).add()
      }
    }
    let held = lag.with("posts", "1")
    registry.remove(matching: ["source": "posts", "partition": "1"])
    held.set(9)
    let found = try families(registry)
    #expect(found.map { $0.samples.count } == [2, 3, 6])
    for family in found where family.name != "alerts" {
      #expect(
        !family.samples.contains {
          $0.labels["source"] == "posts" && $0.labels["partition"] == "1"
        })
    }
    lag.with("posts", "1").set(2)
    #expect(try families(registry)[1].samples.count == 4)
    lag.remove("counts", "0")
    #expect(try families(registry)[1].samples.count == 3)
    lag.removeAll()
    #expect(try families(registry)[1].samples.isEmpty)
  }

  @Test func aFamilyIsBoundedAndSaysWhatItDropped() throws {
    let registry = MetricRegistry()
    let family = registry.counter("c", "Counter.", labels: ["a"])
    for index in 0..<MetricRegistry.membersPerFamily + 5 { family.with("\(index)").add() }
    // Reading ten thousand samples pair by pair would take a while.
    let lines = text(registry).split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("c_total") } == MetricRegistry.membersPerFamily)
    #expect(lines.contains("vigie_metrics_dropped_total 5"))
  }

  @Test func whatIsReadBeforeRenderingIsShown() throws {
    let registry = MetricRegistry()
    let gauge = registry.gauge("g", "Gauge.").with()
    registry.beforeRendering { gauge.add(1) }
    _ = registry.render()
    #expect(try families(registry)[0].samples[0].value == 2)
  }

  @Test func theProcessSaysWhatItUses() throws {
    let registry = MetricRegistry()
    ProcessMetrics.register(in: registry)
    let values = try Dictionary(
      uniqueKeysWithValues: families(registry).map { ($0.name, $0.samples[0].value) })
    #expect(values["process_cpu_seconds"]! > 0 && values["process_cpu_seconds"]! < 1e6)
    #expect((1e6...1e12).contains(values["process_resident_memory_bytes"]!))
    #expect((3...100_000).contains(values["process_open_fds"]!))
    #expect(values["process_start_time_seconds"]! > 1.7e9)
  }

  @Test func nothingIsLostBetweenThreads() async throws {
    let registry = MetricRegistry()
    let counter = registry.counter("c", "Counter.").with()
    let gauge = registry.gauge("g", "Gauge.").with()
    let histogram = registry.histogram("h", bounds: [1, 2, 3], "Histogram.").with()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for index in 0..<10_000 {
            counter.add()
            gauge.add(1)
            histogram.observe(Double(index % 5))
          }
        }
      }
      group.addTask {
        for _ in 0..<50 {
          // Every moment's text is one that the reader takes.
          let isWellFormed = (try? families(registry)) != nil
          #expect(isWellFormed)
        }
      }
    }
    #expect(counter.value == 40_000 && gauge.value == 40_000)
    #expect(histogram.cumulativeCounts == [16_000, 24_000, 32_000, 40_000])
    #expect(histogram.sum == 80_000)
  }
}
