import Foundation
import Testing

/// The shipped unit, as systemd's own checker sees it.
@Suite struct UnitFileTests {
  static let analyser = "/usr/bin/systemd-analyze"
  static let hasAnalyser = FileManager.default.isExecutableFile(atPath: analyser)

  private func unit() throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(
      contentsOf: root.appending(path: "Config/systemd/vigie.service"), encoding: .utf8)
  }

  /// Values of a key, in order.
  private func values(_ key: String) throws -> [String] {
    try unit().split(separator: "\n").filter { $0.hasPrefix(key + "=") }
      .map { String($0.dropFirst(key.utf8.count + 1)) }
  }

  private func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: Self.analyser)
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
  }

  /// The unit in a folder of its own, under the name given, with a program that is there.
  private func withUnit<Result>(_ name: String, _ body: (String) throws -> Result) throws -> Result
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "vigie-unit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try unit().replacing("/usr/bin/vigie", with: "/bin/true")
      .write(to: file, atomically: true, encoding: .utf8)
    return try body(file.path)
  }

  @Test(
    .enabled(if: hasAnalyser, "systemd-analyze is not installed"),
    arguments: ["vigie.service", "vigie@.service", "vigie@north.service"])
  func systemdFindsNothingWrong(_ name: String) throws {
    let result = try withUnit(name) { try run(["verify", "--man=no", $0]) }
    let complaints = result.output.split(separator: "\n").filter { $0.contains("vigie") }
    #expect(complaints.isEmpty && result.status == 0, "\(result.output)")
  }

  @Test(.enabled(if: hasAnalyser, "systemd-analyze is not installed"))
  func systemdRatesItSafe() throws {
    let result = try withUnit("vigie.service") {
      try run(["security", "--offline=true", "--threshold=15", $0])
    }
    #expect(result.status == 0, "\(result.output)")
  }

  @Test func itEndsBeforeItIsKilledAndIsNotRestartedInVain() throws {
    #expect(try values("Type") == ["notify"])
    // Longer than a live run takes to close, `LiveRunOptions.closeMilliseconds`, and the server.
    #expect(try #require(Int(values("TimeoutStopSec")[0])) >= 15 + 1 + 5)
    #expect(try values("RestartPreventExitStatus") == ["64 78"])
    #expect(try #require(Int(values("WatchdogSec")[0])) > 30)
  }
}
