/// Which combinations of dimension and area of one source are series, by configuration.
///
/// Dimensions 0..<64 are themes (0 is `all`), 64 and on the source's categories.
package struct SeriesLayout: Sendable, Equatable {
  package static let themes = 64

  /// Areas of the territory.
  package let areas: Int
  /// By dimension: whether it has a series for the whole territory.
  package let overall: [Bool]
  /// By dimension: whether it has a series for every area.
  package let perArea: [Bool]
  /// By dense index of a theme term: the themes that it belongs to, one bit each.
  package let termThemes: [UInt64]
  /// By dimension: the key under which OBSERVE hashes authors again; empty leaves them as they are.
  package var authorSalts: [UInt64] = [] {
    willSet { precondition(newValue.isEmpty || newValue.count == dimensions) }
  }

  package init(areas: Int, overall: [Bool], perArea: [Bool], termThemes: [UInt64]) {
    precondition(overall.count == perArea.count && overall.count >= Self.themes)
    self.areas = areas
    self.overall = overall
    self.perArea = perArea
    self.termThemes = termThemes
  }

  package var dimensions: Int { overall.count }

  /// N of the promise: the combinations that the configuration lists.
  package var seriesCount: Int {
    var sum = 0
    for dimension in 0..<dimensions {
      sum += (overall[dimension] ? 1 : 0) + (perArea[dimension] ? areas : 0)
    }
    return sum
  }

  /// The configuration lists the series, so that sums of it may be taken.
  package func lists(dimension: Int32, area: Int32) -> Bool {
    guard dimension >= 0, dimension < Int32(dimensions), area < Int32(areas) else { return false }
    return slot(dimension: Int(dimension), area: area) >= 0
  }

  /// The author as the sums of a dimension know him: nobody without the salt can tell that two
  /// dimensions have one author. 0 is no author.
  @inline(__always)
  func author(_ token: UInt64, dimension: Int) -> UInt64 {
    if token == 0 || authorSalts.isEmpty { return token }
    let salted = keyedHash(token, key: authorSalts[dimension]) >> 16
    return salted == 0 ? 1 : salted
  }

  /// Slot of (dimension, area) in a table of dimensions × (areas + 1), in the order of their keys;
  /// −1 when the configuration does not list it.
  @inline(__always)
  func slot(dimension: Int, area: Int32) -> Int {
    guard area < 0 ? overall[dimension] : perArea[dimension] else { return -1 }
    return dimension * (areas + 1) + Int(area) + 1
  }
}

/// SipHash-1-3 (Aumasson & Bernstein, "SipHash: a fast short-input PRF", 2012) of one word, without
/// the block of the length, which is the same for all.
///
/// Its key of 128 bits is made of `key`. Unlike a mix it does not give the key, nor equal words under
/// two keys, away to who knows some of its values.
@inline(__always)
func keyedHash(_ word: UInt64, key: UInt64) -> UInt64 {
  let second = key &* 0x9E37_79B9_7F4A_7C15 ^ (key >> 29)
  var v0 = key ^ 0x736F_6D65_7073_6575
  var v1 = second ^ 0x646F_7261_6E64_6F6D
  var v2 = key ^ 0x6C79_6765_6E65_7261
  var v3 = second ^ 0x7465_6462_7974_6573 ^ word
  sipRound(&v0, &v1, &v2, &v3)
  v0 ^= word
  v2 ^= 0xFF
  for _ in 0..<3 { sipRound(&v0, &v1, &v2, &v3) }
  return v0 ^ v1 ^ v2 ^ v3
}

@inline(__always)
private func sipRound(
  _ v0: inout UInt64, _ v1: inout UInt64, _ v2: inout UInt64, _ v3: inout UInt64
) {
  v0 &+= v1
  v1 = (v1 << 13 | v1 >> 51) ^ v0
  v0 = v0 << 32 | v0 >> 32
  v2 &+= v3
  v3 = (v3 << 16 | v3 >> 48) ^ v2
  v0 &+= v3
  v3 = (v3 << 21 | v3 >> 43) ^ v0
  v2 &+= v1
  v1 = (v1 << 17 | v1 >> 47) ^ v2
  v2 = v2 << 32 | v2 >> 32
}
