import Glibc

/// A client that sends exactly the bytes that it is given, over loopback.
final class RawClient {
  private let descriptor: Int32

  /// Connects to `127.0.0.1` or `::1`; nil where nobody listens.
  init?(port: UInt16, overIPv6: Bool = false) {
    descriptor = socket(overIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let isConnected =
      overIPv6
      ? Self.connect(
        descriptor,
        sockaddr_in6(
          sin6_family: sa_family_t(AF_INET6), sin6_port: port.bigEndian, sin6_flowinfo: 0,
          sin6_addr: in6addr_loopback, sin6_scope_id: 0))
      : Self.connect(
        descriptor,
        sockaddr_in(
          sin_family: sa_family_t(AF_INET), sin_port: port.bigEndian,
          sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian),
          sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)))
    guard isConnected else { return nil }
  }

  deinit { close(descriptor) }

  private static func connect<Address>(_ descriptor: Int32, _ address: Address) -> Bool {
    withUnsafeBytes(of: address) { bytes in
      Glibc.connect(
        descriptor, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
        socklen_t(bytes.count)) == 0
    }
  }

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Everything until the server closes; nil where it does not within 10 s.
  func receiveToEnd() -> String? {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0 { return errno == ECONNRESET ? String(decoding: received, as: UTF8.self) : nil }
      if count == 0 { return String(decoding: received, as: UTF8.self) }
      received += buffer[..<count]
    }
  }

  /// One answer on a connection that stays open, by its `Content-Length`.
  func receiveAnswer(isHead: Bool = false) -> Answer? {
    var received: [UInt8] = []
    var byte: UInt8 = 0
    while !received.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard recv(descriptor, &byte, 1, 0) == 1 else { return nil }
      received.append(byte)
    }
    guard var answer = Answer(String(decoding: received, as: UTF8.self)) else { return nil }
    guard !isHead, let length = answer.header("content-length").flatMap({ Int($0) }) else {
      return answer
    }
    var body = [UInt8](repeating: 0, count: length)
    guard length == 0 || recv(descriptor, &body, length, Int32(MSG_WAITALL)) == length
    else { return nil }
    answer.body = String(decoding: body, as: UTF8.self)
    return answer
  }
}

/// A response in its parts.
struct Answer {
  var status: Int
  var headers: [(name: String, value: String)] = []
  var body = ""

  init?(_ text: String?) {
    guard let text, let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      return nil
    }
    self.status = status
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return nil }
      headers.append(
        (
          line[..<colon].lowercased(),
          String(line[line.index(after: colon)...].drop { $0 == " " })
        ))
    }
    body = String(text[end.upperBound...])
  }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
