internal import EventTime
internal import Signals

/// Brings the counted posts of one pane into canonical order and writes what is read of them.
struct PostsCollector: ~Copyable {
  private struct Key: BitwiseCopyable {
    var time: Int64
    var id: UInt64
    var row: Int32

    static func precedes(_ a: Key, _ b: Key) -> Bool { (a.time, a.id) < (b.time, b.id) }
  }

  private var keys: [Key] = []
  private var isOrdered = true
  /// Posts that count and are not read.
  private(set) var unreadTotal: Int64 = 0

  var isEmpty: Bool { keys.isEmpty }

  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    isOrdered = true
  }

  /// Takes the event at `row` of its pane.
  @inline(__always)
  mutating func add(_ signal: UnsafePointer<Signal>, row: Int) {
    let key = Key(
      time: signal.pointee.time.microseconds, id: signal.pointee.id,
      row: Int32(truncatingIfNeeded: row))
    if isOrdered, let last = keys.last, !Key.precedes(last, key) { isOrdered = false }
    keys.append(key)
  }

  /// Fills a block with the posts that were taken: the first `PostsBlock.maximumPosts` of them.
  ///
  /// O(n), and O(n log n) where they came out of order. `details` holds what the events point at.
  mutating func write(
    _ events: UnsafeBufferPointer<Signal>, _ details: UnsafeRawPointer?, source: Int32,
    partition: Int32, into posts: inout PostsBlock
  ) {
    posts.removeAll()
    if keys.isEmpty { return }
    if !isOrdered { keys.sort(by: Key.precedes) }
    if keys.count > PostsBlock.maximumPosts {
      let unread = keys.count - PostsBlock.maximumPosts
      unreadTotal += Int64(unread)
      keys.removeLast(unread)
    }
    posts.rows.reserveCapacity(keys.count)
    for key in keys {
      let signal = events.baseAddress.unsafelyUnwrapped + Int(key.row)
      var row = PostRow(signal.pointee, source: source, partition: partition)
      let place = signal.pointee.detail
      if place >= 0, let details {
        posts.read(DetailArena.detail(place, in: details), into: &row)
      } else {
        unreadTotal += 1
      }
      posts.rows.append(row)
    }
  }
}

extension PostRow {
  /// What the signal says by itself.
  @inline(__always)
  fileprivate init(_ signal: borrowing Signal, source: Int32, partition: Int32) {
    time = signal.time
    offset = signal.offset
    id = signal.id
    author = signal.author
    related = signal.original
    text = signal.text
    themes = signal.themes | 1
    self.source = source
    self.partition = partition
    area = signal.area
    language = signal.language
    flags = signal.flags
  }
}

extension PostsBlock {
  /// Appends the words and texts of a detail, and completes the row of its post.
  @inline(__always)
  fileprivate mutating func read(_ detail: UnsafeRawPointer, into row: inout PostRow) {
    let head = detail.load(as: PostDetail.self)
    row.related = head.related
    row.link = head.link
    row.signature = head.signature
    row.tokens = head.tokens
    row.wordCount = UInt16(head.wordCount)
    row.firstWord = Int32(truncatingIfNeeded: words.count)
    var start = Int32(truncatingIfNeeded: bytes.count)
    let texts = UnsafeRawBufferPointer(
      start: detail + head.textStart, count: Int(head.textCount) + Int(head.excerptCount))
    bytes.append(contentsOf: texts)
    var word = detail + PostDetail.headerBytes
    for _ in 0..<Int(head.wordCount) {
      let read = word.load(as: DetailWord.self)
      words.append(PostWord(hash: read.hash, start: start, count: read.count, kind: read.kind))
      start += Int32(read.count)
      word += MemoryLayout<DetailWord>.stride
    }
    if head.excerptCount > 0 {
      row.excerptStart = start
      row.excerptCount = Int32(head.excerptCount)
    }
  }
}
