/// Where health and metrics are shown, and to how many at once.
package struct HTTPSettings: Sendable, Equatable {
  /// `host:port`; nil: nowhere.
  package var listen: String?
  package var maxConnections: Int
  package var maxConnectionsPerAddress: Int
  package var timeoutSeconds: Int
  package var maxHeaderBytes: Int
  package var drainMilliseconds: Int

  init(_ s: inout Section) {
    let address = s.text(
      "listen", default: "127.0.0.1:9470", as: .listenAddress,
      "Where /livez, /readyz and /metrics are; there is no authentication.", .operation)
    listen = address == "none" ? nil : address
    maxConnections = s.integer(
      "maxConnections", default: 64, in: 1...10_000,
      "At once; further ones wait.", .operation)
    maxConnectionsPerAddress = s.integer(
      "maxConnectionsPerAddress", default: 32, in: 1...10_000,
      "At once from one address; further ones are closed.", .operation)
    timeoutSeconds = s.integer(
      "timeoutSeconds", default: 10, in: 1...3600,
      "A connection on which nothing moves for so long is closed.", .operation)
    maxHeaderBytes = s.integer(
      "maxHeaderBytes", default: 16_384, in: 2048...1_048_576,
      "Memory for a request's line and headers; more is answered 414 or 431.", .operation)
    drainMilliseconds = s.integer(
      "drainMilliseconds", default: 1000, in: 0...60_000,
      "How long the end waits for answers on their way; then they are cut off.", .operation)
    if maxConnectionsPerAddress > maxConnections {
      s.fail(
        .contradiction, at: "maxConnectionsPerAddress",
        "\(s.path).maxConnectionsPerAddress: \(maxConnectionsPerAddress) is more than "
          + "maxConnections, \(maxConnections)",
        suggestion: "fewer, so that one client cannot take all places")
    }
  }
}
