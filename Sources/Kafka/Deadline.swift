internal import Glibc

/// A moment on the monotonic clock by which a call with several steps must return.
struct Deadline {
  private let nanoseconds: UInt64

  init(milliseconds: Int32) {
    nanoseconds = Self.now + UInt64(max(0, milliseconds)) * 1_000_000
  }

  private static var now: UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  var hasPassed: Bool { Self.now >= nanoseconds }

  /// What is left, in whole milliseconds rounded up; 0 once it has passed.
  var milliseconds: Int32 {
    let now = Self.now
    return now >= nanoseconds ? 0 : Int32(clamping: (nanoseconds - now + 999_999) / 1_000_000)
  }
}
