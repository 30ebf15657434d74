internal import EventTime
internal import Signals

extension RumourDetector {
  /// A candidate for a cluster that a post has just founded.
  mutating func make(_ id: UInt64, _ row: PostRow, _ pane: Pane) -> Int {
    let known = ids.find(id)
    guard known < 0 else { return known }
    if slots.isFull { evict(from: Residence.single...Residence.spreading, pane) }
    let slot = slots.take()
    var cluster = CandidateCluster()
    cluster.id = id
    cluster.themes = row.themes
    cluster.source = row.source
    cluster.firstPane = pane.index
    cluster.firstTime = row.time.microseconds
    cluster.lastUse = use
    while clusters.count <= slot { clusters.append(CandidateCluster()) }
    clusters[slot] = cluster
    ids.insert(id, slot: slot)
    lists.append(slot, to: Residence.single)
    return slot
  }

  func residence(_ slot: Int) -> Int {
    if clusters[slot].story >= 0 { return Residence.spreading }
    return Int(clusters[slot].posts) + Int(clusters[slot].shares) > 1
      ? Residence.repeated : Residence.single
  }

  /// Makes a cluster the most recently used; its counts may just have grown by one.
  mutating func touch(_ slot: Int) {
    let total = Int(clusters[slot].posts) + Int(clusters[slot].shares)
    let before =
      clusters[slot].story >= 0
      ? Residence.spreading : total > 2 ? Residence.repeated : Residence.single
    lists.remove(slot, from: before)
    clusters[slot].lastUse = use
    lists.append(slot, to: residence(slot))
    let story = Int(clusters[slot].story)
    if story >= 0, !stories[story].isTouched {
      stories[story].isTouched = true
      touched.append(Int32(story))
    }
  }

  /// A member of a candidate: its author tells it, if he neither shares nor carries its link.
  mutating func tell(
    _ slot: Int, _ row: PostRow, _ block: borrowing PostsBlock, _ pane: Pane
  ) {
    attach(row.id, to: slot, pane)
    if clusters[slot].posts < .max { clusters[slot].posts += 1 }
    touch(slot)
    if clusters[slot].link == 0 { clusters[slot].link = row.link }
    let author = row.author & Teller.tokenMask
    guard author != 0 else { return }
    let isIndependent =
      row.link == 0 || (row.link != clusters[slot].link && !isShortened(row, block))
    let age = UInt32(clamping: pane.index - clusters[slot].firstPane)
    let teller = Teller(
      author: author, area: row.area, age: age, post: row.id, isIndependent: isIndependent)
    if clusters[slot].story < 0 {
      let first = clusters[slot].firstTeller
      guard first.author != 0, first.author != author else {
        clusters[slot].firstTeller = teller
        clusters[slot].firstTime = row.time.microseconds
        return
      }
      makeStory(slot, pane)
    }
    join(slot, teller, row, block, pane)
  }

  private func isShortened(_ row: PostRow, _ block: borrowing PostsBlock) -> Bool {
    for place in Int(row.firstWord)..<Int(row.firstWord) + Int(row.wordCount) {
      let word = block.words[place]
      guard word.kind == .link else { continue }
      let found = block.bytes.withUnsafeBytes { bytes in
        shorteners.contains(
          UnsafeRawBufferPointer(
            rebasing: bytes[Int(word.start)..<Int(word.start) + Int(word.count)]))
      }
      if found { return true }
    }
    return false
  }

  /// A second author came: from now on there is a story, which begins with the first one.
  private mutating func makeStory(_ slot: Int, _ pane: Pane) {
    if storySlots.isFull { evict(from: Residence.spreading...Residence.spreading, pane) }
    lists.remove(slot, from: residence(slot))
    let id = storySlots.take()
    while stories.count <= id { stories.append(ClusterStory()) }
    stories[id] = ClusterStory()
    stories[id].cluster = Int32(slot)
    clusters[slot].story = Int32(id)
    lists.append(slot, to: Residence.spreading)
    stories[id].isTouched = true
    touched.append(Int32(id))
    stories[id].authors = 1
    let first = clusters[slot].firstTeller
    if !pool.append(first, to: &stories[id].tellers) { droppedTellers += 1 }
    guard configuration.coordinated else { return }
    coordinated.join(
      first.author, at: clusters[slot].firstTime, cluster: clusters[slot].id,
      source: clusters[slot].source, pane: pane.index, story: &stories[id])
  }

