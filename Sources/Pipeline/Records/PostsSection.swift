package import Detection
internal import EventTime
internal import Signals

/// Writes and reads what text detectors read of one source: posts of one pane and partition.
///
/// A section begins with the names of the themes and areas that it uses, then come columns over all
/// its posts. What stands more than once is written once: a word with its text, a signature, a set
/// of themes. The hash of a word is left out where it follows from its text. Words stand ascending
/// by hash in every post, and in the dictionary by their first post: nothing says where in a text a
/// word stood. The same posts give the same bytes.
package struct PostsSection: Sendable {
  /// Posts of one section, at most.
  package static let maximumRows = 4096

  let names: SourceNames
  let themesByName: NameIndex
  let areasByCode: NameIndex
  // What is under way; kept for its storage.
  var themes = UsedNames()
  var areas = UsedNames()
  var knownThemes = KnownNames()
  var knownAreas = KnownNames()
  var columns = StateWriter()
  var words = PostsDictionary()
  var texts = PostsDictionary()
  /// By word of the dictionary: where it first stood.
  var dictionary: [PostWord] = []
  /// By text of the dictionary: the row that has it.
  var textRows: [Int] = []
  var plane: [UInt32] = []
  var languages: [UInt16] = []
  var masks: [UInt64] = []
  var read = ReadPosts()

  /// Names of themes and areas that the section read last uses and that are not known here.
  package var unknownNames: Int64 { knownThemes.unknown + knownAreas.unknown }

  /// - Parameter names: of the source in this configuration.
  package init(names: SourceNames) {
    self.names = names
    themesByName = NameIndex(Array(names.dimensions.prefix(SeriesLayout.themes)))
    areasByCode = NameIndex(names.areas)
  }

  /// Bytes that a section of these rows takes, at most. O(words).
  package func bound(of posts: PostsBlock, _ rows: Range<Int>) -> Int {
    var bound = 64
    for name in names.dimensions.prefix(SeriesLayout.themes) { bound += name.utf8.count + 2 }
    let longest = names.areas.reduce(0) { max($0, $1.utf8.count) }
    bound += min(names.areas.count, rows.count) * (longest + 2)
    for row in rows { bound += Self.bound(of: posts, row: row) }
    return bound
  }

  /// The rows of the next section from `first` on: as many as fit into `maxBytes`, at least one and
  /// at most `maximumRows`.
  package func rows(of posts: PostsBlock, from first: Int, maxBytes: Int) -> Range<Int> {
    var end = first
    var bound = bound(of: posts, first..<first)
    let longest = names.areas.reduce(0) { max($0, $1.utf8.count) } + 2
    while end < posts.rows.count, end - first < Self.maximumRows {
      bound += Self.bound(of: posts, row: end) + longest
      if bound > maxBytes && end > first { break }
      end += 1
    }
    return first..<end
  }

  private static func bound(of posts: PostsBlock, row: Int) -> Int {
    let row = posts.rows[row]
    var bound = rowBytes + Int(row.excerptCount)
    for word in posts.words(of: row) {
      let isCut = word.kind == .link || Int(word.count) > PostDetail.wordBytes - 4
      bound += wordBytes + Int(word.count) + (isCut ? 8 : 0)
    }
    return bound
  }

  /// Bytes of a row without words and excerpt, of a word without its text and hash, at most.
  private static let rowBytes = 160
  private static let wordBytes = 5
}

/// What of a row is not at its default, one byte a row.
struct PostForm: OptionSet {
  let rawValue: UInt8

  static let author = PostForm(rawValue: 1)
  static let related = PostForm(rawValue: 2)
  /// Text hash, tokens or signature.
  static let text = PostForm(rawValue: 4)
  /// The link is the row's word of that kind.
  static let linkWord = PostForm(rawValue: 8)
  /// The link stands in a column of its own.
  static let link = PostForm(rawValue: 16)
  static let excerpt = PostForm(rawValue: 32)
  static let all: PostForm = [.author, .related, .text, .linkWord, .link, .excerpt]
}

/// Which tokens of a section have more than 48 bits: 8 bytes each.
struct PostTokenWidths: OptionSet {
  let rawValue: UInt8

  static let ids = PostTokenWidths(rawValue: 1)
  static let authors = PostTokenWidths(rawValue: 2)
  static let related = PostTokenWidths(rawValue: 4)
  static let all: PostTokenWidths = [.ids, .authors, .related]
}

/// Numbers what occurs by the order of its first occurrence, by its hash.
struct PostsDictionary: Sendable {
  /// Entry + 1, open addressing; 0 is free.
  private var slots: [UInt32] = []
  private var mask = 0
  /// The hash by entry.
  private var hashes: [UInt64] = []

  var count: Int { hashes.count }

  /// Empties it and makes room for `capacity` entries.
  mutating func removeAll(capacity: Int) {
    hashes.removeAll(keepingCapacity: true)
    var size = 64
    while size < 2 * capacity { size *= 2 }
    while slots.count < size { slots.append(0) }
    for slot in 0..<size { slots[slot] = 0 }
    mask = size - 1
  }

  /// The entry of a thing of this hash that `isSame` knows again; a new one where there is none.
  @inline(__always)
  mutating func entry(
    _ hash: UInt64, isSame: (Int) -> Bool
  ) -> (index: Int, isNew: Bool) {
    var slot = Int(truncatingIfNeeded: mix64(hash)) & mask
    while slots[slot] != 0 {
      let index = Int(slots[slot]) - 1
      if hashes[index] == hash && isSame(index) { return (index, false) }
      slot = (slot + 1) & mask
    }
    hashes.append(hash)
    slots[slot] = UInt32(hashes.count)
    return (hashes.count - 1, true)
  }
}
