internal import CMicroHTTPD
internal import Glibc
internal import Synchronization

/// What the library's callbacks reach through their context pointer.
///
/// The callbacks are static members of a type that is bound to no actor: a closure of the main
/// actor would trap on the library's thread.
final class HTTPServerContext: Sendable {
  private let router: HTTPRouter
  private let onTheirWay = Atomic<Int>(0)

  init(_ router: HTTPRouter) { self.router = router }

  /// Requests whose head was read and whose answer has not gone out whole.
  var answersOnTheirWay: Int { onTheirWay.load(ordering: .relaxed) }

  private static func context(_ pointer: UnsafeMutableRawPointer?) -> HTTPServerContext? {
    pointer.map { Unmanaged.fromOpaque($0).takeUnretainedValue() }
  }

  /// Called once when the head is read, and again for the answer.
  static let onRequest:
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?,
      UnsafePointer<CChar>?, UnsafePointer<CChar>?, UnsafeMutablePointer<Int>?,
      UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> MHD_Result = { pointer, connection, url, method, _, _, uploaded, request in
      guard let context = context(pointer), let connection, let url, let method, let request,
        uploaded?.pointee == 0
      else { return .NO }
      let isFirst = request.pointee == nil
      if isFirst {
        context.onTheirWay.wrappingAdd(1, ordering: .relaxed)
        request.pointee = pointer
      }
      let hasBody = announcesBody(connection)
      // A body is refused before it is sent; all else is answered in the second call.
      if isFirst && !hasBody { return .YES }
      let received = HTTPRouter.Received(
        method: String(cString: method), path: bytes(url),
        query: query(of: connection), headers: headers(of: connection), hasBody: hasBody)
      return send(context.router.answer(received), to: connection)
    }

  /// Called once for each request that `onRequest` saw, answered or broken off.
  static let onEnd:
    @convention(c) (
      UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
      MHD_RequestTerminationCode
    ) -> Void = { pointer, _, request, _ in
      guard let context = context(pointer), request?.pointee != nil else { return }
      request?.pointee = nil
      context.onTheirWay.wrappingSubtract(1, ordering: .relaxed)
    }

  private static func announcesBody(_ connection: OpaquePointer) -> Bool {
    if MHD_lookup_connection_value(connection, .HEADER_KIND, "Transfer-Encoding") != nil {
      return true
    }
    guard let length = MHD_lookup_connection_value(connection, .HEADER_KIND, "Content-Length")
    else { return false }
    return String(cString: length).contains { $0 != "0" }
  }

  private static func query(
    of connection: OpaquePointer
  ) -> [(name: [UInt8], value: [UInt8])] {
    var fields: [(name: [UInt8], value: [UInt8])] = []
    withUnsafeMutablePointer(to: &fields) { fields in
      _ = MHD_get_connection_values(
        connection, .GET_ARGUMENT_KIND,
        { pointer, _, name, value in
          let fields = pointer?.assumingMemoryBound(
            to: [(name: [UInt8], value: [UInt8])].self)
          guard let fields, let name else { return .NO }
          fields.pointee.append((bytes(name), value.map(bytes) ?? []))
          return .YES
        }, fields)
    }
    return fields
  }

  private static func headers(of connection: OpaquePointer) -> [HTTPRequest.Field] {
    var fields: [HTTPRequest.Field] = []
    withUnsafeMutablePointer(to: &fields) { fields in
      _ = MHD_get_connection_values(
        connection, .HEADER_KIND,
        { pointer, _, name, value in
          let fields = pointer?.assumingMemoryBound(to: [HTTPRequest.Field].self)
          guard let fields, let name else { return .NO }
          fields.pointee.append(
            HTTPRequest.Field(
              name: String(cString: name), value: value.map { String(cString: $0) } ?? ""))
          return .YES
        }, fields)
    }
    return fields
  }

  /// The library adds the length, the date and the reason, and leaves out the body for HEAD.
  private static func send(_ answer: HTTPResponse, to connection: OpaquePointer) -> MHD_Result {
    // With this mode the library copies, and writes nothing through the pointer.
    let response = answer.body.withUnsafeBytes { body in
      MHD_create_response_from_buffer(
        body.count, UnsafeMutableRawPointer(mutating: body.baseAddress), .RESPMEM_MUST_COPY)
    }
    guard let response else { return .NO }
    defer { MHD_destroy_response(response) }
    MHD_add_response_header(response, "Content-Type", answer.contentType)
    MHD_add_response_header(response, "Cache-Control", "no-store")
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff")
    for field in answer.headers { MHD_add_response_header(response, field.name, field.value) }
    return MHD_queue_response(connection, UInt32(answer.status), response)
  }
}

private func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
  Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}
