internal import Glibc

/// One open file, closed when its owner goes; standard input and output are left open.
struct FileDescriptor: ~Copyable {
  let number: Int32
  private let isOurs: Bool

  /// Opens `path` for reading; `-` is standard input. A directory is an error.
  init(reading path: String) throws(ReplayError) {
    guard path != "-" else {
      number = STDIN_FILENO
      isOurs = false
      return
    }
    let opened = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw ReplayError(path: path, reason: .cannotOpen(lastSystemError()))
    }
    var status = stat()
    if fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      close(opened)
      throw ReplayError(path: path, reason: .cannotOpen("it is a directory"))
    }
    number = opened
    isOurs = true
  }

  /// Makes `path`, or empties it; `-` is standard output.
  init(writing path: String) throws(ReplayError) {
    guard path != "-" else {
      number = STDOUT_FILENO
      isOurs = false
      return
    }
    number = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    isOurs = true
    guard number >= 0 else {
      throw ReplayError(path: path, reason: .cannotCreate(lastSystemError()))
    }
  }

  deinit { if isOurs && number >= 0 { close(number) } }

  /// Reads what is there, at most the buffer; 0 is the end.
  borrowing func read(
    into buffer: UnsafeMutableRawBufferPointer, path: String
  ) throws(ReplayError) -> Int {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw ReplayError(path: path, reason: .cannotRead(lastSystemError()))
      }
    }
  }

  /// Writes all of the buffer.
  borrowing func write(_ buffer: UnsafeRawBufferPointer, path: String) throws(ReplayError) {
    var written = 0
    while written < buffer.count {
      let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
      let count = Glibc.write(number, rest.baseAddress, rest.count)
      if count > 0 {
        written += count
      } else if count < 0 && errno != EINTR {
        throw ReplayError(path: path, reason: .cannotWrite(lastSystemError()))
      }
    }
  }

  /// Whether two paths lead to one existing file.
  static func areSame(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard a != "-", b != "-", stat(a, &first) == 0, stat(b, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}

/// What the last failed system call says, such as `No such file or directory`.
private func lastSystemError() -> String { String(cString: strerror(errno)) }
