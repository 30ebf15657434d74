import Detection
import EventTime
import Pipeline
import Testing

@Suite("Sums that are too large for one record")
struct SumsPlanTests {
  typealias Samples = RecordSamples

  /// All the records' sums, and how many records that were.
  static func carried(
    _ sums: [PaneSums], maxBodyBytes: Int
  ) throws -> (sums: [PaneSums], sizes: [Int]) {
    var numbers = SeededNumbers(1)
    let announcement = Samples.announcement(&numbers)
    var writer = Samples.codec(maxBodyBytes: maxBodyBytes)
    var reader = Samples.codec()
    let records = records(
      of: .panes(source: 0, PanesRecord(sums: sums, announcement: announcement)), by: &writer)
    var found: [PaneSums] = []
    for (index, record) in records.enumerated() {
      guard case .panes(0, let panes)? = try reader.decode(record) else {
        Issue.record("record \(index) holds no panes")
        continue
      }
      found += panes.sums
      #expect(panes.announcement == (index == records.count - 1 ? announcement : nil))
    }
    return (found, records.map(\.count))
  }

  static func named(_ sums: [PaneSums]) -> [NamedSums] {
    sums.map { NamedSums($0, Samples.names[0]) }
  }

  @Test func messageIsCutBetweenPanes() throws {
    var numbers = SeededNumbers(9)
    let sums = (0..<60).map { _ in Samples.sums(&numbers) }
    let (found, sizes) = try Self.carried(sums, maxBodyBytes: 40_000)
    #expect(sizes.count > 3)
    #expect(sizes.allSatisfy { $0 <= 40_000 })
    #expect(Self.named(found) == Self.named(sums))
  }

  @Test func paneThatIsTooLargeAloneIsCutBetweenRowsAndAddsUpToTheSame() throws {
    var numbers = SeededNumbers(4)
    var sums = Samples.sums(&numbers)
    while sums.rows.count < 40 { sums = Samples.sums(&numbers) }
    sums.retractions = (0..<2000).map { UInt64($0) << 30 }
    let small = Samples.sums(&numbers)
    let (found, sizes) = try Self.carried([small, sums, small], maxBodyBytes: 3000)
    #expect(sizes.count > 6)
    let parts = found.filter { $0.pane == sums.pane && $0.partition == sums.partition }
    #expect(parts.count > 6)
    #expect(parts.map(\.rows.count).reduce(0, +) == sums.rows.count)
    var joined = PaneSums()
    joined.pane = sums.pane
    joined.partition = sums.partition
    for part in parts {
      let firstRow = Int32(joined.rows.count)
      joined.rows += part.rows
      joined.authors += part.authors
      joined.texts += part.texts
      joined.retractions += part.retractions
      joined.terms += part.terms.map {
        TermCount(row: firstRow + $0.row, term: $0.term, count: $0.count)
      }
    }
    #expect(Self.named([joined]) == Self.named([sums]))
  }

  @Test func largestRecordStaysUnderWhatABrokerTakes() throws {
    // Full sketches of hashes that nothing packs, four times what one body may hold.
    let names = SourceNames(
      source: "wide", dimensions: Samples.dimensions((0..<24).map { "theme\($0)" }, []),
      areas: (0..<100).map { "area\($0)" }, terms: [])
    var numbers = SeededNumbers(8)
    var sums = PaneSums()
    for dimension in 0..<24 {
      for area in -1..<100 {
        sums.rows.append(
          SumRow(
            dimension: Int32(dimension), area: Int32(area), count: 100, reposts: 0, authors: 64,
            texts: 64,
            sample: Sample(
              time: Instant(microseconds: Int64(numbers.next() >> 20)), id: numbers.next() >> 16,
              offset: Int64(numbers.next() >> 30), partition: 0)))
        sums.authors += (0..<64).map { _ in numbers.next() >> 16 }.sorted()
        sums.texts += (0..<64).map { _ in numbers.next() }.sorted()
      }
    }
    var codec = Samples.codec([names])
    let message = PanesMessage.panes(source: 0, PanesRecord(sums: [sums], announcement: nil))
    let records = records(of: message, by: &codec)
    #expect(records.count > 3)
    #expect(records.allSatisfy { $0.count < 900_000 })
    var rows = 0
    for record in records {
      if case .panes(_, let panes)? = try codec.decode(record) { rows += panes.sums[0].rows.count }
    }
    #expect(rows == sums.rows.count)
  }
}
