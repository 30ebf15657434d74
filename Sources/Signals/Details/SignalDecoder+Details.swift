extension SignalDecoder {
  /// Appends the detail of the post at hand, `text` having been scanned into `scan`, or being empty
  /// where there is none; the signal says where it stands.
  mutating func writeDetail(
    of text: UnsafeRawBufferPointer, _ scan: TextScan, into signal: inout Signal
  ) {
    // The words of the text before must not be taken for this one's.
    if text.isEmpty { scanner.clear() }
    readLink(in: text, scan)
    if links.isShort { signal.flags.insert(.shortLink) }
    scanner.collectTerms(link: links.hash, linkCount: links.text.count)
    var plain = UnsafeRawBufferPointer(start: nil, count: 0)
    var excerptCount = 0
    if scan.themes != 0 {
      // As much of it as was scanned.
      let end = min(text.count, TextLimits.textBytes)
      plain = UnsafeRawBufferPointer(rebasing: text[..<end])
      if Scrubber.mayChange(plain) {
        excerpt.removeAll(keepingCapacity: true)
        Scrubber().scrub(plain, into: &excerpt, bytes: Excerpt.bytesNeeded)
        excerptCount = excerpt.withUnsafeBytes { Excerpt.count(of: $0) }
        plain = UnsafeRawBufferPointer(start: nil, count: 0)
      } else {
        excerptCount = Excerpt.count(of: plain)
      }
    }
    signal.detail = append(scan, excerptCount, plain: plain)
  }

  /// The link of the mapped field, which as a rule is the one in full, or the text's first.
  private mutating func readLink(in text: UnsafeRawBufferPointer, _ scan: TextScan) {
    links.clear()
    if link >= 0, fields[Int(link)].kind == .string { links.read(fields[Int(link)].text) }
    guard links.hash == 0, scan.hasLink else { return }
    // Folding never makes a text longer: the link begins there or behind.
    links.find(in: text, from: scanner.linkStart)
  }

  /// The excerpt is the beginning of `plain`; where that is empty, of `excerpt`.
  private mutating func append(
    _ scan: TextScan, _ excerptCount: Int, plain: UnsafeRawBufferPointer
  ) -> Int32 {
    let count = scanner.terms.count
    var detail = PostDetail()
    detail.link = links.hash
    detail.related = related
    detail.tokens = UInt16(truncatingIfNeeded: min(scan.words, 0xFFFF))
    if scan.words >= Int32(TextSignature.minimumTokens) {
      detail.signature = scanner.signature.finish()
    }
    detail.wordCount = UInt8(truncatingIfNeeded: count)
    detail.excerptCount = UInt16(truncatingIfNeeded: excerptCount)
    let textStart = detail.textStart
    // Words are copied 32 bytes at a time; a link has more.
    let most =
      textStart + (count + 1) * PostDetail.wordBytes + PostDetail.linkBytes + excerptCount
    guard let target = details.reserve(most) else { return -1 }
    var word = target + PostDetail.headerBytes
    var text = target + textStart
    for place in 0..<count {
      let term = scanner.terms[place]
      word.storeBytes(
        of: DetailWord(hash: term.hash, count: term.count, kind: term.kind), as: DetailWord.self)
      word += MemoryLayout<DetailWord>.stride
      if term.kind == .link {
        if let link = links.text.baseAddress {
          text.copyMemory(from: link, byteCount: Int(term.count))
        }
      } else {
        // What comes behind the word is written over by the next one.
        text.copyMemory(from: scanner.joined + Int(term.start), byteCount: PostDetail.wordBytes)
      }
      text += Int(term.count)
    }
    let textCount = text - target - textStart
    detail.textCount = UInt16(truncatingIfNeeded: textCount)
    if excerptCount > 0 {
      if let source = plain.baseAddress {
        text.copyMemory(from: source, byteCount: excerptCount)
      } else {
        excerpt.withUnsafeBytes {
          if let source = $0.baseAddress { text.copyMemory(from: source, byteCount: excerptCount) }
        }
      }
    }
    let size = (textStart + textCount + excerptCount + 7) & ~7
    detail.size = UInt32(truncatingIfNeeded: size)
    detail.room = detail.size
    target.storeBytes(of: detail, as: PostDetail.self)
    return details.commit(size)
  }
}
