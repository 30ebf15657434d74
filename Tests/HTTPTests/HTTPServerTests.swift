import Glibc
import HTTP
import Testing

private let routes = [
  HTTPRoute(.get, "/plain") { _ in .text("plain\n") },
  HTTPRoute(.post, "/both") { _ in .text("posted\n") },
  HTTPRoute(.get, "/both") { _ in .text("got\n") },
  HTTPRoute(.get, "/a b/é") { _ in .text("spaced\n") },
  HTTPRoute(.get, "/echo") { request in
    let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: ";")
    return .text("\(query)|\(request.header("X-Word") ?? "none")")
  },
  HTTPRoute(.get, "/large") { _ in
    HTTPResponse(contentType: "x/y", body: Array(repeating: 0x61, count: 2_000_000))
  },
  HTTPRoute(.get, "/unwell") { _ in .text("unwell\n", status: 503) },
]

private func server(
  _ listen: String = "127.0.0.1:0", limits: HTTPLimits = HTTPLimits()
) throws -> HTTPServer {
  try HTTPServer(listen: #require(ListenAddress(listen)), limits: limits, routes: routes)
}

/// What one request on a connection of its own is answered.
private func ask(_ server: HTTPServer, _ head: String, overIPv6: Bool = false) throws -> Answer {
  let client = try #require(RawClient(port: server.address.port, overIPv6: overIPv6))
  client.send(head)
  return try #require(Answer(client.receiveToEnd()))
}

private func request(_ target: String, method: String = "GET", _ headers: String = "") -> String {
  "\(method) \(target) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(headers)\r\n"
}

@Suite struct HTTPServerTests {
  @Test(arguments: [
    ("GET", "/plain", 200, "plain\n"), ("GET", "/both", 200, "got\n"),
    ("POST", "/both", 200, "posted\n"), ("GET", "/unwell", 503, "unwell\n"),
    ("GET", "/a%20b/%C3%A9", 200, "spaced\n"), ("GET", "/plain?x", 200, "plain\n"),
    ("GET", "/plain/", 404, "no such path\n"), ("GET", "/Plain", 404, "no such path\n"),
    ("GET", "//plain", 404, "no such path\n"), ("GET", "/plain/../plain", 404, "no such path\n"),
    ("GET", "/plain%00", 400, "the path is malformed\n"),
    ("GET", "/%zz", 400, "the path is malformed\n"), ("GET", "/%f", 400, "the path is malformed\n"),
    ("GET", "/%FF", 400, "the path is malformed\n"),
    ("GET", "/plain?a=%", 400, "the query is malformed\n"),
  ])
  func pathAndMethodDecide(
    _ method: String, _ target: String, _ status: Int, _ body: String
  ) throws {
    let server = try server()
    let answer = try ask(server, request(target, method: method))
    #expect(answer.status == status)
    #expect(answer.body == body)
    #expect(answer.header("content-length") == String(body.utf8.count))
    #expect(answer.header("content-type") == "text/plain; charset=utf-8")
    #expect(answer.header("cache-control") == "no-store")
    #expect(answer.header("x-content-type-options") == "nosniff")
  }

  @Test(arguments: [
    ("POST", "/plain", "GET, HEAD"), ("DELETE", "/both", "GET, HEAD, POST"),
    ("get", "/plain", "GET, HEAD"), ("FROBNICATE", "/plain", "GET, HEAD"),
    ("OPTIONS", "/plain", "GET, HEAD"),
  ])
  func otherMethodsAreToldWhichAreAllowed(
    _ method: String, _ target: String, _ allowed: String
  ) throws {
    let answer = try ask(server(), request(target, method: method))
    #expect(answer.status == 405)
    #expect(answer.header("allow") == allowed)
  }

  @Test func headHasTheHeadersOfGetAndNoBody() throws {
    let server = try server()
    let answer = try ask(server, request("/plain", method: "HEAD"))
    #expect(answer.status == 200 && answer.body.isEmpty)
    #expect(answer.header("content-length") == "6")
    #expect(try ask(server, request("/nowhere", method: "HEAD")).status == 404)
  }

  @Test func handlerSeesQueryAndHeadersDecoded() throws {
    let answer = try ask(
      server(), request("/echo?a=1&b&c=%26+%C3%A9&a=", "x-word: two words\r\n"))
    #expect(answer.body == "a=1;b=;c=& é;a=|two words")
  }

  @Test func aConnectionServesManyRequestsInOrder() throws {
    let server = try server()
    let client = try #require(RawClient(port: server.address.port))
    for _ in 0..<3 {
      client.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\nHEAD /large HTTP/1.1\r\nHost: a\r\n\r\n")
      client.send("GET /both HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(client.receiveAnswer()?.body == "plain\n")
      #expect(client.receiveAnswer(isHead: true)?.header("content-length") == "2000000")
      #expect(client.receiveAnswer()?.body == "got\n")
    }
  }

  @Test func largeAnswerArrivesWhole() throws {
    let answer = try ask(server(), request("/large"))
    #expect(answer.body.utf8.count == 2_000_000)
  }

  @Test(arguments: [
    "POST /both HTTP/1.1\r\nHost: a\r\nContent-Length: 34\r\n\r\n",
    "GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 34\r\n\r\n",
    "GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 00000000000000000034\r\n\r\n",
    "POST /both HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n22\r\n",
    "GET /plain HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n22\r\n",
    "POST /nowhere HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 34\r\n\r\n",
  ])
  func bodyIsRefusedAndNeverTakenForARequest(_ head: String) throws {
    let server = try server()
    let client = try #require(RawClient(port: server.address.port))
    client.send(head + "GET /plain HTTP/1.1\r\nHost: a\r\n\r\n")
    let text = try #require(client.receiveToEnd())
    let answer = try #require(Answer(text))
    #expect(answer.status == 413)
    #expect(answer.header("connection")?.lowercased() == "close")
    #expect(text.ranges(of: "HTTP/1.1 ").count == 1, "\(text)")
  }

  @Test func aBodyOfNoBytesIsNone() throws {
    let answer = try ask(server(), request("/both", method: "POST", "Content-Length: 0\r\n"))
    #expect(answer.status == 200 && answer.body == "posted\n")
  }

  @Test func whatIsLargerThanTheHeaderMemoryIsRefused() throws {
    let server = try server()
    let long = String(repeating: "x", count: 40_000)
    #expect(try ask(server, request("/\(long)")).status == 414)
    #expect(try ask(server, request("/plain", "X-Word: \(long)\r\n")).status == 431)
    #expect(try ask(server, request("/plain")).status == 200)
  }

  @Test(arguments: [
    "\r\n\r\n\r\n", "GET\r\n\r\n", "GET /plain\r\n\r\n", "GET /plain HTTP/9.9\r\nHost: a\r\n\r\n",
    "GET /plain HTTP/1.1\r\n\r\n", "GET /plain HTTP/1.1\r\nno colon here\r\n\r\n",
    "\u{1}\u{2}\u{3}\u{0}\u{FFFF}\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}",
    "GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
    "GET /plain HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "GET /plain HTTP/1.1\r\nHost: a", "",
  ])
  func nonsenseIsRefusedAndHarmsNobody(_ nonsense: String) throws {
    var limits = HTTPLimits()
    limits.timeoutSeconds = 1
    let server = try server(limits: limits)
    let client = try #require(RawClient(port: server.address.port))
    client.send(nonsense)
    let text = try #require(client.receiveToEnd(), "the connection stayed open")
    if let answer = Answer(text) { #expect((400...505).contains(answer.status), "\(text)") }
    #expect(!text.contains("plain\n"))
    #expect(try ask(server, request("/plain")).status == 200)
  }
}
