/// Why a server could not start: where it was to listen, and what the system said.
package struct HTTPServerError: Error, Sendable, CustomStringConvertible {
  package let address: ListenAddress
  /// In the system's words, as in `Address already in use`.
  package let cause: String

  package var description: String { "cannot listen on \(address): \(cause)" }
}