  private mutating func join(
    _ slot: Int, _ teller: Teller, _ row: PostRow, _ block: borrowing PostsBlock, _ pane: Pane
  ) {
    let id = Int(clusters[slot].story)
    answer(slot, row.themes)
    for place in Int(row.firstWord)..<Int(row.firstWord) + Int(row.wordCount) {
      let word = block.words[place]
      if word.kind != .link { stories[id].add(word: word.hash) }
    }
    stories[id].remember(
      Sample(time: row.time, id: row.id, offset: row.offset, partition: row.partition),
      source: row.source)
    if stories[id].watch >= 0 { show(id, row, block) }
    var isKnown = false
    var teller = teller
    pool.filter(&stories[id].tellers) { other in
      guard other.author == teller.author else { return true }
      isKnown = true
      if other.isIndependent { teller.post |= 1 << 31 }
      other = teller
      return true
    }
    guard !isKnown else { return }
    if stories[id].authors < .max { stories[id].authors += 1 }
    keep(teller, id)
    guard configuration.coordinated,
      Int(stories[id].authors) < CoordinatedAccounts.maximumClusterAuthors
    else { return }
    coordinated.join(
      teller.author, at: row.time.microseconds, cluster: clusters[slot].id, source: row.source,
      pane: pane.index, story: &stories[id])
  }

  /// Adds an author; a cluster with too many keeps a sample by the author's hash.
  private mutating func keep(_ teller: Teller, _ id: Int) {
    func isKept(_ author: UInt64, _ level: UInt8) -> Bool {
      mix64(author) & (1 << UInt64(level) - 1) == 0
    }
    guard isKept(teller.author, stories[id].level) else { return }
    while Int(stories[id].tellers.count) >= ClusterStory.tellerLimit {
      stories[id].level += 1
      let level = stories[id].level
      pool.filter(&stories[id].tellers) { isKept($0.author, level) }
    }
    guard isKept(teller.author, stories[id].level) else { return }
    if !pool.append(teller, to: &stories[id].tellers) { droppedTellers += 1 }
  }

  /// Takes a post that was withdrawn out of the evidence.
  mutating func retract(_ post: UInt64) {
    let slot = slot(ofPost: post)
    guard slot >= 0 else { return }
    let mark = Teller.mark(post)
    let id = Int(clusters[slot].story)
    guard id >= 0 else {
      if clusters[slot].firstTeller.post & 0x7FFF_FFFF == mark {
        clusters[slot].firstTeller = Teller()
      }
      return
    }
    stories[id].forget(post: post)
    pool.filter(&stories[id].tellers) { $0.post & 0x7FFF_FFFF != mark }
    let watch = Int(stories[id].watch)
    if watch >= 0, watched[watch].excerptPost == post {
      watched[watch].excerpt = nil
      watched[watch].excerptPost = 0
    }
    if !stories[id].isTouched {
      stories[id].isTouched = true
      touched.append(Int32(id))
    }
  }

  mutating func expire(_ pane: Pane) {
    let minutes = [
      RumourConfiguration.singleMinutes, RumourConfiguration.spreadingMinutes,
      RumourConfiguration.spreadingMinutes,
    ]
    for list in 0..<3 {
      let before = (pane.index - configuration.panes(minutes: minutes[list])) << Self.placeBits
      while true {
        let slot = lists.first(list)
        guard slot >= 0, clusters[slot].lastUse < before else { break }
        remove(slot, pane)
      }
    }
  }

  private mutating func evict(from residences: ClosedRange<Int>, _ pane: Pane) {
    var oldest = -1
    for list in residences {
      let slot = lists.first(list)
      guard slot >= 0 else { continue }
      if oldest < 0 || clusters[slot].lastUse < clusters[oldest].lastUse { oldest = slot }
    }
    remove(oldest, pane)
    evictedClusters += 1
  }

  private mutating func remove(_ slot: Int, _ pane: Pane) {
    lists.remove(slot, from: residence(slot))
    ids.remove(clusters[slot].id)
    let id = Int(clusters[slot].story)
    if id >= 0 {
      pool.removeAll(&stories[id].tellers)
      if stories[id].isTouched { touched.removeAll { $0 == Int32(id) } }
      if stories[id].watch >= 0 { lose(id, pane) }
      stories[id].cluster = -1
      storySlots.remove(id)
    }
    slots.remove(slot)
  }
}
