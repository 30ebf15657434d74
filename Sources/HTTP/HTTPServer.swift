internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// What a server gives to its clients, and where it stops.
package struct HTTPLimits: Sendable, Equatable {
  /// Connections at once; further ones wait in the system's queue.
  package var connections = 64
  /// Connections at once from one address; further ones are closed.
  package var connectionsPerAddress = 32
  /// A connection on which nothing moved for so long is closed.
  package var timeoutSeconds = 10
  /// Memory for a request's line and headers; more is answered 414 or 431.
  package var headerBytes = 16_384
  /// How long the end waits for answers that are on their way.
  package var drainMilliseconds = 1000

  package init() {}
}

/// A small HTTP/1.1 server on a thread of its own, over libmicrohttpd.
///
/// It serves exact paths and takes no bodies. Handlers run on its thread one after the other, so
/// they must be quick and never wait. It stops when told to, or with the last reference.
package final class HTTPServer: Sendable {
  /// With the port that is really listened on.
  package let address: ListenAddress
  private let context: HTTPServerContext
  private let limits: HTTPLimits
  /// The library's server, nil once it is stopped.
  private let daemon: Mutex<OpaquePointer?>

  /// Listens on `address` and answers from now on.
  ///
  /// Throws where it cannot listen there. No two routes have the same method and path.
  package init(
    listen address: ListenAddress, limits: HTTPLimits = HTTPLimits(), routes: [HTTPRoute]
  ) throws(HTTPServerError) {
    let socket = try ListeningSocket(on: address)
    let context = HTTPServerContext(HTTPRouter(routes))
    let bounds = vigie_http_limits(
      connections: UInt32(limits.connections),
      connections_per_address: UInt32(limits.connectionsPerAddress),
      timeout_seconds: UInt32(limits.timeoutSeconds), header_bytes: limits.headerBytes)
    // The context outlives the daemon: `stop` joins its thread, and `deinit` stops.
    let started = vigie_http_start(
      socket.descriptor, bounds, HTTPServerContext.onRequest, HTTPServerContext.onEnd,
      Unmanaged.passUnretained(context).toOpaque())
    guard let started else {
      // Whether the library has closed the socket is not said: its number may be another's by now.
      throw HTTPServerError(address: address, cause: "libmicrohttpd did not start")
    }
    self.context = context
    self.limits = limits
    self.address = socket.address
    daemon = Mutex(started)
  }

  deinit { stop() }

  /// Takes no more connections, lets answers on their way go out for `drainMilliseconds` at most,
  /// closes what is left, and returns when the thread has ended. A second call does nothing.
  ///
  /// Not to be called from a handler, which would wait for itself.
  package func stop() {
    let running = daemon.withLock { daemon -> OpaquePointer? in
      let running = daemon
      daemon = nil
      return running
    }
    guard let running else { return }
    let socket = MHD_quiesce_daemon(running)
    // Those who wait in the queue are told at once.
    if socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
    for _ in 0..<limits.drainMilliseconds where context.answersOnTheirWay > 0 { usleep(1000) }
    MHD_stop_daemon(running)
    if socket >= 0 { close(socket) }
  }
}
