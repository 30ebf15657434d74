/// A text with its case, accents and forms of letters folded, and where its words stand.
///
/// Owns its buffers, which hold any text of `TextLimits.textBytes`: folding allocates nothing.
/// Punctuation stays in `bytes` as it was, other characters that part words become 0x01, so what
/// surrounds a word can be looked at. The loads of eight bytes need a little-endian machine.
struct FoldedText: ~Copyable {
  /// Spaces stand in the eight bytes before, zeros in the 64 bytes after the text.
  let bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  /// Begin and end of the words, in turn.
  let edges: UnsafeMutablePointer<UInt16>
  private(set) var edgeCount = 0
  /// Where letters with a grave accent stand.
  let graves: UnsafeMutablePointer<UInt16>
  private(set) var graveCount = 0
  /// A letter may stand three times in a row somewhere; never false when one does.
  private(set) var hasRuns = false
  /// A letter has three or four bytes somewhere.
  private(set) var hasLongLetters = false
  /// Bits by position in `bytes`: part of a word.
  private let words: UnsafeMutableRawPointer
  /// By position in `bytes`: the ASCII character before it was folded; of others A when they were
  /// upper case.
  private let cases: UnsafeMutablePointer<UInt8>
  private let allocation: UnsafeMutablePointer<UInt8>
  private let table: UnsafePointer<UInt32>

  init() {
    let capacity = TextLimits.textBytes + 72
    allocation = .allocate(capacity: capacity)
    allocation.initialize(repeating: 0, count: capacity)
    allocation.update(repeating: 0x20, count: 8)
    bytes = allocation + 8
    edges = .allocate(capacity: TextLimits.textBytes + 4)
    graves = .allocate(capacity: TextLimits.textBytes + 4)
    let bits = TextLimits.textBytes / 8 + 32
    words = .allocate(byteCount: bits, alignment: 8)
    words.initializeMemory(as: UInt8.self, repeating: 0, count: bits)
    cases = .allocate(capacity: capacity)
    cases.initialize(repeating: 0, count: capacity)
    table = FoldTable.entries
  }

  deinit {
    allocation.deallocate()
    edges.deallocate()
    graves.deallocate()
    words.deallocate()
    cases.deallocate()
  }

  /// Whether the byte at `position` is part of a word.
  func isWord(_ position: Int) -> Bool {
    position >= 0
      && words.load(fromByteOffset: position >> 3, as: UInt8.self) >> UInt8(position & 7) & 1 != 0
  }

  /// Whether the character at `position` was upper case before it was folded.
  func isUpper(_ position: Int) -> Bool { cases[position] &- 0x41 < 26 }

  func isGrave(_ position: Int) -> Bool {
    var index = 0
    while index < graveCount {
      if Int(graves[index]) == position { return true }
      index += 1
    }
    return false
  }

  /// Folds a text of at most `TextLimits.textBytes`; a byte that is not UTF-8 parts words.
  mutating func fold(_ text: UnsafeRawBufferPointer) {
    precondition(text.count <= TextLimits.textBytes)
    graveCount = 0
    hasRuns = false
    hasLongLetters = false
    guard let source = text.baseAddress else {
      count = 0
      edgeCount = 0
      return
    }
    let end = text.count
    let out = UnsafeMutableRawPointer(bytes)
    let cases = UnsafeMutableRawPointer(cases)
    var at = 0
    var to = 0
    var bits = BitWriter(words)
    while at < end {
      while at &+ 8 <= end {
        let chunk = source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        if chunk & Self.each(0x80) != 0 { break }
        let folded = FoldedChunk(chunk)
        out.storeBytes(of: folded.bytes, toByteOffset: to, as: UInt64.self)
        cases.storeBytes(of: chunk, toByteOffset: to, as: UInt64.self)
        bits.append(byte: folded.words)
        at &+= 8
        to &+= 8
      }
      if at >= end { break }
      var taken = min(8, end &- at)
      var chunk =
        taken == 8
        ? source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        : Self.tail(source, end: end, count: taken)
      let high = chunk & Self.each(0x80)
      taken = min(taken, high.trailingZeroBitCount &>> 3)
      chunk &= ~high
      let folded = FoldedChunk(chunk)
      out.storeBytes(of: folded.bytes, toByteOffset: to, as: UInt64.self)
      cases.storeBytes(of: chunk, toByteOffset: to, as: UInt64.self)
      let ones = (1 as UInt64) &<< UInt64(truncatingIfNeeded: taken) &- 1
      bits.append(folded.words & ones, count: taken)
      at &+= taken
      to &+= taken
      while at < end {
        let lead = source.load(fromByteOffset: at, as: UInt8.self)
        if lead < 0x80 { break }
        let (entry, length) = decode(source, at, end, lead)
        out.storeBytes(of: entry.bytes, toByteOffset: to, as: UInt64.self)
        let upper = entry.isUpper ? Self.each(0x41) : 0
        cases.storeBytes(of: upper, toByteOffset: to, as: UInt64.self)
        let size = entry.length
        let ones = (1 as UInt64) &<< UInt64(truncatingIfNeeded: size) &- 1
        bits.append(entry.isWord ? ones : 0, count: size)
        if size > 1 { hasRuns = true }
        if size > 2 { hasLongLetters = true }
        if entry.isGrave && to &+ size > 0 {
          graves[graveCount] = UInt16(truncatingIfNeeded: to &+ size &- 1)
          graveCount &+= 1
        }
        at &+= length
        to &+= size
      }
    }
    bits.finish()
    out.storeBytes(of: 0, toByteOffset: to, as: UInt64.self)
    out.storeBytes(of: 0, toByteOffset: to &+ 8, as: UInt64.self)
    count = to
    findEdges()
  }

