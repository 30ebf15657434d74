internal import EventTime

/// Folds a text, cuts it into words and matches all themes and place names in one pass.
///
/// - Words are runs of letters and digits; all else parts them, apostrophes and hyphens too.
///   Phrases match across whatever stands between their words.
/// - Links (`http://`, `https://`, `www.`, up to the next space), handles (`@name`, with their
///   domain) and the repost mark (`RT` before a handle) are no words.
/// - A hashtag is one word. Where it is written in parts (#GiletsJaunes, #gilets_jaunes, #Crue2016)
///   the parts are matched as words too; and a phrase matches the hashtag that joins its words.
/// - A letter written three times or more counts as two, and when no word is known by that
///   spelling, as one ("nonnn", "alllerte").
/// - An Arabic word that is not known matches without the particles written before it; so does one
///   that is.
///
/// Owns all its buffers, so a scan allocates nothing. It is for one thread at a time. Its methods
/// are mutating, also those that change nothing: for the others the compiler copies the whole of
/// the scanner before each call.
package struct TextScanner: ~Copyable {
  /// Keeps the memory of `tables`.
  private let storage: LexiconStorage
  let tables: LexiconTables
  var folded = FoldedText()
  /// The words as they are matched and hashed, with single spaces between them.
  let joined: UnsafeMutablePointer<UInt8>
  var joinedCount = 0
  let words: UnsafeMutablePointer<TextWord>
  /// By word: the hash of its key; not of the parts of a hashtag of several words.
  let hashes: UnsafeMutablePointer<UInt64>
  var wordCount = 0
  /// Indexes of the words at which something of the lexicon may begin.
  let starts: UnsafeMutablePointer<UInt16>
  var startCount = 0
  let scratch: UnsafeMutablePointer<UInt8>
  let matches: UnsafeMutablePointer<PatternMatch>
  var matchCount = 0
  /// Themes found by single matches, and those whose query must be asked.
  var found: UInt64 = 0
  var queried: UInt64 = 0
  var place = PlaceVote()
  /// By leaf: the scan in which it last matched.
  let leafScans: UnsafeMutablePointer<UInt32>
  var scanNumber: UInt32 = 0
  let nearPositions: UnsafeMutablePointer<Int32>
  /// Where the first link begins in the folded text; −1: there is none.
  var linkStart = -1
  /// What `collectTerms` found.
  var terms = DistinctTerms()
  var signature = SignatureBuilder()
  let stopWords: UnsafePointer<UInt32>

  package init(lexicon: borrowing Lexicon) {
    storage = lexicon.storage
    tables = lexicon.storage.tables
    let capacity = TextLimits.textBytes + 80
    joined = .allocate(capacity: capacity)
    joined.initialize(repeating: 0, count: capacity)
    scratch = .allocate(capacity: capacity)
    scratch.initialize(repeating: 0, count: capacity)
    words = .allocate(capacity: TextLimits.textBytes + 2)
    hashes = .allocate(capacity: TextLimits.textBytes + 2)
    starts = .allocate(capacity: TextLimits.textBytes + 1)
    matches = .allocate(capacity: TextLimits.matches)
    leafScans = .allocate(capacity: tables.leafCount + 1)
    leafScans.initialize(repeating: 0, count: tables.leafCount + 1)
    nearPositions = .allocate(capacity: TextLimits.nearOperands)
    stopWords = StopWords.table
  }

  deinit {
    joined.deallocate()
    scratch.deallocate()
    words.deallocate()
    hashes.deallocate()
    starts.deallocate()
    matches.deallocate()
    leafScans.deallocate()
    nearPositions.deallocate()
  }

  /// Scans UTF-8; bytes that are none part words. No allocation.
  package mutating func scan(_ text: UnsafeRawBufferPointer) -> TextScan {
    var scan = TextScan()
    var text = text
    if text.count > TextLimits.textBytes {
      var end = TextLimits.textBytes
      while end > TextLimits.textBytes - 4 && text[end] & 0xC0 == 0x80 { end -= 1 }
      text = UnsafeRawBufferPointer(rebasing: text[..<end])
      scan.truncated = true
    }
    folded.fold(text)
    scan.words = cut(&scan.hasLink)
    if joinedCount > 0 {
      let hash = hash64(UnsafeRawBufferPointer(start: joined, count: joinedCount - 1))
      // 0 says that there is no text.
      scan.hash = hash == 0 ? 1 : hash
    }
    match()
    if queried != 0 { askQueries() }
    scan.themes = found
    if matchCount != 0 { scan.terms = smallestTerms() }
    scan.area = place.area
    return scan
  }
}

/// A word of the text that is scanned.
struct TextWord: BitwiseCopyable {
  /// Begin in the joined words.
  var start: UInt16
  var count: UInt16
  /// The word of the lexicon that it is; −1: none.
  var symbol: Int32
  /// On the first word of a hashtag: the symbol of all of it; −1: none.
  var tag: Int32
  /// Begin in the folded text.
  var source: UInt16
  /// Words of the hashtag that begins here, at most 255; 0 where none does.
  var tagWords: UInt8
  /// The word is a hashtag; parts of one in mixed case are not.
  var isTag: Bool
}

/// A match of a theme's word or phrase.
struct PatternMatch: BitwiseCopyable {
  var pattern: UInt32
  /// The first word.
  var start: Int32
}
