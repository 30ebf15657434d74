package import Detection
internal import EventTime

/// Which shard of DETECT runs which dimension.
///
/// By the hash of a key that names what must lie together: `theme:NAME` for a theme (also
/// `theme:all`), `category:SOURCE` for all categories of a source, `text:GROUP` for the posts and
/// places of a group of sources, `rating:SOURCE`, `report:SOURCE` and `hit:SOURCE`. No alert depends on
/// the number of shards, but all stages must agree on it.
package struct ShardMap: Sendable, Equatable {
  package static let limits = 1...256
  /// The seed of the keys' XXH3. Another one is another assignment: state would lie elsewhere.
  package static let seed: UInt64 = 0x7669_6769_6531

  package let shards: Int
  /// By source, by dimension.
  private let shardOf: [[Int32]]
  /// By source.
  private let sourceNames: [String]

  /// - Parameter names: by source index of this configuration.
  package init(shards: Int, names: [SourceNames]) {
    precondition(Self.limits.contains(shards), "\(shards) shards")
    self.shards = shards
    sourceNames = names.map(\.source)
    shardOf = names.map { names in
      let categories = Self.shard(ofKey: "category:\(names.source)", of: shards)
      return names.dimensions.enumerated().map { dimension, name in
        dimension < SeriesLayout.themes
          ? Self.shard(ofKey: "theme:\(name)", of: shards) : categories
      }
    }
  }

  package static func shard(ofKey key: String, of shards: Int) -> Int32 {
    Int32(hash64(key, seed: seed) % UInt64(shards))
  }

  /// Of the posts and places of a group: `crowd` counts texts by the same index of near-duplicates.
  package static func key(group: String) -> String { "text:\(group)" }

  package func shard(ofKey key: String) -> Int32 { Self.shard(ofKey: key, of: shards) }

  /// The shard of what a source has of its own: `rating:SOURCE`, `report:SOURCE`, `hit:SOURCE`; also
  /// `text:SOURCE` where it is in no group.
  package func shard(of rows: String, source: Int32) -> Int32 {
    shard(ofKey: "\(rows):\(sourceNames[Int(source)])")
  }

  package func shard(source: Int32, dimension: Int32) -> Int32 {
    shardOf[Int(source)][Int(dimension)]
  }
}
