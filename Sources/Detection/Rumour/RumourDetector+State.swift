internal import EventTime

extension CellFormat {
  static let rumourHead = CellFormat("the head of rumour")
  static let rumourClusters = CellFormat("clusters of rumour")
  static let rumourWatched = CellFormat("watched clusters")
  static let rumourGroups = CellFormat("groups of accounts")
  static let rumourFilter = CellFormat("the filter of pairs")
}

extension RumourDetector {
  /// Clusters in one cell.
  private static let clustersPerCell = 256

  package func save(_ prefix: String, into cells: inout StateCells) {
    precondition(touched.isEmpty && lost.isEmpty, "saved within a step")
    cells.write("\(prefix)/head", as: .rumourHead, saveHead)
    cells.write("\(prefix)/watched", as: .rumourWatched) { writer in
      writer.count(watched.count)
      for watch in watched { watch.save(into: &writer) }
    }
    var first = 0
    while first < slots.end {
      let chunk = first..<min(slots.end, first + Self.clustersPerCell)
      cells.write("\(prefix)/clusters/\(first / Self.clustersPerCell)", as: .rumourClusters) {
        writer in
        for slot in chunk {
          writer.flag(slots.contains(slot))
          if slots.contains(slot) { save(slot, into: &writer) }
        }
      }
      first = chunk.upperBound
    }
    posts.save("\(prefix)/posts", into: &cells)
    coordinated.save("\(prefix)/coordinated", into: &cells)
  }

