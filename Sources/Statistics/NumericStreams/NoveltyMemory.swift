/// A bounded memory of feature vectors that were seen, and how far a new one is from all of them.
///
/// A vector becomes a prototype only `lag` rows after it was seen, so that an anomaly that lasts
/// is not its own precedent; and only if it was novel then, so that common patterns are held once.
/// When the memory is full the prototype that was nearest to nothing for longest goes.
///
/// The squared distances to all prototypes are one pass over flat arrays, a dimension after the
/// other: O(capacity · dimension) a row, and no allocation after the first.
package struct NoveltyMemory: Sendable {
  /// What one row found.
  package struct Answer: Sendable, Equatable {
    /// Euclidean distance to the nearest prototype over √dimension; nil while there is none.
    package var distance: Double?
    /// The value that followed the nearest prototype; nil while there is none.
    package var follower: Double?
  }

  package let dimension: Int
  package let lag: Int
  package let capacity: Int
  /// How many prototypes are held, at most `capacity`.
  package private(set) var count = 0

  /// A distance above this share of the mean distance makes a prototype.
  private static let noveltyShare = 0.8
  /// The least weight of a new distance in the mean, so that the mean follows slow changes.
  private static let leastWeight = 0.001

  /// Prototypes are laid out in blocks of this many, the rest of the last block at infinity.
  private static let lanes = 8

  /// Coordinate d of prototype p stands at `d * stride + p`.
  private var coordinates: [Double]
  private let stride: Int
  private var followers: [Double]
  private var lastUsed: [Int]
  private var squares: [Double]
  /// The vectors and distances of the last `lag` rows, oldest overwritten first.
  private var pendingVectors: [Double]
  private var pendingDistances: [Double]
  /// The values that followed the pending vectors.
  private var pendingFollowers: [Double]
  private var rows = 0
  private var meanDistance = 0.0
  private var distances = 0

  /// - Parameters:
  ///   - dimension: coordinates of a vector, 1 or more.
  ///   - lag: rows before a vector may become a prototype, 1 or more.
  ///   - capacity: most prototypes, 2 or more.
  package init(dimension: Int, lag: Int, capacity: Int) {
    precondition(dimension >= 1 && lag >= 1 && capacity >= 2)
    self.dimension = dimension
    self.lag = lag
    self.capacity = capacity
    stride = (capacity + Self.lanes - 1) / Self.lanes * Self.lanes
    coordinates = [Double](repeating: .infinity, count: dimension * stride)
    followers = [Double](repeating: 0, count: capacity)
    lastUsed = [Int](repeating: 0, count: capacity)
    squares = [Double](repeating: .infinity, count: stride)
    pendingVectors = [Double](repeating: 0, count: dimension * lag)
    pendingDistances = [Double](repeating: 0, count: lag)
    pendingFollowers = [Double](repeating: 0, count: lag)
  }

  /// Measures `vector` against the memory, then lets the vector of `lag` rows ago enter it.
  ///
  /// - Parameters:
  ///   - vector: the row's features; its first `dimension` elements are read, all finite.
  ///   - value: the row's value: it is what followed the row before.
  package mutating func observe(_ vector: [Double], value: Double) -> Answer {
    precondition(vector.count >= dimension)
    if rows > 0 { pendingFollowers[(rows - 1) % lag] = value }
    var answer = Answer(distance: nil, follower: nil)
    var novelty = Double.infinity
    if count > 0 {
      let (nearest, square) = nearestPrototype(to: vector)
      let distance = (square / Double(dimension)).squareRoot()
      novelty = distance
      distances += 1
      meanDistance += (distance - meanDistance) * max(1 / Double(distances), Self.leastWeight)
      lastUsed[nearest] = rows
      answer = Answer(distance: distance, follower: followers[nearest])
    }
    let slot = rows % lag
    if rows >= lag { admit(slot) }
    for d in 0..<dimension { pendingVectors[slot * dimension + d] = vector[d] }
    pendingDistances[slot] = novelty
    rows += 1
    return answer
  }

  /// Makes the pending vector in `slot` a prototype if it was novel when it was seen.
  private mutating func admit(_ slot: Int) {
    guard count < 2 || pendingDistances[slot] > Self.noveltyShare * meanDistance else { return }
    let place = count < capacity ? count : leastRecentlyUsed
    count = min(count + 1, capacity)
    for d in 0..<dimension {
      coordinates[d * stride + place] = pendingVectors[slot * dimension + d]
    }
    followers[place] = pendingFollowers[slot]
    lastUsed[place] = rows
  }

  /// The prototype with the smallest squared distance, the first of equals; `count` is above 0.
  private mutating func nearestPrototype(to vector: [Double]) -> (place: Int, square: Double) {
    let blocks = (count + Self.lanes - 1) / Self.lanes
    let width = MemoryLayout<SIMD8<Double>>.stride
    let dimensionBytes = stride * MemoryLayout<Double>.stride
    let (count, dimension) = (self.count, self.dimension)
    // The bounds hold by construction: `blocks` covers `count` ≤ `capacity` ≤ `stride`.
    return coordinates.withUnsafeBytes { coordinates in
      squares.withUnsafeMutableBytes { squares in
        vector.withUnsafeBufferPointer { vector in
          for block in 0..<blocks {
            var sum = SIMD8<Double>.zero
            var at = block &* width
            for d in 0..<dimension {
              let difference =
                coordinates.loadUnaligned(fromByteOffset: at, as: SIMD8<Double>.self)
                - SIMD8(repeating: vector[d])
              sum += difference * difference
              at &+= dimensionBytes
            }
            squares.storeBytes(of: sum, toByteOffset: block &* width, as: SIMD8<Double>.self)
          }
          let flat = squares.assumingMemoryBound(to: Double.self)
          var place = 0
          var smallest = flat[0]
          for p in 1..<max(count, 1) where flat[p] < smallest {
            smallest = flat[p]
            place = p
          }
          return (place, smallest)
        }
      }
    }
  }

  /// The prototype that was nearest to nothing for longest, the first of equals.
  private var leastRecentlyUsed: Int {
    lastUsed.withUnsafeBufferPointer { lastUsed in
      var place = 0
      var oldest = lastUsed[0]
      for p in 1..<lastUsed.count where lastUsed[p] < oldest {
        oldest = lastUsed[p]
        place = p
      }
      return place
    }
  }
}
