/// The methods that a route can have. HEAD is answered where GET is.
package enum HTTPMethod: String, Sendable, CaseIterable {
  case get = "GET"
  case post = "POST"
}

/// A request as its handler sees it: decoded, and without a body.
package struct HTTPRequest: Sendable {
  package struct Field: Sendable, Equatable {
    package var name: String
    package var value: String
  }

  package var method: HTTPMethod
  /// With percent signs decoded.
  package var path: String
  /// What stands after `?`, decoded, in order; a name without `=` has an empty value.
  package var query: [Field]
  package var headers: [Field]

  /// Whether the query has this name, whatever its value.
  package func asks(for name: String) -> Bool { query.contains { $0.name == name } }

  /// The first header of this name, of any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What a handler answers.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var contentType: String
  package var headers: [HTTPRequest.Field]
  package var body: [UInt8]

  /// - `status`: 200…599.
  package init(
    status: Int = 200, contentType: String, headers: [HTTPRequest.Field] = [], body: [UInt8]
  ) {
    precondition((200...599).contains(status), "a handler answered \(status)")
    self.status = status
    self.contentType = contentType
    self.headers = headers
    self.body = body
  }

  /// Words for people.
  package static func text(_ text: String, status: Int = 200) -> HTTPResponse {
    HTTPResponse(
      status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
  }
}

/// One method of one path, and who answers it.
package struct HTTPRoute: Sendable {
  package typealias Handler = @Sendable (HTTPRequest) -> HTTPResponse

  package var method: HTTPMethod
  /// Matched whole, after decoding.
  package var path: String
  /// Called on the server's thread: while it runs nobody else is answered.
  package var handler: Handler

  package init(_ method: HTTPMethod, _ path: String, handler: @escaping Handler) {
    precondition(path.hasPrefix("/"), "the path of a route begins with a slash")
    self.method = method
    self.path = path
    self.handler = handler
  }
}
