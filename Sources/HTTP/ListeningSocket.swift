internal import Glibc

/// A TCP socket that listens, bound before the server starts, so that an error keeps its cause.
struct ListeningSocket {
  let descriptor: Int32
  /// With the port that the system chose where 0 was asked.
  let address: ListenAddress

  /// Connections that wait to be taken; the system refuses more.
  private static let backlog: Int32 = 128

  init(on address: ListenAddress) throws(HTTPServerError) {
    func failed(_ cause: String) -> HTTPServerError {
      HTTPServerError(address: address, cause: cause)
    }
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(address.host, String(address.port), &hints, &found)
    guard code == 0, let first = found else { throw failed(String(cString: gai_strerror(code))) }
    defer { freeaddrinfo(first) }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    descriptor = socket(first.pointee.ai_family, type, first.pointee.ai_protocol)
    guard descriptor >= 0 else { throw failed(Self.lastError) }
    // A restarted server does not wait for the old connections' last packets.
    Self.set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    if first.pointee.ai_family == AF_INET6 {
      Self.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
    }
    guard bind(descriptor, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0,
      listen(descriptor, Self.backlog) == 0, let port = Self.port(of: descriptor)
    else {
      let cause = Self.lastError
      close(descriptor)
      throw failed(cause)
    }
    self.address = ListenAddress(host: address.host, port: port)
  }

  private static var lastError: String { String(cString: strerror(errno)) }

  private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
    var value = value
    setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func port(of socket: Int32) -> UInt16? {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &storage) { bytes in
      guard let base = bytes.baseAddress,
        getsockname(socket, base.assumingMemoryBound(to: sockaddr.self), &length) == 0
      else { return nil }
      // The port is the second half-word of an address of either family, in network order.
      return UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self))
    }
  }
}
