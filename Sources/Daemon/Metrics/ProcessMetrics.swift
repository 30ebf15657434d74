internal import Glibc

/// What every process says of itself, under the names that Prometheus' own clients use.
package enum ProcessMetrics {
  /// Registers them; they are read anew before every rendering.
  package static func register(in registry: MetricRegistry) {
    let processor = registry.counter(
      "process_cpu_seconds", unit: "seconds", step: 1e-6,
      "Processor time of all threads, in user and system mode."
    ).with()
    let resident = registry.gauge(
      "process_resident_memory_bytes", unit: "bytes", "Memory that is in the machine's memory."
    ).with()
    let files = registry.gauge("process_open_fds", "File descriptors that are open.").with()
    registry.gauge(
      "process_start_time_seconds", unit: "seconds", "When it started, since 1970."
    ).with().set(Double(SystemClock.now().microseconds) / 1e6)
    registry.beforeRendering {
      processor.raise(to: processorMicroseconds())
      if let bytes = residentBytes() { resident.set(bytes) }
      if let count = openFiles() { files.set(count) }
    }
  }

  private static func processorMicroseconds() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1_000_000
      + Int(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  private static func residentBytes() -> Int? {
    let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var buffer = [UInt8](repeating: 0, count: 128)
    let count = read(file, &buffer, buffer.count)
    let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
    // Total, resident, …: in pages.
    guard words.count > 1, let pages = Int(words[1]) else { return nil }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }

  private static func openFiles() -> Int? {
    guard let directory = opendir("/proc/self/fd") else { return nil }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    // Without `.`, `..`, and the descriptor of the directory itself.
    return count - 3
  }
}
