import Daemon
import Foundation
import HTTP
import Settings
import Testing

@Suite struct AdminServerTests {
  let clock = HandClock()
  let health: Health
  let metrics = MetricRegistry()
  let server: AdminServer

  init() throws {
    health = Health(clock: clock.read)
    server = try AdminServer(
      listen: #require(ListenAddress("127.0.0.1:0")), health: health, metrics: metrics)
  }

  /// Status, body and type of what is answered.
  private func get(_ path: String) throws -> (Int, String, String) {
    let text = try #require(Loopback.get(path, port: server.address.port))
    let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = parts[0].split(separator: "\r\n")
    let status = try #require(Int(lines[0].split(separator: " ")[1]))
    let type = lines.first { $0.hasPrefix("Content-Type: ") }
    return (status, String(parts[1]), String(type?.dropFirst(14) ?? ""))
  }

  @Test func readinessSaysWhatIsMissingAndWhy() throws {
    #expect(
      try get("/readyz") == (
        503, "[-]no component has reported yet\nreadyz: not ok\n", "text/plain; charset=utf-8"
      ))
    health.set("observe posts", .ready)
    health.set("detect 3", .restoring(progress: 0.456))
    health.set("alert", .failed(reason: "two\nlines"))
    health.set("broker", .degraded(reason: "1 of 3 away"))
    var answer = try get("/readyz")
    #expect(answer.0 == 503)
    #expect(answer.1 == "[-]alert failed: two lines\n[-]detect 3 restoring: 45 %\nreadyz: not ok\n")
    answer = try get("/readyz?verbose")
    #expect(
      answer.1 == """
        [-]alert failed: two lines
        [+]broker degraded: 1 of 3 away
        [-]detect 3 restoring: 45 %
        [+]observe posts ready
        readyz: not ok

        """)
    health.set("detect 3", .ready)
    health.set("alert", .ready)
    #expect(try get("/readyz").1 == "readyz: ok\n")
    #expect(try get("/readyz?verbose").0 == 200)
  }

  @Test func livenessNamesTheThreadThatHangs() throws {
    health.set("alert", .failed(reason: "no broker"))
    #expect(try get("/livez") == (200, "livez: ok\n", "text/plain; charset=utf-8"))
    let first = health.pulse("observe-0", limitSeconds: 5)
    _ = health.pulse("detect-0", limitSeconds: 5)
    clock.pass(seconds: 7)
    first.beat()
    let answer = try get("/livez")
    #expect(answer.0 == 503)
    #expect(answer.1 == "[-]thread detect-0 hangs: 7 s since its last turn\nlivez: not ok\n")
    #expect(
      try get("/livez?verbose").1 == """
        [-]thread detect-0 hangs: 7 s since its last turn
        [+]thread observe-0 turns: 0 s since its last turn
        livez: not ok

        """)
  }

  @Test func metricsAreOpenMetricsText() throws {
    metrics.counter("vigie_late", "Late events.", labels: ["source"]).with("posts").add(2)
    let answer = try get("/metrics")
    #expect(answer.0 == 200 && answer.2 == MetricRegistry.contentType)
    let families = try OpenMetricsReader.read(Array(answer.1.utf8))
    #expect(families.first?.samples.first?.name == "vigie_late_total")
  }

  @Test func nothingElseIsThere() throws {
    #expect(try get("/").0 == 404)
    #expect(try get("/metrics/x").0 == 404)
  }

  @Test func itIsStartedAsConfigured() throws {
    var settings = try Self.settings()
    settings.listen = nil
    let none = try AdminServer.start(settings, health: health, metrics: metrics)
    #expect(none == nil)
    settings.listen = server.address.description
    let error = try #require(throws: HTTPServerError.self) {
      try AdminServer.start(settings, health: health, metrics: metrics)
    }
    #expect(error.cause == "Address already in use")
    server.stop()
    let second = try #require(
      try AdminServer.start(settings, health: health, metrics: metrics))
    #expect(second.address == server.address)
  }

  /// The shipped configuration's.
  private static func settings() throws -> HTTPSettings {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try Configuration.load(path: root.path + "/Config/vigie.yaml").http
  }
}
