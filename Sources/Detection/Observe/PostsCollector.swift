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
    var (words, bytes) = (0, 0)
    for key in keys {
      let signal = events.baseAddress.unsafelyUnwrapped + Int(key.row)
      var row = PostRow(signal.pointee, source: source, partition: partition)
      if let detail = Self.detail(of: signal, in: details) {
        row.complete(detail.load(as: PostDetail.self), firstWord: &words, firstByte: &bytes)
      } else {
        unreadTotal += 1
      }
      posts.rows.append(row)
    }
    guard let details else { return }
    writeWords(events, details, count: words, into: &posts.words)
    writeBytes(events, details, count: bytes, into: &posts.bytes)
  }

  @inline(__always)
  private static func detail(
    of signal: UnsafePointer<Signal>, in details: UnsafeRawPointer?
  ) -> UnsafeRawPointer? {
    let place = signal.pointee.detail
    guard place >= 0, let details else { return nil }
    return DetailArena.detail(place, in: details)
  }

  /// Appends the words of all posts, `count` of them, to a block's, which are none.
  private func writeWords(
    _ events: UnsafeBufferPointer<Signal>, _ details: UnsafeRawPointer, count: Int,
    into words: inout [PostWord]
  ) {
    var start: Int32 = 0
    words.append(addingCapacity: count) { words in
      for key in keys {
        let signal = events.baseAddress.unsafelyUnwrapped + Int(key.row)
        guard let detail = Self.detail(of: signal, in: details) else { continue }
        let head = detail.assumingMemoryBound(to: PostDetail.self)
        let end = start &+ Int32(head.pointee.textCount) &+ Int32(head.pointee.excerptCount)
        var word = detail + PostDetail.headerBytes
        for _ in 0..<Int(head.pointee.wordCount) {
          let read = word.load(as: DetailWord.self)
          words.append(PostWord(hash: read.hash, start: start, count: read.count, kind: read.kind))
          start &+= Int32(read.count)
          word += MemoryLayout<DetailWord>.stride
        }
        start = end
      }
    }
  }

  /// The same for the texts of the words and the excerpts.
  private func writeBytes(
    _ events: UnsafeBufferPointer<Signal>, _ details: UnsafeRawPointer, count: Int,
    into bytes: inout [UInt8]
  ) {
    bytes.append(addingCapacity: count) { bytes in
      bytes.withUnsafeMutableBufferPointer { buffer, written in
        guard let base = buffer.baseAddress else { return }
        for key in keys {
          let signal = events.baseAddress.unsafelyUnwrapped + Int(key.row)
          guard let detail = Self.detail(of: signal, in: details) else { continue }
          let head = detail.assumingMemoryBound(to: PostDetail.self)
          let size = Int(head.pointee.textCount) &+ Int(head.pointee.excerptCount)
          UnsafeMutableRawPointer(base + written).copyMemory(
            from: detail + head.pointee.textStart, byteCount: size)
          written &+= size
        }
      }
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

  /// Completes the row by the head of its detail; the words and bytes of the rows before go on to
  /// those of this one.
  @inline(__always)
  fileprivate mutating func complete(
    _ head: PostDetail, firstWord: inout Int, firstByte: inout Int
  ) {
    related = head.related
    link = head.link
    signature = head.signature
    tokens = head.tokens
    wordCount = UInt16(head.wordCount)
    self.firstWord = Int32(truncatingIfNeeded: firstWord)
    firstWord += Int(head.wordCount)
    if head.excerptCount > 0 {
      excerptStart = Int32(truncatingIfNeeded: firstByte + Int(head.textCount))
      excerptCount = Int32(head.excerptCount)
    }
    firstByte += Int(head.textCount) + Int(head.excerptCount)
  }
}
