internal import Detection

/// A run of rows of one pane's sums, with what belongs to them, by places in its columns.
struct SumsSegment: Sendable, Equatable {
  /// Place of the sums in their message.
  var sums: Int
  var rows: Range<Int>
  var authors: Range<Int>
  var texts: Range<Int>
  var terms: Range<Int>
  var retractions: Range<Int>
  /// Posts that text detectors read, and the rows of the others.
  var posts = 0..<0
  var values = 0..<0
  var ratings = 0..<0
  var reports = 0..<0
  var hits = 0..<0
  /// The first of its sums, which says how many events there were.
  var countsEvents = false
}

/// How the sums of a message are cut into records.
struct SumsPlan: Sendable {
  private var segments: [SumsSegment] = []
  /// By record: the place after its last segment.
  private var ends: [Int] = []
  /// Bound of the bytes in the record that is not closed yet.
  private var size = 0

  var recordCount: Int { ends.count }

  func segments(ofRecord index: Int) -> ArraySlice<SumsSegment> {
    segments[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Plans at least one record: whole panes as long as they fit into `maxBytes`; a pane that does
  /// not fit into a record of its own is cut between its rows.
  mutating func cut(_ sums: [PaneSums], maxBytes: Int) {
    segments.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    size = 0
    for index in sums.indices {
      let bound = Self.bound(of: sums[index])
      if size > 0 && size + bound > maxBytes { close() }
      guard bound > maxBytes || sums[index].posts.rows.count > Self.postsPerBlock else {
        append(SumsSegment(whole: sums[index], index), bound)
        continue
      }
      cutRows(of: sums[index], index, maxBytes)
      cutRetractions(of: sums[index], index, maxBytes)
      cutExtras(of: sums[index], index, maxBytes)
    }
    close()
  }

  private mutating func close() {
    ends.append(segments.count)
    size = 0
  }

  private mutating func append(_ segment: SumsSegment, _ bound: Int) {
    var segment = segment
    segment.countsEvents = segments.last?.sums != segment.sums
    segments.append(segment)
    size += bound
  }

  private mutating func cutRows(of sums: PaneSums, _ index: Int, _ maxBytes: Int) {
    var segment = SumsSegment(
      sums: index, rows: 0..<0, authors: 0..<0, texts: 0..<0, terms: 0..<0, retractions: 0..<0)
    var (bound, term) = (Self.paneBytes, 0)
    for position in sums.rows.indices {
      let row = sums.rows[position]
      let firstTerm = term
      while term < sums.terms.count, sums.terms[term].row == position { term += 1 }
      let more =
        Self.rowBytes + Self.tokenBytes * Int(row.authors + row.texts)
        + Self.termBytes * (term - firstTerm)
      if bound + more > maxBytes && !segment.rows.isEmpty {
        append(segment, bound)
        close()
        segment = SumsSegment(
          sums: index, rows: position..<position,
          authors: segment.authors.upperBound..<segment.authors.upperBound,
          texts: segment.texts.upperBound..<segment.texts.upperBound, terms: firstTerm..<firstTerm,
          retractions: 0..<0)
        bound = Self.paneBytes
      }
      segment.rows = segment.rows.lowerBound..<(position + 1)
      segment.authors = segment.authors.lowerBound..<(segment.authors.upperBound + Int(row.authors))
      segment.texts = segment.texts.lowerBound..<(segment.texts.upperBound + Int(row.texts))
      segment.terms = segment.terms.lowerBound..<term
      bound += more
    }
    append(segment, bound)
  }

  private mutating func cutRetractions(of sums: PaneSums, _ index: Int, _ maxBytes: Int) {
    let most = max(1, (maxBytes - Self.paneBytes) / Self.tokenBytes)
    var start = 0
    while start < sums.retractions.count {
      let end = min(start + most, sums.retractions.count)
      let bound = Self.paneBytes + Self.tokenBytes * (end - start)
      if size > 0 && size + bound > maxBytes { close() }
      append(
        SumsSegment(
          sums: index, rows: 0..<0, authors: 0..<0, texts: 0..<0, terms: 0..<0,
          retractions: start..<end), bound)
      start = end
    }
  }

  private mutating func cutExtras(of sums: PaneSums, _ index: Int, _ maxBytes: Int) {
    cutList(
      sums.posts.rows.count, \.posts, index, maxBytes, most: Self.postsPerBlock,
      bytes: { Self.bytes(ofPost: $0, in: sums.posts) })
    let extras = sums.extras
    cutList(extras.values.count, \.values, index, maxBytes, bytes: { _ in Self.valueBytes })
    cutList(extras.ratings.count, \.ratings, index, maxBytes, bytes: { _ in Self.ratingBytes })
    cutList(
      extras.reports.count, \.reports, index, maxBytes,
      bytes: { Self.bytes(ofReport: extras.reports[$0]) })
    cutList(extras.hits.count, \.hits, index, maxBytes, bytes: { _ in Self.hitBytes })
  }

  /// Cuts a list that lies beside the rows into segments of its own.
  private mutating func cutList(
    _ count: Int, _ list: WritableKeyPath<SumsSegment, Range<Int>>, _ index: Int,
    _ maxBytes: Int, most: Int = .max, bytes: (Int) -> Int
  ) {
    var start = 0
    while start < count {
      var bound = Self.paneBytes
      var end = start
      while end < count, end - start < most {
        let more = bytes(end)
        if end > start, bound + more > maxBytes { break }
        bound += more
        end += 1
      }
      if size > 0 && size + bound > maxBytes { close() }
      var segment = SumsSegment(
        sums: index, rows: 0..<0, authors: 0..<0, texts: 0..<0, terms: 0..<0, retractions: 0..<0)
      segment[keyPath: list] = start..<end
      append(segment, bound)
      start = end
    }
  }

  /// Posts of a block, at most.
  static let postsPerBlock = 4096

  /// Bytes that a value, a rating and a hit take, at most, with their share of the names.
  private static let valueBytes = 64
  private static let ratingBytes = 96
  private static let hitBytes = 96

  private static func bytes(ofReport report: ReportRow) -> Int {
    160 + Int(report.domainCount) + Int(report.merchantCount)
  }

  /// A post with its words, each as if no other post had it.
  private static func bytes(ofPost place: Int, in posts: PostsBlock) -> Int {
    let post = posts.rows[place]
    var bytes = 224 + Int(post.excerptCount)
    for word in posts.words(of: post) { bytes += 24 + Int(word.count) }
    return bytes
  }

  /// Bytes that a pane, a row without its tokens and terms, a token and a term's count take, at most;
  /// a row's includes two bytes and more for its share of the names.
  private static let paneBytes = 64
  private static let rowBytes = 80
  private static let tokenBytes = 8
  private static let termBytes = 16

  private static func bound(of sums: PaneSums) -> Int {
    paneBytes + rowBytes * sums.rows.count + termBytes * sums.terms.count
      + tokenBytes * (sums.authors.count + sums.texts.count + sums.retractions.count)
      + sums.posts.rows.indices.reduce(0) { $0 + bytes(ofPost: $1, in: sums.posts) }
      + valueBytes * sums.extras.values.count + ratingBytes * sums.extras.ratings.count
      + sums.extras.reports.reduce(0) { $0 + bytes(ofReport: $1) }
      + hitBytes * sums.extras.hits.count
  }
}

extension SumsSegment {
  /// All that the sums hold.
  fileprivate init(whole sums: PaneSums, _ index: Int) {
    self.init(
      sums: index, rows: 0..<sums.rows.count, authors: 0..<sums.authors.count,
      texts: 0..<sums.texts.count, terms: 0..<sums.terms.count,
      retractions: 0..<sums.retractions.count)
    posts = 0..<sums.posts.rows.count
    values = 0..<sums.extras.values.count
    ratings = 0..<sums.extras.ratings.count
    reports = 0..<sums.extras.reports.count
    hits = 0..<sums.extras.hits.count
  }
}