  package mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError) {
    precondition(slots.end == 0 && stepped == 0, "loaded into a detector that was in use")
    let end = try cells.read("\(prefix)/head", as: .rumourHead) { (reader) throws(StateError) in
      try loadHead(&reader)
    }
    var first = 0
    while first < end {
      let chunk = first..<min(end, first + Self.clustersPerCell)
      try cells.read("\(prefix)/clusters/\(first / Self.clustersPerCell)", as: .rumourClusters) {
        (reader) throws(StateError) in
        for slot in chunk {
          clusters.append(CandidateCluster())
          if try reader.flag() { try load(slot, &reader) }
        }
      }
      first = chunk.upperBound
    }
    let order = (0..<end).filter { slots.contains($0) }
      .sorted { (clusters[$0].lastUse, $0) < (clusters[$1].lastUse, $1) }
    for slot in order { lists.append(slot, to: residence(slot)) }
    try cells.read("\(prefix)/watched", as: .rumourWatched) { (reader) throws(StateError) in
      try loadWatched(&reader)
    }
    try posts.load("\(prefix)/posts", cells)
    try coordinated.load("\(prefix)/coordinated", cells)
    for group in openGroups where Int(group) >= coordinated.groups.count {
      throw .damaged("group \(group) is not there")
    }
  }

  private func saveHead(into writer: inout StateWriter) {
    writer.count(slots.end)
    for count in [evictedClusters, unattachedReplies, droppedTellers] {
      writer.signed(Int64(count))
    }
    writer.signed(stepped)
    writer.double(ratePosts)
    writer.double(rateSeconds)
    areas.save(into: &writer)
    calibration.save(into: &writer)
    writer.count(alerted.count)
    for item in alerted { writer.fixed64(item) }
    writer.count(openGroups.count)
    for group in openGroups { writer.count(Int(group)) }
  }

  private mutating func loadHead(_ reader: inout StateReader) throws(StateError) -> Int {
    let end = try reader.index(below: configuration.maximumClusters + 1, "clusters")
    evictedClusters = Int(try reader.integer(in: StateLimits.totals, "evictions"))
    unattachedReplies = Int(try reader.integer(in: StateLimits.totals, "answers"))
    droppedTellers = Int(try reader.integer(in: StateLimits.totals, "tellers"))
    stepped = try reader.integer(in: StateLimits.totals, "panes")
    ratePosts = try reader.double(in: StateLimits.sums, "posts")
    rateSeconds = try reader.double(in: StateLimits.sums, "seconds")
    try areas.load(&reader)
    try calibration.load(&reader)
    guard calibration.seriesCount == 1 else { throw .damaged("rumour has one series") }
    for _ in 0..<(try reader.count(elementBytes: 8)) { alerted.append(try reader.fixed64()) }
    for _ in 0..<(try reader.count()) {
      openGroups.append(Int32(try reader.index(below: configuration.maximumGroups, "a group")))
    }
    return end
  }

  private func save(_ slot: Int, into writer: inout StateWriter) {
    let cluster = clusters[slot]
    writer.fixed64(cluster.id)
    writer.fixed64(cluster.link)
    writer.fixed64(cluster.themes)
    cluster.firstTeller.save(into: &writer)
    for value in [cluster.firstTime, cluster.firstPane, cluster.lastUse] { writer.signed(value) }
    for value in [cluster.source, cluster.shares, cluster.posts, cluster.story] {
      writer.signed(Int64(value))
    }
    guard cluster.story >= 0 else { return }
    let story = stories[Int(cluster.story)]
    story.save(into: &writer)
    writer.count(Int(story.tellers.count))
    pool.each(story.tellers) { $0.save(into: &writer) }
  }

  private mutating func load(_ slot: Int, _ reader: inout StateReader) throws(StateError) {
    var cluster = CandidateCluster()
    cluster.id = try reader.fixed64()
    cluster.link = try reader.fixed64()
    cluster.themes = try reader.fixed64()
    cluster.firstTeller = try Teller(from: &reader)
    let times: ClosedRange<Int64> = -(1 << 62)...(1 << 62)
    cluster.firstTime = try reader.integer(in: times, "a time")
    cluster.firstPane = try reader.integer(in: StateLimits.panes, "a pane")
    cluster.lastUse = try reader.integer(in: times, "a use")
    cluster.source = Int32(try reader.integer(in: 0...Int64(Int32.max), "a source"))
    cluster.shares = Int32(try reader.integer(in: 0...Int64(Int32.max), "shares"))
    cluster.posts = Int32(try reader.integer(in: 0...Int64(Int32.max), "posts"))
    let stories = Int64(configuration.maximumSpreading)
    cluster.story = Int32(try reader.integer(in: -1...stories - 1, "a story"))
    guard ids.find(cluster.id) < 0 else { throw .damaged("a cluster that is there twice") }
    slots.insert(slot)
    ids.insert(cluster.id, slot: slot)
    clusters[slot] = cluster
    if cluster.story >= 0 { try loadStory(Int(cluster.story), slot, &reader) }
  }

  private mutating func loadStory(
    _ id: Int, _ slot: Int, _ reader: inout StateReader
  ) throws(StateError) {
    guard !storySlots.contains(id) else { throw .damaged("a story that is there twice") }
    storySlots.insert(id)
    while stories.count <= id { stories.append(ClusterStory()) }
    var story = try ClusterStory(from: &reader)
    story.cluster = Int32(slot)
    let count = try reader.count(elementBytes: 5)
    guard count <= ClusterStory.tellerLimit else { throw .damaged("\(count) tellers") }
    for _ in 0..<count {
      let teller = try Teller(from: &reader)
      guard pool.append(teller, to: &story.tellers) else { throw .damaged("too many tellers") }
    }
    stories[id] = story
  }

  private mutating func loadWatched(_ reader: inout StateReader) throws(StateError) {
    for _ in 0..<(try reader.count()) {
      let watch = try WatchedCluster(from: &reader)
      let slot = Int(watch.cluster)
      guard slots.contains(slot), clusters[slot].story >= 0,
        stories[Int(clusters[slot].story)].watch < 0
      else { throw .damaged("a watched cluster that is not there") }
      stories[Int(clusters[slot].story)].watch = Int32(watched.count)
      watched.append(watch)
    }
  }
}
