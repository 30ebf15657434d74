import Foundation
import Testing

/// Reads our own sources and holds them to the rules that a compiler does not know.
@Suite("The project's own order")
struct TidyTests {
  let tree = SourceTree()

  /// Each C library and the one room that may import it.
  static let owners = [
    "CRdKafka": "Kafka", "CYAML": "Settings", "CCrypto": "Crypto", "CXXHash": "EventTime",
    "CZlib": "Compression", "CZstd": "Compression", "CSimdJSON": "Signals",
    "CMicroHTTPD": "HTTP", "CSystemd": "Daemon",
  ]

  /// Rooms without input, output, clock or randomness, and what they may import of ours.
  static let pure: [String: Set<String>] = [
    "EventTime": ["CXXHash"],
    "Statistics": ["EventTime"],
    "Compression": ["CZlib", "CZstd"],
    "Signals": ["EventTime", "Crypto", "CSimdJSON"],
    "Alerts": ["EventTime", "Crypto"],
    "Detection": ["EventTime", "Statistics", "Signals", "Alerts"],
  ]

  /// Files of the pure rooms that may use Foundation: encodings of alerts, away from the hot path.
  static let mayUseFoundation = ["Sources/Alerts/"]

  @Test func importsPointDown() throws {
    for file in try tree.swiftSources() {
      for name in file.imports {
        if let owner = Self.owners[name] {
          #expect(file.room == owner, "\(file.path) imports \(name), which belongs to \(owner)")
        }
        if name == "Kafka" {
          #expect(["Daemon", "vigie"].contains(file.room), "\(file.path) knows Kafka")
        }
        guard let allowed = Self.pure[file.room], !allowed.contains(name) else { continue }
        let isEncoding =
          name == "Foundation"
          && Self.mayUseFoundation.contains { file.path.hasPrefix($0) }
        #expect(
          name == "Glibc" || isEncoding, "\(file.path) imports \(name), and its room is pure")
      }
    }
  }

  /// What the pure rooms must not call, with the reason.
  static let impure = [
    ("random(", "randomness"), ("SystemRandomNumberGenerator", "randomness"),
    ("ContinuousClock", "a clock"), ("clock_gettime", "a clock"), ("Date()", "a clock"),
    ("time(nil)", "a clock"), ("gettimeofday", "a clock"), ("Glibc.open(", "input and output"),
    ("fopen", "input and output"), ("write(1,", "input and output"), ("getenv", "the environment"),
    ("Task {", "a task"), ("hashValue", "an order that depends on hashing"),
  ]

  @Test func pureRoomsCallNothingImpure() throws {
    for file in try tree.swiftSources() where Self.pure[file.room] != nil {
      for (number, line) in file.code {
        for (call, reason) in Self.impure where line.contains(call) {
          let isWord =
            line.range(
              of: "[A-Za-z_.]\(NSRegularExpression.escapedPattern(for: call))",
              options: .regularExpression) == nil
          #expect(!isWord, "\(file.path):\(number) uses \(call): \(reason)")
        }
      }
    }
  }

  @Test func sourcesTrapAndTalkAsAgreed() throws {
    for file in try tree.swiftSources() {
      for (number, line) in file.code {
        #expect(!line.contains("try!"), "\(file.path):\(number) has try!")
        #expect(
          line.range(of: #"(^|[^A-Za-z_.])print\("#, options: .regularExpression) == nil,
          "\(file.path):\(number) prints: results go through Terminal")
      }
      for (index, line) in file.lines.enumerated() {
        #expect(
          !line.contains("TO" + "DO") && !line.contains("FIX" + "ME"),
          "\(file.path):\(index + 1) leaves something to do")
      }
    }
  }

  @Test func filesStayShort() throws {
    for file in try tree.swiftSources() + tree.swiftTests() {
      #expect(file.lines.count <= 450, "\(file.path) has \(file.lines.count) lines: split it")
    }
  }

  @Test func everyTestTargetHasTests() throws {
    let manifest = try String(
      contentsOf: tree.root.appending(path: "Package.swift"), encoding: .utf8)
    let tests = try tree.swiftTests()
    let targets = manifest.matches(of: /"([A-Za-z]+Tests)"/).map { String($0.1) }
    #expect(targets.count >= 10)
    for target in targets {
      let count = tests.filter { $0.room == target }
        .reduce(0) { $0 + $1.text.components(separatedBy: "@Test").count - 1 }
      #expect(count > 0, "\(target) has no test")
    }
  }

  @Test func nothingNamesThisMachine() throws {
    let suffixes = [".swift", ".md", ".yaml", ".py", ".h", ".cpp", ".csv", ".json"]
    let marks = ["/wo" + "rk/", "/home" + "/", "/ro" + "ot/", "/tmp/" + "vigie-session"]
    var files = try ["Sources", "Tests", "Config", "Scripts"].flatMap {
      try tree.files(under: $0, ending: suffixes)
    }
    let readme = try String(contentsOf: tree.root.appending(path: "README.md"), encoding: .utf8)
    files.append(
      SourceTree.File(path: "README.md", lines: readme.components(separatedBy: "\n")))
    for file in files {
      for (index, line) in file.lines.enumerated() {
        for mark in marks {
          #expect(!line.contains(mark), "\(file.path):\(index + 1) names \(mark)")
        }
      }
    }
  }

  @Test func topLevelHoldsNothingElse() throws {
    let allowed: Set<String> = [
      "Package.swift", "Sources", "Tests", "Config", "Scripts", "README.md", ".ci", ".gitignore",
      ".swift-format", ".git", ".swiftpm",
    ]
    let found = try FileManager.default.contentsOfDirectory(atPath: tree.root.path)
    let others = found.filter {
      !allowed.contains($0) && !$0.hasPrefix(".build") && !$0.hasPrefix(".venv")
    }
    #expect(others.isEmpty, "the top level also holds \(others)")
  }
}
