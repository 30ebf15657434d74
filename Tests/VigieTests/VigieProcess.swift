import Foundation
import Testing

/// What a run of the binary left behind.
struct Ended: Sendable {
  var status: Int32
  /// Results.
  var output: Data
  /// Words for people.
  var words: String
  var seconds: Double

  var text: String { String(decoding: output, as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n").map(String.init) }
}

/// The command line as a user meets it: the binary that was built with these tests.
enum VigieProcess {
  /// Beside the test bundle.
  static let binary: URL = {
    let bundle = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let beside = bundle.deletingLastPathComponent().appending(path: "vigie")
    return FileManager.default.isExecutableFile(atPath: beside.path)
      ? beside : projectRoot.appending(path: ".build/debug/vigie")
  }()

  /// Runs `vigie` to its end; one that takes longer than `limit` is killed, and fails the test.
  static func run(
    _ arguments: String..., input: Data = Data(), limit: Double = 240
  ) async throws -> Ended {
    try await Program(binary, arguments, input: input).ended(limit: limit)
  }
}

/// A process with its streams in files: nobody waits for a pipe to be read.
final class Program: @unchecked Sendable {
  // Sendable, for the process is started before it is shared, and then only told to stop.
  private let process = Process()
  private let scratch: Scratch
  private let started = ContinuousClock.now
  private let end: AsyncStream<Int32>

  init(
    _ program: URL, _ arguments: [String], input: Data = Data(),
    environment: [String: String] = [:]
  ) throws {
    scratch = try Scratch()
    for name in ["output", "words"] { _ = try scratch.file(name, Data()) }
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = projectRoot
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(
      forReadingFrom: URL(filePath: scratch.file("input", input)))
    process.standardOutput = try FileHandle(
      forWritingTo: URL(filePath: scratch.path("output")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: scratch.path("words")))
    let (stream, continuation) = AsyncStream<Int32>.makeStream()
    end = stream
    process.terminationHandler = { process in
      continuation.yield(process.terminationStatus)
      continuation.finish()
    }
    try process.run()
  }

  /// SIGTERM.
  func terminate() { process.terminate() }

  var words: String { (try? scratch.text("words")) ?? "" }

  /// Waits for its end.
  func ended(limit: Double) async throws -> Ended {
    let watch = Task {
      try await Task.sleep(for: .seconds(limit))
      Issue.record("still running after \(limit) s: \(process.arguments ?? [])")
      kill(process.processIdentifier, SIGKILL)
    }
    defer { watch.cancel() }
    var status: Int32 = -1
    for await code in end { status = code }
    let output = try Data(contentsOf: URL(filePath: scratch.path("output")))
    let took = (ContinuousClock.now - started) / .seconds(1)
    return Ended(status: status, output: output, words: words, seconds: took)
  }
}

/// A directory of one test, gone at its end.
final class Scratch: Sendable {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appending(path: "vigie-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appending(path: name).path }

  /// Writes a file and returns its path.
  func file(_ name: String, _ bytes: Data) throws -> String {
    let url = directory.appending(path: name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: url)
    return url.path
  }

  func file(_ name: String, _ text: String) throws -> String {
    try file(name, Data(text.utf8))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOf: directory.appending(path: name), encoding: .utf8)
  }
}

/// The root of the project, found from this file.
let projectRoot = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
