extension Scrubber {
  /// Whether anything of a text may be replaced; never false when something is.
  ///
  /// Numbers and plates have a digit, addresses and handles an @, and of a link without these only
  /// its query and fragment are replaced, behind a ? or # that follows upon a character of the link.
  /// A link has a / or begins with `www.`. Sixteen bytes at a time.
  package static func mayChange(_ text: UnsafeRawBufferPointer) -> Bool {
    guard let base = text.baseAddress, text.count > 16 else { return !text.isEmpty }
    let lead = text[0]
    if lead.isASCIIDigit || lead == UInt8(ascii: "@") || lead == UInt8(ascii: "/") { return true }
    var glance = ScrubGlance()
    // Each byte is looked at together with the one before it.
    let last = text.count - 17
    var at = 0
    while at < last {
      glance.take(base + at)
      at &+= 16
    }
    glance.take(base + last)
    return glance.mayChange
  }
}

/// What was seen of a text so far, by lanes: all bits of a lane are set, or none.
private struct ScrubGlance {
  private typealias Lanes = SIMD16<UInt8>

  /// Digits and @.
  private var personal = Lanes(repeating: 0)
  /// A ? or # behind something that is no space.
  private var queries = Lanes(repeating: 0)
  /// A /, or a full stop behind a w.
  private var links = Lanes(repeating: 0)

  var mayChange: Bool {
    let none = Lanes(repeating: 0)
    return personal != none || (queries != none && links != none)
  }

  /// Takes the 16 bytes behind the first of 17.
  @inline(__always)
  mutating func take(_ place: UnsafeRawPointer) {
    let before = place.loadUnaligned(as: Lanes.self)
    let here = place.loadUnaligned(fromByteOffset: 1, as: Lanes.self)
    let digits = (here &- Lanes(repeating: 0x30)) .< Lanes(repeating: 10)
    personal |= Self.bits(digits .| (here .== Lanes(repeating: UInt8(ascii: "@"))))
    let marks =
      (here .== Lanes(repeating: UInt8(ascii: "?")))
      .| (here .== Lanes(repeating: UInt8(ascii: "#")))
    queries |= Self.bits(marks .& (before .> Lanes(repeating: 0x20)))
    let stops =
      (here .== Lanes(repeating: UInt8(ascii: ".")))
      .& ((before | Lanes(repeating: 0x20)) .== Lanes(repeating: UInt8(ascii: "w")))
    links |= Self.bits(stops .| (here .== Lanes(repeating: UInt8(ascii: "/"))))
  }

  @inline(__always)
  private static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> Lanes {
    unsafeBitCast(mask, to: Lanes.self)
  }
}
