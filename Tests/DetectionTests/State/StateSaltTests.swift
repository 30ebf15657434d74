import Detection
import EventTime
import Signals
import Testing

@Suite("Sums: no author can be followed from theme to theme")
struct StateSaltTests {
  static func sums(salts: [UInt64]) -> [PaneSums] {
    var configuration = ObserveHarness.configuration()
    configuration.layout.authorSalts = salts
    var observe = Observe(configuration: configuration)
    observe.assign(partition: 0)
    var signals: [Signal] = []
    for index in 0..<40 {
      var signal = ObserveHarness.signal(
        Double(index) * 0.01, id: UInt64(index + 1), offset: Int64(index), area: 1, themes: 0b111,
        author: UInt64(index % 20) + 1)
      signal.payload = mix64(UInt64(index))
      signals.append(signal)
    }
    signals.append(ObserveHarness.signal(100, id: 99, offset: 40))
    var effects = ObserveEffects()
    signals.withUnsafeBufferPointer {
      observe.step($0, partition: 0, into: &effects)
    }
    return (0..<effects.sumCount).map { effects[$0] }
  }

  /// The authors of each row of the first pane.
  static func authors(_ sums: PaneSums) -> [(dimension: Int32, authors: [UInt64])] {
    var start = 0
    return sums.rows.map { row in
      defer { start += Int(row.authors) }
      return (row.dimension, Array(sums.authors[start..<start + Int(row.authors)]))
    }
  }

  static let salts = (0..<UInt64(SeriesLayout.themes)).map { mix64($0 + 1) }

  @Test func aThemeHasItsOwnTokensAndAllItsAreasHaveThem() throws {
    let rows = Self.authors(try #require(Self.sums(salts: Self.salts).first))
    #expect(rows.count == 6)
    for (index, row) in rows.enumerated() {
      #expect(row.authors.count == 20, "distinct authors are as many as without salts")
      #expect(row.authors.allSatisfy { $0 > 0 && $0 < 1 << 48 })
      for other in rows[..<index] {
        let common = Set(row.authors).intersection(other.authors).count
        #expect(common == (row.dimension == other.dimension ? 20 : 0))
      }
    }
  }

  @Test func withoutSaltsTokensStayAndOtherSaltsGiveOthers() throws {
    let plain = Self.authors(try #require(Self.sums(salts: []).first))
    #expect(plain.allSatisfy { $0.authors == Array(1...20) })
    let once = Self.authors(try #require(Self.sums(salts: Self.salts).first))
    let again = Self.authors(
      try #require(Self.sums(salts: Self.salts.map { $0 + 1 }).first))
    for (row, other) in zip(once, again) {
      #expect(Set(row.authors).isDisjoint(with: other.authors))
    }
  }
}
