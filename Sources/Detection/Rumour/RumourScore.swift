internal import Glibc
internal import Statistics

/// The surprise of a cluster: how many tell it independently, and how much they stand in one place.
package struct RumourScore: BitwiseCopyable, Sendable {
  /// The weight of a decade of tellings; an area's surprise adds at most `mostArea`.
  static let perDecade = 1.5
  static let mostArea = 2.0
  /// Of the counts of areas, in means.
  static let variance = 1.3
  static let minimumPlaced = 3

  /// I: authors within the hour who neither shared nor carry the cluster's link.
  package var tellings = 0
  /// Of them those with a place, those in the fullest area, and that area.
  package var placed = 0
  package var fullest = 0
  package var area: Int32 = -1
  /// A: how much the fullest area is more than its usual share, after the choice among all.
  package var areaSurprise = 0.0

  package init() {}

  /// S = 1.5 log10 I + A.
  package var score: Double {
    tellings > 0 ? Self.perDecade * log10(Double(tellings)) + areaSurprise : 0
  }

  /// −log10 P(X ≥ fullest) − log10(areas) in [0, 2], X negative binomial of mean n π and variance
  /// 1.3 n π; 0 with fewer than three in the area.
  package static func areaSurprise(
    fullest: Int, placed: Int, share: Double, areaCount: Int
  ) -> Double {
    guard fullest >= minimumPlaced else { return 0 }
    let mean = Double(placed) * share
    let surprise = negativeBinomialSurprise(
      count: Double(fullest), mean: mean, size: mean / (variance - 1))
    return min(mostArea, max(0, surprise - log10(Double(max(1, areaCount)))))
  }

  /// Tellings that alone reach `score` beside this surprise of the area.
  static func tellings(reaching score: Double, areaSurprise: Double) -> Double {
    pow(10, max(0, score - areaSurprise) / perDecade)
  }
}

/// The usual share of each area among the located posts, with a half-life of seven days.
struct AreaShares: Sendable {
  static let halfLifeDays = 7.0
  /// Posts that every area is given before any came.
  static let prior = 0.5

  private(set) var counts: [Double]
  private(set) var total = 0.0

  init(areaCount: Int) { counts = [Double](repeating: 0, count: max(1, areaCount)) }

  mutating func add(_ area: Int) {
    guard area < counts.count else { return }
    counts[area] += 1
    total += 1
  }

  func share(_ area: Int) -> Double {
    let count = area < counts.count ? counts[area] : 0
    return (count + Self.prior) / (total + Self.prior * Double(counts.count))
  }

  mutating func decay(days: Double) {
    let factor = exp2(-days / Self.halfLifeDays)
    total *= factor
    for area in counts.indices { counts[area] *= factor }
  }

  func save(into writer: inout StateWriter) {
    writer.double(total)
    writer.count(counts.count)
    for count in counts { writer.shortDouble(count) }
  }

  mutating func load(_ reader: inout StateReader) throws(StateError) {
    total = try reader.double(in: StateLimits.sums, "located posts")
    let count = try reader.count()
    guard count == counts.count else { throw .damaged("\(count) areas of \(counts.count)") }
    for area in counts.indices {
      counts[area] = try reader.shortDouble(in: StateLimits.sums, "an area's posts")
    }
  }
}
