package import Detection
package import EventTime

/// What DETECT is made of: names and fresh machines of the present configuration.
package struct DetectBlueprint {
  package var names: [SourceNames]
  package var paneLength: PaneLength
  package var topics: StageTopics
  package var layouts: [SeriesLayout]
  package var detector: (Int) -> Detect

  package init(
    names: [SourceNames], layouts: [SeriesLayout], paneLength: PaneLength, topics: StageTopics,
    detector: @escaping (Int) -> Detect
  ) {
    self.names = names
    self.paneLength = paneLength
    self.topics = topics
    self.layouts = layouts
    self.detector = detector
  }

  func machine(shard: Int32) -> ShardMachine {
    ShardMachine(shard: shard, names: names, detector: detector)
  }
}
