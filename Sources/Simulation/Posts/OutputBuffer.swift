/// Bytes that are written again for every record; it grows at most to the longest one.
struct OutputBuffer: Sendable {
  private(set) var bytes: [UInt8]
  private(set) var count = 0

  init(capacity: Int) { bytes = [UInt8](repeating: 0, count: capacity) }

  mutating func clear() { count = 0 }

  /// What is written, for the length of the call.
  @inline(__always)
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[0..<count])) }
  }

  /// The byte written last; 0 when there is none.
  var lastByte: UInt8 { count > 0 ? bytes[count - 1] : 0 }

  @inline(__always)
  private mutating func reserve(_ extra: Int) {
    if bytes.count - count < extra {
      bytes.append(contentsOf: repeatElement(0, count: bytes.count + extra))
    }
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    bytes[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ source: UnsafeRawBufferPointer) {
    reserve(source.count)
    let at = count
    bytes.withUnsafeMutableBytes { target in
      UnsafeMutableRawBufferPointer(rebasing: target[at..<at + source.count])
        .copyMemory(from: source)
    }
    count = at + source.count
  }

  /// Writes again what stands at `range`.
  mutating func appendCopy(of range: Range<Int>) {
    reserve(range.count)
    for index in range {
      bytes[count] = bytes[index]
      count += 1
    }
  }

  @inline(__always)
  mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @inline(__always)
  mutating func append(_ piece: Piece, of pool: borrowing TextPool) {
    let start = Int(piece.start)
    let end = start + Int(piece.count)
    reserve(end - start)
    let at = count
    pool.bytes.withUnsafeBytes { source in
      bytes.withUnsafeMutableBytes { target in
        UnsafeMutableRawBufferPointer(rebasing: target[at..<at + end - start])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start..<end]))
      }
    }
    count = at + end - start
  }

  /// A number that is not negative, in decimal, with zeros up to `width` digits.
  mutating func append(decimal value: Int64, width: Int = 1) {
    precondition(value >= 0, "only numbers from 0 on are written")
    var digits = 1
    var bound: Int64 = 10
    while digits < 18 && value >= bound {
      digits += 1
      bound *= 10
    }
    digits = max(digits, width)
    reserve(digits)
    var rest = value
    var at = count + digits
    while at > count {
      at -= 1
      bytes[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// The lowest 5 × `letters` bits of `value`, in one of the 32-letter alphabets of AT Protocol.
  mutating func append(base32 value: UInt64, letters: Int, alphabet: StaticString) {
    reserve(letters)
    var rest = value
    var at = count + letters
    while at > count {
      at -= 1
      bytes[at] = alphabet.utf8Start[Int(rest & 31)]
      rest >>= 5
    }
    count += letters
  }
}
