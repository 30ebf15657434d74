/// What text detectors read of one post, as it stands in a `DetailArena`.
///
/// Behind this header stand `wordCount` times a `DetailWord`, ascending by hash, so that the order
/// of the text is lost; then their texts in the same order; then the excerpt.
package struct PostDetail: BitwiseCopyable, Sendable {
  /// Distinct words of a post that are read, the first ones; the link is always among them.
  package static let maximumWords = 48
  /// Bytes of a word's text that are kept, cut before a character; its hash is of all of it.
  package static let wordBytes = 32
  /// Bytes that are kept of a link's host and path, likewise.
  package static let linkBytes = 80
  /// Characters of an excerpt.
  package static let excerptCharacters = 140

  /// Hash of the link's host and path; 0 without one.
  package var link: UInt64 = 0
  /// Token of the post that this one shares or answers; 0 for neither.
  package var related: UInt64 = 0
  /// Not set where `tokens` is under `TextSignature.minimumTokens`.
  package var signature = TextSignature()
  /// Bytes that all of it takes, a multiple of `DetailArena.unit`.
  package var size: UInt32 = 0
  /// Bytes that it may take where it stands: what was there before may have been larger.
  package var room: UInt32 = 0
  /// Words of the text, stop words too.
  package var tokens: UInt16 = 0
  /// Bytes of the words' texts, and of the scrubbed excerpt behind them.
  package var textCount: UInt16 = 0
  package var excerptCount: UInt16 = 0
  package var wordCount: UInt8 = 0

  package init() {}

  /// Where the words stand behind the header.
  package static var headerBytes: Int { MemoryLayout<PostDetail>.stride }

  /// Where the texts stand behind the header.
  package var textStart: Int {
    Self.headerBytes + Int(wordCount) * MemoryLayout<DetailWord>.stride
  }
}

/// What a distinct word of a post is.
package enum TermKind: UInt8, BitwiseCopyable, Sendable { case word, hashtag, link }

/// One of a post's distinct words.
package struct DetailWord: BitwiseCopyable, Sendable {
  /// See `TermHash`.
  package var hash: UInt64
  package var count: UInt8
  package var kind: TermKind

  package init(hash: UInt64, count: UInt8, kind: TermKind) {
    self.hash = hash
    self.count = count
    self.kind = kind
  }
}

/// The hash of a post's word: the same on every machine, and for every version that reads records
/// of another.
///
/// Of a word it is the hash by which the scanner looks it up; a hashtag's differs from that of the
/// word that is written like it. Of a link it is the XXH3 of host and path.
package enum TermHash {
  /// Of a word or hashtag by the hash of its key; never 0.
  @inline(__always)
  static func of(_ key: UInt64, isHashtag: Bool) -> UInt64 {
    let hash = isHashtag ? (key ^ 0x23) &* 0x9E37_79B9_7F4A_7C15 : key
    return hash == 0 ? 1 : hash
  }

  /// Of a whole word or link as it is kept; not of one whose text was cut or scrubbed.
  package static func of(_ text: UnsafeRawBufferPointer, kind: TermKind) -> UInt64 {
    guard let base = text.baseAddress, text.count > 0 else { return 1 }
    if kind == .link { return LinkReader.hash(text) }
    // A key reads up to 15 bytes beyond its word.
    return withUnsafeTemporaryAllocation(byteCount: text.count + 16, alignment: 8) { padded in
      padded.copyMemory(from: text)
      return of(
        WordKey(UnsafeRawPointer(padded.baseAddress) ?? base, count: text.count).hash,
        isHashtag: kind == .hashtag)
    }
  }
}
