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
      guard bound > maxBytes else {
        append(
          SumsSegment(
            sums: index, rows: 0..<sums[index].rows.count,
            authors: 0..<sums[index].authors.count, texts: 0..<sums[index].texts.count,
            terms: 0..<sums[index].terms.count,
            retractions: 0..<sums[index].retractions.count), bound)
        continue
      }
      cutRows(of: sums[index], index, maxBytes)
      cutRetractions(of: sums[index], index, maxBytes)
    }
    close()
  }

  private mutating func close() {
    ends.append(segments.count)
    size = 0
  }

  private mutating func append(_ segment: SumsSegment, _ bound: Int) {
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

  /// Bytes that a pane, a row without its tokens and terms, a token and a term's count take, at most;
  /// a row's includes two bytes and more for its share of the names.
  private static let paneBytes = 64
  private static let rowBytes = 80
  private static let tokenBytes = 8
  private static let termBytes = 16

  private static func bound(of sums: PaneSums) -> Int {
    paneBytes + rowBytes * sums.rows.count + termBytes * sums.terms.count
      + tokenBytes * (sums.authors.count + sums.texts.count + sums.retractions.count)
  }
}
