internal import EventTime

/// Writes residents' text alerts as JSON, in the shape of FORMATS.
struct TextAlertWriter: Sendable {
  private static let alphabet: StaticString = "abcdefghijklmnopqrstuvwxyz234567"

  /// The identifier of the alert with this number.
  func write(id sequence: UInt64, into out: inout OutputBuffer) {
    out.append("ta-")
    out.append(base32: mix64(sequence), letters: 12, alphabet: Self.alphabet)
  }

  /// An alert up to the first byte of its text.
  func open(id sequence: UInt64, time: Instant, into out: inout OutputBuffer) {
    out.append("{\"id\":\"")
    write(id: sequence, into: &out)
    out.append("\",\"ts\":\"")
    out.append(rfc3339: time)
    out.append("\",\"texte\":\"")
  }

  /// The rest of it, from the quote behind its text on. Coordinates are in ten-thousandths of a
  /// degree.
  func close(
    latitude: Int32, longitude: Int32, commune: Piece, channel: Int, author: UInt64,
    pool: borrowing TextPool, into out: inout OutputBuffer
  ) {
    out.append("\",\"lat\":")
    write(degrees: latitude, into: &out)
    out.append(",\"lon\":")
    write(degrees: longitude, into: &out)
    out.append(",\"commune_insee\":\"")
    out.append(commune, of: pool)
    switch channel {
    case 0: out.append("\",\"canal\":\"app\",\"auteur\":\"r-")
    case 1: out.append("\",\"canal\":\"sms\",\"auteur\":\"r-")
    case 2: out.append("\",\"canal\":\"web\",\"auteur\":\"r-")
    default: out.append("\",\"canal\":\"114\",\"auteur\":\"r-")
    }
    out.append(base32: mix64(author), letters: 12, alphabet: Self.alphabet)
    out.append("\"}")
  }

  private func write(degrees: Int32, into out: inout OutputBuffer) {
    if degrees < 0 { out.append(UInt8(ascii: "-")) }
    let magnitude = Int64(degrees.magnitude)
    out.append(decimal: magnitude / 10_000)
    out.append(UInt8(ascii: "."))
    out.append(decimal: magnitude % 10_000, width: 4)
  }
}
