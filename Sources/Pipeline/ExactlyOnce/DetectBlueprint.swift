package import Detection
package import EventTime

/// What DETECT is made of: names and fresh machines of the present configuration.
package struct DetectBlueprint {
  /// By stream: the sources, then the groups.
  package var names: [SourceNames]
  package var paneLength: PaneLength
  package var topics: StageTopics
  /// By source.
  package var layouts: [SeriesLayout]
  package var groups: [SourceGroup]
  /// Of a source, in a shard.
  package var detector: (Int, Int32) -> Detect
  /// Of a group, in a shard.
  package var group: (Int, Int32) -> GroupDetect

  package init(
    names: [SourceNames], layouts: [SeriesLayout], groups: [SourceGroup], paneLength: PaneLength,
    topics: StageTopics, detector: @escaping (Int, Int32) -> Detect,
    group: @escaping (Int, Int32) -> GroupDetect
  ) {
    self.names = names
    self.paneLength = paneLength
    self.topics = topics
    self.layouts = layouts
    self.groups = groups
    self.detector = detector
    self.group = group
  }

  /// Names of the sources alone.
  var sourceNames: [SourceNames] { Array(names.prefix(layouts.count)) }

  func machine(shard: Int32) -> ShardMachine { ShardMachine(shard: shard, self) }
}

/// Sources whose posts and places are looked at together.
package struct SourceGroup: Sendable, Equatable {
  package var name: String
  /// Ascending.
  package var sources: [Int32]

  package init(name: String, sources: [Int32]) {
    self.name = name
    self.sources = sources
  }
}
