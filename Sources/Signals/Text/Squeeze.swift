/// Takes runs of one letter down: "nonnnn" is written "nonn", and tried as "non" too.
///
/// In a text three or more of a letter are never spelling; two often are. So runs become two,
/// which is what the text's hash is made of. Digits stay.
enum Squeeze {
  /// Shortens runs of three or more to two, in place; the word's new end.
  static func inPlace(_ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var single = 0
    return inPlace(bytes, start, end, single: nil, &single)
  }

  /// As above; and writes to `single` the word with those same runs as one letter.
  static func inPlace(
    _ bytes: UnsafeMutablePointer<UInt8>, _ start: Int, _ end: Int,
    single: UnsafeMutablePointer<UInt8>?, _ singleCount: inout Int
  ) -> Int {
    var from = start
    var to = start
    var previous = start
    var previousSize = 0
    var run = 0
    singleCount = 0
    while from < end {
      let size = min(Self.size(bytes[from]), end - from)
      run = Self.same(bytes, from, size, previous, previousSize) ? run + 1 : 1
      // A third letter: the second one leaves `single`, and no more come.
      if run == 3 { singleCount -= size }
      if run <= 2 {
        previous = to
        previousSize = size
        for index in 0..<size {
          bytes[to + index] = bytes[from + index]
          if let single { single[singleCount + index] = bytes[from + index] }
        }
        to += size
        singleCount += size
      }
      from += size
    }
    return to
  }

  private static func size(_ lead: UInt8) -> Int {
    lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  private static func same(
    _ bytes: UnsafeMutablePointer<UInt8>, _ a: Int, _ sizeA: Int, _ b: Int, _ sizeB: Int
  ) -> Bool {
    // Digits are below the letters.
    guard sizeA == sizeB, bytes[a] >= UInt8(ascii: "a") else { return false }
    for index in 0..<sizeA where bytes[a + index] != bytes[b + index] { return false }
    return true
  }
}
