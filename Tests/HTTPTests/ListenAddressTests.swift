import HTTP
import Testing

@Suite struct ListenAddressTests {
  @Test(arguments: [
    ("127.0.0.1:9470", "127.0.0.1", 9470), ("[::1]:9470", "::1", 9470), ("[::]:0", "::", 0),
    ("localhost:65535", "localhost", 65_535), ("0.0.0.0:1", "0.0.0.0", 1),
  ])
  func hostAndPortAreRead(_ text: String, _ host: String, _ port: UInt16) throws {
    let address = try #require(ListenAddress(text))
    #expect(address.host == host && address.port == port)
    #expect(address.description == text)
  }

  @Test(arguments: [
    "", ":", "9470", ":9470", "host", "host:", "host:x", "host:-1", "host:65536", "host:+1",
    "::1:9470", "[::1]", "[::1]:", "[]:1", "[host]:1", "a b:1", "a]:1", "host:1 ",
  ])
  func otherTextsAreNone(_ text: String) {
    #expect(ListenAddress(text) == nil)
  }

  @Test(arguments: [("127.0.0.1:0", false), ("[::1]:0", true), ("localhost:0", false)])
  func theRealPortIsKnown(_ text: String, _ overIPv6: Bool) throws {
    let asked = try #require(ListenAddress(text))
    let server: HTTPServer
    do throws(HTTPServerError) {
      server = try HTTPServer(
        listen: asked, routes: [HTTPRoute(.get, "/") { _ in .text("here\n") }])
    } catch {
      // A machine without IPv6 has no address ::1.
      guard overIPv6, error.cause.contains("assign") else { throw error }
      return
    }
    #expect(server.address.host == asked.host && server.address.port > 0)
    // A name is whatever the machine says, of either family.
    let client = try #require(
      RawClient(port: server.address.port, overIPv6: overIPv6)
        ?? RawClient(port: server.address.port, overIPv6: true))
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    #expect(client.receiveToEnd()?.hasSuffix("here\n") == true)
  }

  @Test func anErrorNamesAddressAndCause() throws {
    let first = try HTTPServer(listen: #require(ListenAddress("127.0.0.1:0")), routes: [])
    let error = try #require(throws: HTTPServerError.self) {
      try HTTPServer(listen: first.address, routes: [])
    }
    #expect(
      error.description == "cannot listen on \(first.address): Address already in use")
    let elsewhere = try #require(throws: HTTPServerError.self) {
      try HTTPServer(listen: #require(ListenAddress("203.0.113.7:1")), routes: [])
    }
    #expect(elsewhere.cause == "Cannot assign requested address")
    let nameless = try #require(throws: HTTPServerError.self) {
      try HTTPServer(listen: #require(ListenAddress("no-such-host.invalid:1")), routes: [])
    }
    #expect(nameless.address.host == "no-such-host.invalid" && !nameless.cause.isEmpty)
  }
}
