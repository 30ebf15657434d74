import Glibc
import HTTP
import Synchronization
import Testing

private let hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"

private func server(
  _ limits: HTTPLimits = HTTPLimits(), handler: @escaping HTTPRoute.Handler = { _ in .text("hi\n") }
) throws -> HTTPServer {
  try HTTPServer(
    listen: #require(ListenAddress("127.0.0.1:0")), limits: limits,
    routes: [HTTPRoute(.get, "/hello", handler: handler)])
}

@Suite struct HTTPServerLoadTests {
  @Test func manyClientsAtOnceAreAllAnswered() throws {
    var limits = HTTPLimits()
    limits.connections = 200
    limits.connectionsPerAddress = 200
    // Beside hundreds of other tests a client may have to wait for its turn.
    limits.timeoutSeconds = 300
    let server = try server(limits)
    let clients = try (0..<200).map { _ in try #require(RawClient(port: server.address.port)) }
    for _ in 0..<5 {
      for client in clients { client.send(hello) }
      for client in clients { #expect(client.receiveAnswer()?.body == "hi\n") }
    }
  }

  @Test func moreConnectionsFromOneAddressThanAllowedAreClosed() throws {
    var limits = HTTPLimits()
    limits.connectionsPerAddress = 3
    let server = try server(limits)
    let held = try (0..<3).map { _ in try #require(RawClient(port: server.address.port)) }
    for client in held {
      client.send(hello)
      #expect(client.receiveAnswer()?.status == 200)
    }
    let further = try #require(RawClient(port: server.address.port))
    #expect(further.receiveToEnd() == "")
  }

  @Test func moreConnectionsThanAllowedWaitForAPlace() throws {
    var limits = HTTPLimits()
    limits.connections = 2
    limits.timeoutSeconds = 1
    let server = try server(limits)
    // Two that say nothing hold both places until their time is over.
    let silent = try (0..<2).map { _ in try #require(RawClient(port: server.address.port)) }
    let waiting = try #require(RawClient(port: server.address.port))
    waiting.send(hello)
    #expect(waiting.receiveAnswer()?.body == "hi\n")
    for client in silent { #expect(client.receiveToEnd()?.contains("200") == false) }
  }

  @Test func slowClientIsServedAndHoldsUpNobody() throws {
    let server = try server()
    let slow = try #require(RawClient(port: server.address.port))
    for character in hello {
      slow.send(String(character))
      let other = try #require(RawClient(port: server.address.port))
      other.send(hello)
      #expect(other.receiveAnswer()?.status == 200)
    }
    #expect(slow.receiveAnswer()?.body == "hi\n")
  }

  @Test func aClientThatStaysSilentIsClosed() throws {
    var limits = HTTPLimits()
    limits.timeoutSeconds = 1
    let server = try server(limits)
    let client = try #require(RawClient(port: server.address.port))
    client.send("GET /hello HT")
    let text = try #require(client.receiveToEnd(), "the connection stayed open")
    #expect(!text.contains("200"))
  }

  @Test func itStopsWhileClientsHang() throws {
    let server = try server()
    let idle = try #require(RawClient(port: server.address.port))
    idle.send(hello)
    #expect(idle.receiveAnswer()?.status == 200)
    let halfway = try #require(RawClient(port: server.address.port))
    halfway.send("GET /hello HTTP/1.1\r\nHos")
    let silent = try #require(RawClient(port: server.address.port))
    let port = server.address.port
    server.stop()
    for client in [idle, halfway, silent] { #expect(client.receiveToEnd() == "") }
    #expect(RawClient(port: port) == nil, "it still listens")
    server.stop()
  }

  @Test func anAnswerOnItsWayGoesOutBeforeTheEnd() throws {
    let isAsked = Flag()
    let answer = String(repeating: "x", count: 100_000)
    let server = try server { _ in
      isAsked.set()
      usleep(100_000)
      return .text(answer)
    }
    let client = try #require(RawClient(port: server.address.port))
    client.send(hello)
    while !isAsked.isSet { usleep(1000) }
    server.stop()
    #expect(client.receiveAnswer()?.body == answer)
  }

  @Test func aClientThatReadsNothingDelaysTheEndForTheDrainAlone() throws {
    var limits = HTTPLimits()
    limits.drainMilliseconds = 50
    let isAsked = Flag()
    let server = try server(limits) { _ in
      isAsked.set()
      return HTTPResponse(contentType: "x/y", body: Array(repeating: 0, count: 50_000_000))
    }
    let client = try #require(RawClient(port: server.address.port))
    client.send(hello)
    while !isAsked.isSet { usleep(1000) }
    let started = ContinuousClock.now
    server.stop()
    #expect(ContinuousClock.now - started < .seconds(5))
  }

  @Test func theLastReferenceStopsIt() throws {
    var port: UInt16 = 0
    do {
      let server = try server()
      port = server.address.port
      #expect(RawClient(port: port) != nil)
    }
    #expect(RawClient(port: port) == nil)
  }
}

private final class Flag: Sendable {
  private let flag = Atomic<Bool>(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
