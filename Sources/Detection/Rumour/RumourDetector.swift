package import EventTime
internal import Glibc
internal import Signals

/// Notices what many people tell independently in one place on a subject that matters, and accounts
/// that act together.
///
/// Candidates are clusters of near-duplicates whose first text matches a subject or reporting words.
/// Of each it counts the authors of the last hour who neither shared it nor carry its link, and how
/// much they stand in one area; the score's tail over past clusters keeps the promise
/// (`RumourScore`, `EpisodeCalibration`). Growth alone says nothing: viral jokes grow alike.
/// Enquiries, denials and calls to share are evidence, never a condition.
package struct RumourDetector: Detector, Sendable {
  package let configuration: RumourConfiguration
  /// Candidate clusters that went at a limit, and answers with a marker whose post is not known.
  package internal(set) var evictedClusters = 0
  package internal(set) var unattachedReplies = 0
  /// Tellers that were not kept because there was no room.
  package internal(set) var droppedTellers = 0

  /// Residences: one post, several of one author, several authors. Each is a list from the least
  /// recently used.
  enum Residence { static let (single, repeated, spreading) = (0, 1, 2) }

  var slots: SlotSet
  var clusters: [CandidateCluster] = []
  var ids = SlotTable()
  var lists = RecencyLists(count: 3)
  var storySlots: SlotSet
  var stories: [ClusterStory] = []
  var pool: TellerPool
  /// By post: 20 bits of the cluster's slot, then 44 of its id.
  var posts: TokenTable
  var watched: [WatchedCluster] = []
  /// Stories with a new post in this pane.
  var touched: [Int32] = []
  var areas: AreaShares
  var calibration: EpisodeCalibration
  var coordinated: CoordinatedAccounts
  /// Open groups, in the order in which they opened.
  var openGroups: [Int32] = []
  /// Items of the latest alerts: those that an operator may call false.
  var alerted: [UInt64] = []
  static let alertedLimit = 1024
  /// Posts and seconds, both with a half-life of an hour.
  var ratePosts = 0.0
  var rateSeconds = 0.0
  /// Findings of clusters that went while something was said of them.
  var lost: [Finding] = []
  var use: Int64 = 0
  var stepped: Int64 = 0
  let shorteners = LinkShorteners()
  let rateDecay: Double
  let windowPanes: Int64
  /// Scratch by area, all zero between uses.
  var areaTally: [Int32]
  var tallied: [Int32] = []

  static let placeBits: Int64 = 24

  package init(_ configuration: RumourConfiguration) {
    precondition(configuration.maximumClusters <= 1 << 20)
    self.configuration = configuration
    slots = SlotSet(limit: configuration.maximumClusters)
    storySlots = SlotSet(limit: configuration.maximumSpreading)
    pool = TellerPool(chunks: 2 * configuration.maximumSpreading)
    posts = TokenTable(capacity: configuration.maximumPosts)
    areas = AreaShares(areaCount: configuration.areaCount)
    areaTally = [Int32](repeating: 0, count: 1 << 16)
    coordinated = CoordinatedAccounts(configuration)
    calibration = EpisodeCalibration(
      rules: RumourConfiguration.episodes, promise: configuration.falseAlarmsPerWeek,
      seriesTotal: 1)
    _ = calibration.addSeries(family: calibration.addFamily(seriesCount: 1))
    rateDecay = exp2(-configuration.paneLength.minutes / 60)
    windowPanes = configuration.panes(minutes: RumourConfiguration.windowMinutes)
  }

  package var candidateCount: Int { slots.count }
  /// What a score must reach now.
  package var threshold: Double { calibration.threshold(0) }
  var postRate: Double { rateSeconds > 0 ? ratePosts / rateSeconds : 0 }

  package mutating func step(
    _ pane: Pane, _ input: borrowing TextPane, into findings: inout [Finding]
  ) {
    precondition(input.clusters.count == input.posts.rows.count, "a cluster for every post")
    let first = findings.count
    if configuration.coordinated { beginEpoch(pane, into: &findings) }
    expire(pane)
    use = pane.index << Self.placeBits
    for place in input.posts.rows.indices {
      let ahead = place + Self.prefetchDistance
      if ahead < input.posts.rows.count { prefetchTables(ahead, input) }
      take(place, input, pane)
    }
    for post in input.retractions { retract(post) }
    ratePosts = ratePosts * rateDecay + Double(input.posts.rows.count)
    rateSeconds = rateSeconds * rateDecay + configuration.paneLength.minutes * 60
    judge(pane, into: &findings)
    if configuration.coordinated { judgeGroups(pane, into: &findings) }
    findings += lost
    lost.removeAll(keepingCapacity: true)
    stepped += 1
    if stepped % configuration.panes(minutes: 60) == 0 {
      calibration.learn(days: 1 / 24)
      areas.decay(days: 1 / 24)
    }
    if findings.count - first > 1 {
      findings[first...].sort {
        ($0.item, $0.series, $0.phase == .faded ? 0 : 1)
          < ($1.item, $1.series, $1.phase == .faded ? 0 : 1)
      }
    }
  }

  package mutating func takeFalseAlarm(series: SeriesKey, item: UInt64, peak: Double) {
    guard let place = alerted.firstIndex(of: item) else { return }
    alerted.remove(at: place)
    calibration.ended(0, peak: peak)
  }

  /// Posts ahead whose places in the tables are asked for.
  private static let prefetchDistance = 8

  /// Asks for what `take` looks up. Mutating, so that the detector is not copied for the call.
  @inline(__always)
  private mutating func prefetchTables(_ place: Int, _ input: borrowing TextPane) {
    let cluster = input.clusters[place]
    guard cluster.id != 0 else { return }
    let markers = configuration.markers.subjects | configuration.markers.reporting
    let isCandidate = input.posts.rows[place].themes & markers != 0
    if isCandidate || !cluster.isNew { ids.prefetchPlace(cluster.id) }
    if isCandidate { posts.prefetchSet(input.posts.rows[place].id) }
  }

  /// One post. Most are neither of a candidate nor an answer to one, and cost a look at the cluster.
  private mutating func take(_ place: Int, _ input: borrowing TextPane, _ pane: Pane) {
    let area = input.posts.rows[place].area
    if area >= 0 { areas.add(Int(area)) }
    let flags = input.posts.rows[place].flags
    let themes = input.posts.rows[place].themes
    let markers = configuration.markers
    let related = input.posts.rows[place].related
    let cluster = input.clusters[place]
    if use < (pane.index + 1) << Self.placeBits - 1 { use += 1 }
    if flags.contains(.repost) {
      share(related: related, cluster: cluster, input.posts.rows[place], pane)
      return
    }
    if flags.contains(.reply), related != 0,
      themes & (markers.enquiry | markers.denial | markers.callToShare) != 0
    {
      let parent = slot(ofPost: related)
      if parent >= 0 { answer(parent, themes) } else { unattachedReplies += 1 }
    }
    guard cluster.id != 0 else { return }
    var slot = -1
    if !cluster.isNew {
      slot = ids.find(cluster.id)
    } else if themes & (markers.subjects | markers.reporting) != 0 {
      slot = make(cluster.id, input.posts.rows[place], pane)
    }
    if slot >= 0 { tell(slot, input.posts.rows[place], input.posts, pane) }
  }

  /// A share counts for the cluster of its original, and tells nothing by itself.
  private mutating func share(
    related: UInt64, cluster: PostCluster, _ row: PostRow, _ pane: Pane
  ) {
    var slot = slot(ofPost: related)
    if slot < 0, cluster.id != 0 {
      slot = ids.find(cluster.id)
      let markers = configuration.markers
      if slot < 0, cluster.isNew, row.themes & (markers.subjects | markers.reporting) != 0 {
        slot = make(cluster.id, row, pane)
      }
      if slot >= 0, related != 0 { attach(related, to: slot, pane) }
    }
    guard slot >= 0 else { return }
    if clusters[slot].shares < .max { clusters[slot].shares += 1 }
    touch(slot)
  }

  /// A marker in an answer or in a member that the representative does not have.
  mutating func answer(_ slot: Int, _ themes: UInt64) {
    let story = Int(clusters[slot].story)
    guard story >= 0 else { return }
    let new = themes & ~clusters[slot].themes
    let markers = configuration.markers
    if new & markers.enquiry != 0 { stories[story].enquiries += 1 }
    if new & markers.denial != 0 { stories[story].denials += 1 }
    if new & markers.callToShare != 0 { stories[story].callsToShare += 1 }
  }

  /// The cluster that a post is known to be of, −1 for none.
  func slot(ofPost post: UInt64) -> Int {
    let place = posts.find(post)
    guard place >= 0 else { return -1 }
    let slot = Int(posts.values[place] & (1 << 20 - 1))
    guard slots.contains(slot), clusters[slot].id >> 20 == posts.values[place] >> 20 else {
      return -1
    }
    return slot
  }

  mutating func attach(_ post: UInt64, to slot: Int, _ pane: Pane) {
    guard post != 0 else { return }
    let value = clusters[slot].id & ~(1 << 20 - 1) | UInt64(slot)
    let stamp = UInt32(truncatingIfNeeded: pane.index)
    let place = posts.find(post)
    if place >= 0 {
      posts.update(place, value: value, stamp: stamp)
    } else {
      posts.insert(post, value: value, stamp: stamp)
    }
  }
}
