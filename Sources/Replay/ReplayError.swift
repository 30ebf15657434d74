/// Why a file could not be read or written: the path, and what was wrong with it.
package struct ReplayError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// There is no such file, or it may not be read; the text is the system's.
    case cannotOpen(String)
    /// Reading began and failed.
    case cannotRead(String)
    /// A compressed file that ends in the middle.
    case truncated
    /// A compressed file whose bytes are not what its format or checksum says.
    case corrupt(String)
    /// A table whose first line does not name the columns that are needed.
    case badHeader(String)
    /// Not one line that could be used.
    case noUsableRecord(String)
    /// The output cannot be made.
    case cannotCreate(String)
    /// The output cannot be written to the end.
    case cannotWrite(String)
  }

  /// The path as it was given; `-` is standard input or output.
  package var path: String
  package var reason: Reason

  package init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .cannotOpen(let text): "\(path): cannot be opened: \(text)"
    case .cannotRead(let text): "\(path): cannot be read: \(text)"
    case .truncated: "\(path): the compressed file ends too early; was it copied in full?"
    case .corrupt(let text): "\(path): the compressed file is damaged: \(text)"
    case .badHeader(let text): "\(path): \(text)"
    case .noUsableRecord(let text): "\(path): no usable record: \(text)"
    case .cannotCreate(let text): "\(path): cannot be created: \(text)"
    case .cannotWrite(let text): "\(path): cannot be written: \(text)"
    }
  }
}