  /// Writes the edges of the words, and finds whether a letter stands three times in a row.
  private mutating func findEdges() {
    var number = 0
    var carry: UInt64 = 0
    var runs: UInt64 = 0
    var position = 0
    while position <= count {
      let bits = words.load(fromByteOffset: position &>> 3, as: UInt64.self)
      var changes = bits ^ (bits &<< 1 | carry)
      carry = bits &>> 63
      while changes != 0 {
        let bit = changes.trailingZeroBitCount
        edges[number] = UInt16(truncatingIfNeeded: position &+ bit)
        number &+= 1
        changes &= changes &- 1
      }
      position &+= 64
    }
    edgeCount = number
    if hasRuns { return }
    let raw = UnsafeRawPointer(bytes)
    position = 0
    while position < count {
      let first = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let second = raw.loadUnaligned(fromByteOffset: position &+ 1, as: UInt64.self)
      let third = raw.loadUnaligned(fromByteOffset: position &+ 2, as: UInt64.self)
      let differ = (first ^ second) | (first ^ third)
      // A set high bit marks a zero byte, or a one above it: a false alarm costs time only. Only
      // letters have bit 6.
      runs |= (differ &- Self.each(1)) & ~differ & first &<< 1 & Self.each(0x80)
      position &+= 8
    }
    hasRuns = runs != 0
  }

  /// Whether a letter may stand three times in a row in the word; never false when one does.
  ///
  /// Letters of one byte repeat at a distance of one, those of two bytes at a distance of two, both
  /// bytes of them. Bytes behind the word can only raise a false alarm, which costs time.
  @inline(__always)
  func mayRepeat(_ start: Int, _ end: Int) -> Bool {
    if hasLongLetters { return true }
    let raw = UnsafeRawPointer(bytes)
    let high = Self.each(0x80)
    var found: UInt64 = 0
    var position = start
    while position < end {
      let first = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      let second = raw.loadUnaligned(fromByteOffset: position &+ 1, as: UInt64.self)
      let third = raw.loadUnaligned(fromByteOffset: position &+ 2, as: UInt64.self)
      let fifth = raw.loadUnaligned(fromByteOffset: position &+ 4, as: UInt64.self)
      let near = (first ^ second) | (first ^ third)
      let far = (first ^ third) | (first ^ fifth)
      let pairs = (far &- Self.each(1)) & ~far & high
      // Both bytes of a letter: those of the last byte loaded here come with the next block.
      found |= (near &- Self.each(1)) & ~near & high
      found |= pairs & (pairs &>> 8 | 0x80 &<< 56)
      position &+= 8
    }
    return found != 0
  }

  @inline(__always)
  private static func each(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }

