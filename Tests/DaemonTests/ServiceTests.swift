import Daemon
import EventTime
import Foundation
import Kafka
import Pipeline
import Synchronization
import Testing

/// The service around the stages, on a real broker.
@Suite(.serialized, .enabled(if: RealBroker.isThere, RealBroker.comment))
struct ServiceTests {
  /// A service on a thread of its own, with switches for what signals would do.
  private final class Session: Sendable {
    let stop = StopFlag()
    let reloads = ReloadRequest()
    /// What reading the configuration again gives.
    let next = Mutex<Result<Service.Plan, Service.ReloadRefusal>>(
      .failure(Service.ReloadRefusal("vigie.yaml:3: unknown key 'shrads'")))
    private let text = Mutex("")
    private let outcome = Mutex<String?>(nil)

    var ended: String? { outcome.withLock { $0 } }
    var metrics: String { text.withLock { $0 } }

    func start(_ plan: Service.Plan) {
      let thread = Thread { [self] in
        let service = Service(
          plan: plan, stop: stop, reloads: reloads, log: Log(level: .error), version: "test"
        ) { () throws(Service.ReloadRefusal) in try self.next.withLock { $0 }.get() }
        let metrics = service.metrics
        let watcher = Thread { [self] in
          while ended == nil {
            let rendered = String(decoding: metrics.render(), as: UTF8.self)
            text.withLock { $0 = rendered }
            Thread.sleep(forTimeInterval: 0.1)
          }
        }
        watcher.start()
        var end = "in order"
        do {
          try service.run()
        } catch {
          end = "\(error)"
        }
        outcome.withLock { [end] in $0 = end }
      }
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  private func plan(_ site: RealBroker, _ assembly: Assembly) -> Service.Plan {
    let clock = RunClock(
      from: Instant(microseconds: site.lastMilliseconds * 1000) + .hours(2), speed: 600)
    return Service.Plan(assembly: assembly) { [properties = site.properties] monitor in
      StageRun(
        assembly: assembly, key: History.key, properties: properties, version: "test",
        clock: clock, log: Log(level: .error), monitor: monitor)
    }
  }

  @Test func poisonChangesNothingAndAGoodReloadKeepsWhatWasLearnt() async throws {
    let site = try RealBroker()
    try site.feed(try History.posts())
    let expected = try site.historyEvents()
    let before = try site.assembly(instance: site.prefix + "one")
    let session = Session()
    session.start(plan(site, before))
    try await until(60, "all is told") {
      try session.ended != nil || site.told().count >= expected.count
    }
    try await until(10, "series are shown") { session.metrics.contains("vigie_detect_series{") }
    let series = Self.sum(session.metrics, "vigie_detect_series{")
    #expect(series > 0)

    session.reloads.make()
    try await until(10, "the refusal is counted") {
      Self.sum(session.metrics, #"vigie_reloads_total{outcome="refused"}"#) == 1
    }
    #expect(session.metrics.contains(before.configurationHash))
    #expect(session.ended == nil)

    var changed = site
    changed.configuration.volume.falseAlarmsPerWeek = 7
    changed.configuration.canonicalText += "\nfalseAlarmsPerWeek: 7"
    let after = try changed.assembly(instance: site.prefix + "one")
    #expect(after.configurationHash != before.configurationHash)
    session.next.withLock { [plan = plan(site, after)] in $0 = .success(plan) }
    session.reloads.make()
    try await until(30, "the new configuration is in force") {
      Self.sum(session.metrics, #"vigie_reloads_total{outcome="taken"}"#) == 1
        && session.metrics.contains(after.configurationHash)
        && Self.sum(session.metrics, "vigie_detect_series{") > 0
    }
    #expect(Self.sum(session.metrics, "vigie_detect_series{") == series)
    #expect(!session.metrics.contains(before.configurationHash))
    // What had been told is not told again.
    #expect(try site.told().count == expected.count)
    session.stop.set()
    try await until(30, "it has ended") { session.ended != nil }
    #expect(session.ended == "in order")
  }

  @Test func aFixedKeyIsNotReloaded() async throws {
    let site = try RealBroker()
    let before = try site.assembly(instance: site.prefix + "one")
    let session = Session()
    session.start(plan(site, before))
    var changed = site
    changed.configuration.shards = 5
    let after = try changed.assembly(instance: site.prefix + "one")
    session.next.withLock { [plan = plan(site, after)] in $0 = .success(plan) }
    session.reloads.make()
    try await until(20, "the refusal is counted") {
      Self.sum(session.metrics, #"vigie_reloads_total{outcome="refused"}"#) == 1
    }
    session.stop.set()
    try await until(30, "it has ended") { session.ended != nil }
    #expect(session.ended == "in order")
  }

  /// Of the samples whose line begins so.
  private static func sum(_ metrics: String, _ start: String) -> Double {
    metrics.split(separator: "\n").filter { $0.hasPrefix(start) }
      .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
  }
}
