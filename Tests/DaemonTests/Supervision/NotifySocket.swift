import Glibc

/// Stands for the service manager: a socket of datagrams at a path, named in the environment.
///
/// To be used in a process of its own, for it changes the environment.
struct NotifySocket {
  private let descriptor: Int32

  init?(path: String) {
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    guard bytes.count < 108 else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let isBound = withUnsafeBytes(of: &address) { address in
      bind(
        descriptor, address.baseAddress!.assumingMemoryBound(to: sockaddr.self),
        socklen_t(address.count)) == 0
    }
    guard isBound else { return nil }
    setenv("NOTIFY_SOCKET", path, 1)
  }

  /// The next message; nil when none comes within `milliseconds`.
  func next(withinMilliseconds milliseconds: Int32 = 5000) -> String? {
    var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waited, 1, milliseconds) > 0 else { return nil }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }

  /// A path for one that is not taken.
  static func freshPath() -> String {
    "/tmp/vigie-notify-\(getpid())-\(UInt32.random(in: 0 ... .max))"
  }
}
