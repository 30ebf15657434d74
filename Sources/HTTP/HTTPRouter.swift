/// Finds who answers, and answers for the rest: 400, 404, 405, 413.
struct HTTPRouter: Sendable {
  private let routes: [String: [HTTPMethod: HTTPRoute.Handler]]

  init(_ routes: [HTTPRoute]) {
    var table: [String: [HTTPMethod: HTTPRoute.Handler]] = [:]
    for route in routes {
      let previous = table[route.path, default: [:]].updateValue(
        route.handler, forKey: route.method)
      precondition(previous == nil, "\(route.method.rawValue) \(route.path) stands twice")
    }
    self.routes = table
  }

  /// What the library has parsed of a request, not decoded yet.
  struct Received {
    var method: String
    var path: [UInt8]
    var query: [(name: [UInt8], value: [UInt8])]
    var headers: [HTTPRequest.Field]
    var hasBody: Bool
  }

  func answer(_ received: Received) -> HTTPResponse {
    guard !received.hasBody else {
      // What follows the head is not read, so it must not be taken for the next request.
      return HTTPResponse(
        status: 413, contentType: "text/plain; charset=utf-8",
        headers: [HTTPRequest.Field(name: "Connection", value: "close")],
        body: Array("this server takes no request with a body\n".utf8))
    }
    guard let path = percentDecoded(received.path), path.hasPrefix("/") else {
      return .text("the path is malformed\n", status: 400)
    }
    guard let methods = routes[path] else { return .text("no such path\n", status: 404) }
    let name = received.method == "HEAD" ? "GET" : received.method
    guard let method = HTTPMethod(rawValue: name), let handler = methods[method] else {
      return notAllowed(methods.keys)
    }
    var query: [HTTPRequest.Field] = []
    for (name, value) in received.query {
      guard let name = percentDecoded(name), let value = percentDecoded(value) else {
        return .text("the query is malformed\n", status: 400)
      }
      query.append(HTTPRequest.Field(name: name, value: value))
    }
    return handler(
      HTTPRequest(method: method, path: path, query: query, headers: received.headers))
  }

  private func notAllowed(_ methods: some Sequence<HTTPMethod>) -> HTTPResponse {
    var names = methods.map(\.rawValue)
    if names.contains("GET") { names.append("HEAD") }
    let allowed = names.sorted().joined(separator: ", ")
    var response = HTTPResponse.text("only \(allowed)\n", status: 405)
    response.headers.append(HTTPRequest.Field(name: "Allow", value: allowed))
    return response
  }
}
