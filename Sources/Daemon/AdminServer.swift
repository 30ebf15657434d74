package import HTTP
package import Settings

/// What operations see over HTTP: `/livez`, `/readyz`, `/metrics`.
///
/// - `/livez`: 503 with the names of the threads that hang; to restart the process would help.
/// - `/readyz`: 503 with the reason of each component that is not ready.
/// - Both list everything with `?verbose`. `/metrics` is OpenMetrics text.
///
/// There is no authentication: it shows no data of people, and listens on loopback unless it is
/// told otherwise.
package final class AdminServer: Sendable {
  private let server: HTTPServer

  /// Listens and answers from now on. Throws where it cannot listen on `address`.
  package init(
    listen address: ListenAddress, limits: HTTPLimits = HTTPLimits(), health: Health,
    metrics: MetricRegistry
  ) throws(HTTPServerError) {
    server = try HTTPServer(
      listen: address, limits: limits,
      routes: [
        HTTPRoute(.get, "/livez") { request in
          health.report().livezAnswer(isVerbose: request.asks(for: "verbose"))
        },
        HTTPRoute(.get, "/readyz") { request in
          health.report().readyzAnswer(isVerbose: request.asks(for: "verbose"))
        },
        HTTPRoute(.get, "/metrics") { _ in
          HTTPResponse(contentType: MetricRegistry.contentType, body: metrics.render())
        },
      ])
  }

  /// As the configuration says; nil where it says `none`. Throws where it cannot listen there.
  package static func start(
    _ settings: HTTPSettings, health: Health, metrics: MetricRegistry
  ) throws(HTTPServerError) -> AdminServer? {
    guard let listen = settings.listen else { return nil }
    guard let address = ListenAddress(listen) else {
      preconditionFailure("the configuration took \(listen) for an address")
    }
    var limits = HTTPLimits()
    limits.connections = settings.maxConnections
    limits.connectionsPerAddress = settings.maxConnectionsPerAddress
    limits.timeoutSeconds = settings.timeoutSeconds
    limits.headerBytes = settings.maxHeaderBytes
    limits.drainMilliseconds = settings.drainMilliseconds
    return try AdminServer(listen: address, limits: limits, health: health, metrics: metrics)
  }

  /// With the port that is really listened on.
  package var address: ListenAddress { server.address }

  /// Answers on their way go out; then nobody listens.
  package func stop() { server.stop() }
}