  /// The last bytes of a text, fewer than eight, with zeros behind.
  private static func tail(_ source: UnsafeRawPointer, end: Int, count: Int) -> UInt64 {
    if end >= 8 {
      let last = source.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self)
      return last >> UInt64(64 &- 8 &* count)
    }
    var chunk: UInt64 = 0
    for index in 0..<count {
      let byte = source.load(fromByteOffset: end &- count &+ index, as: UInt8.self)
      chunk |= UInt64(byte) << UInt64(8 * index)
    }
    return chunk
  }

  /// The fold of the character at `at`, which is not ASCII, and the bytes that it takes.
  @inline(__always)
  private func decode(
    _ source: UnsafeRawPointer, _ at: Int, _ end: Int, _ lead: UInt8
  ) -> (FoldEntry, Int) {
    if lead < 0xE0 && lead >= 0xC2 && at &+ 1 < end {
      let next = source.load(fromByteOffset: at &+ 1, as: UInt8.self)
      if next & 0xC0 != 0x80 { return (.cut, 1) }
      let index = Int(truncatingIfNeeded: lead & 0x1F) &<< 6 | Int(next & 0x3F)
      return (FoldEntry(raw: UInt64(table[index &- 0x80])), 2)
    }
    return decodeWide(source, at, end, lead)
  }

  @inline(never)
  private func decodeWide(
    _ source: UnsafeRawPointer, _ at: Int, _ end: Int, _ lead: UInt8
  ) -> (FoldEntry, Int) {
    let length = lead >= 0xF0 ? 4 : 3
    guard lead >= 0xE0, lead < 0xF5, at + length <= end else { return (.cut, 1) }
    var code = UInt32(lead) & (length == 4 ? 0x07 : 0x0F)
    for index in 1..<length {
      let next = source.load(fromByteOffset: at + index, as: UInt8.self)
      if next & 0xC0 != 0x80 { return (.cut, 1) }
      code = code << 6 | UInt32(next & 0x3F)
    }
    switch code {
    case 0x1E00..<0x2000 where length == 3:
      return (FoldEntry(raw: UInt64(table[FoldTable.twoByteCount + Int(code) - 0x1E00])), 3)
    case 0x800..<0xD800 where length == 3, 0xE000...0xFFFF where length == 3:
      return (WideFold.entry(threeBytes: code), 3)
    case 0x10000...0x10FFFF where length == 4:
      return (WideFold.entry(fourBytes: code), 4)
    default:
      return (.cut, 1)
    }
  }
}

/// Eight ASCII bytes folded at once (arithmetic within the bytes of one word: no byte exceeds
/// 0x7F, so no sum carries into the next).
struct FoldedChunk {
  /// Letters in lower case, all else as it was.
  let bytes: UInt64
  /// One bit a byte, the first byte lowest: letters and digits.
  let words: UInt64

  @inline(__always)
  init(_ chunk: UInt64) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x80 &* ones
    let lower = chunk | 0x20 &* ones
    // The high bit of a + (0x80 − b) says a ≥ b.
    let letters =
      (lower &+ (0x80 - 0x61) &* ones) & ~(lower &+ (0x80 - 0x7B) &* ones) & high
    let digits =
      (chunk &+ (0x80 - 0x30) &* ones) & ~(chunk &+ (0x80 - 0x3A) &* ones) & high
    bytes = chunk | letters &>> 2
    words = (((letters | digits) &>> 7) &* 0x0102_0408_1020_4080) &>> 56
  }
}

/// Appends bits to memory, at most eight at a time.
struct BitWriter {
  private var target: UnsafeMutableRawPointer
  private var pending: UInt64 = 0
  private var filled: UInt64 = 0

  init(_ target: UnsafeMutableRawPointer) { self.target = target }

  /// Bits beyond `count` must be zero.
  @inline(__always)
  mutating func append(_ bits: UInt64, count: Int) {
    pending |= bits &<< filled
    filled &+= UInt64(truncatingIfNeeded: count)
    target.storeBytes(of: UInt32(truncatingIfNeeded: pending), as: UInt32.self)
    target += Int(truncatingIfNeeded: filled &>> 3)
    pending &>>= filled & ~7
    filled &= 7
  }

  @inline(__always)
  mutating func append(byte bits: UInt64) {
    pending |= bits &<< filled
    target.storeBytes(of: UInt8(truncatingIfNeeded: pending), as: UInt8.self)
    target += 1
    pending &>>= 8
  }

  /// Clears what may be read beyond the last bit.
  mutating func finish() {
    target.storeBytes(of: pending, as: UInt64.self)
    (target + 8).storeBytes(of: 0, as: UInt64.self)
  }
}
