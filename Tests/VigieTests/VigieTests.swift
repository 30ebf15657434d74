import Foundation
import Testing

/// Everything from outside, one process at a time.
@Suite("The command line", .serialized) enum VigieTests {}

/// A configuration of one source, without broker, themes or territory.
struct SmallConfiguration {
  let scratch: Scratch
  let path: String

  /// - Parameters:
  ///   - main: more lines of vigie.yaml.
  ///   - source: the whole source file.
  init(
    main: String = "", source: String = "posts:\n  id: /id\n  time: /ts\n  text: /text\n"
  ) throws {
    scratch = try Scratch()
    _ = try scratch.file("posts.yaml", source)
    path = try scratch.file("vigie.yaml", "sources: posts.yaml\n" + main)
  }

  /// A line that the source takes.
  static let good = #"{"id":"1","ts":"2026-03-02T08:00:00Z","text":"bonjour"}"#
}
