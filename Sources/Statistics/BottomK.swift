/// A bottom-k sketch: the k smallest distinct tokens of a set, ascending, in storage of the caller.
///
/// With tokens that are uniform hashes it tells the set's size exactly up to k, and sketches under
/// one hash merge exactly: the sketch of a union follows from the sketches of its parts
/// (Cohen & Kaplan 2007).
@frozen @usableFromInline
package enum BottomK {
  /// Tokens kept for each row of a pane.
  @inlinable
  package static var size: Int { 64 }

  /// Adds `token` to the `count` tokens at `base`, which has room for `size`.
  ///
  /// O(log k) to see that it is there or too large, O(k) to insert.
  @inlinable
  @inline(__always)
  package static func insert(
    _ token: UInt64, into base: UnsafeMutablePointer<UInt64>, count: inout Int32
  ) {
    let held = Int(count)
    if held == size && token >= base[size - 1] { return }
    var low = 0
    var high = held
    while low < high {
      let middle = (low + high) / 2
      if base[middle] < token { low = middle + 1 } else { high = middle }
    }
    if low < held && base[low] == token { return }
    let last = min(held, size - 1)
    if last > low {
      (base + low + 1).update(from: base + low, count: last - low)
    }
    base[low] = token
    if held < size { count += 1 }
  }

  /// The size of the set whose `count` smallest tokens of 64 uniform bits end with `largest`.
  ///
  /// Exact under `size`, then the unbiased estimate (k − 1) / u, u the largest token as a share of
  /// the range (Bar-Yossef et al. 2002), rounded.
  package static func estimatedSize(count: Int32, largest: UInt64) -> Int64 {
    guard Int(count) == size else { return Int64(count) }
    let share = (Double(largest) + 1) / 18_446_744_073_709_551_616.0
    return Int64((Double(size - 1) / share).rounded())
  }
}
