internal import EventTime

extension EmergingDetector {
  /// Finds the terms of the pane that are surprising, and the topics that they belong to.
  mutating func rise(_ input: borrowing TextPane, minute: Int64, pane: Pane) {
    risen.removeAll(keepingCapacity: true)
    let isWarm = isWarm
    let onset = calibration.rules.onset
    let scale = scale(minute: minute)
    var found = risen
    risen = []
    let touched = touched
    table.withPlaces { places in
      for entry in touched {
        let place = Int(entry)
        let state = places.states + place
        let word = Int(state.pointee.word)
        state.pointee.word = -1
        guard word >= 0, isWarm else { continue }
        let look = scale.look(state)
        guard look.score >= onset else { continue }
        found.append(RisenTerm(place: place, word: word, hash: places.hashes[place], look: look))
      }
    }
    risen = found
    self.touched.removeAll(keepingCapacity: true)
    // When all that is written is new, the most telling terms name the topics.
    risen.sort { ($0.look.score, $1.hash) > ($1.look.score, $0.hash) }
    let count = min(risen.count, EmergingConstants.risenTerms)
    foldedTerms += risen.count - count
    for index in 0..<count { join(risen[index], input, minute: minute) }
  }

  private mutating func join(
    _ term: RisenTerm, _ input: borrowing TextPane, minute: Int64
  ) {
    let word = input.posts.words[term.word]
    var text = input.posts.text(of: word)
    if word.kind == .hashtag, !text.hasPrefix("#") { text = "#" + text }
    var topic = topics.firstIndex { $0.members.contains { $0.hash == term.hash } }
    if topic == nil {
      topic = topicOf(term, text: text, minute: minute)
      if let topic, topics[topic].isOver {
        foldedTerms += 1
      }
      if topic == nil {
        makeRoom()
        topics.append(Topic(item: term.hash, minute: minute))
        topic = topics.count - 1
      }
      if let topic {
        topics[topic].join(
          Topic.Member(hash: term.hash, text: text, peak: term.look.score))
      }
    }
    guard let topic else { return }
    topics[topic].lastMinute = minute
    topics[topic].isTouched = true
    let row = row(ofWord: term.word, in: input.posts)
    topics[topic].keep(
      SourcedSample(
        source: row.source,
        sample: Sample(
          time: row.time, id: row.id, offset: row.offset, partition: row.partition)))
    if let member = topics[topic].members.firstIndex(where: { $0.hash == term.hash }),
      term.look.score > topics[topic].members[member].peak
    {
      topics[topic].members[member].peak = term.look.score
      topics[topic].sort()
    }
  }

  private borrowing func topicOf(_ term: RisenTerm, text: String, minute: Int64) -> Int? {
    for index in topics.indices where belongs(term, text: text, to: topics[index], minute: minute) {
      return index
    }
    return nil
  }

  /// Whether a term that rises belongs to a topic: it shares a token with one of its terms, or rises
  /// at the same time and with the same authors or in the same area.
  private func belongs(
    _ term: RisenTerm, text: String, to topic: Topic, minute: Int64
  ) -> Bool {
    if topic.members.contains(where: { Self.shareToken($0.text, text) }) { return true }
    let state = table.states[term.place]
    let isJoint = minute - topic.foundedMinute <= EmergingConstants.jointMinutes
    let area = concentration(state)
    for member in topic.members {
      let place = table.find(member.hash)
      guard place >= 0 else { continue }
      let other = table.states[place]
      let shared = state.sharedAuthors(other)
      if shared >= EmergingConstants.sameAuthors { return true }
      guard isJoint else { continue }
      if shared >= EmergingConstants.jointAuthors { return true }
      if area >= 0, concentration(other) == area { return true }
    }
    return false
  }

  /// Whether one of two words stands in the other, the `#` of a hashtag aside.
  static func shareToken(_ a: String, _ b: String) -> Bool {
    let first = a.utf8.drop { $0 == UInt8(ascii: "#") }
    let second = b.utf8.drop { $0 == UInt8(ascii: "#") }
    let short = first.count <= second.count ? first : second
    let long = first.count <= second.count ? second : first
    guard short.count >= EmergingConstants.sharedBytes else { return false }
    var start = long.startIndex
    for _ in 0...(long.count - short.count) {
      if long[start...].starts(with: short) { return true }
      long.formIndex(after: &start)
    }
    return false
  }

  /// The area in which most of a term's located posts are, unless most of all posts are there.
  func concentration(_ state: TermState) -> Int32 {
    guard state.area >= 0, state.located >= EmergingConstants.minimumLocated,
      Int(state.votes) * 2 >= Int(state.located), Int(state.area) < areaPosts.count,
      areaPosts[Int(state.area)] <= EmergingConstants.usualAreaShare * locatedPosts
    else { return -1 }
    return state.area
  }

  /// At the limit the topic goes that was surprising longest ago; one with an alert stays while
  /// there is another.
  private mutating func makeRoom() {
    guard topics.count >= EmergingConstants.maximumTopics else { return }
    var victim = 0
    for index in topics.indices {
      let a = topics[index]
      let b = topics[victim]
      let rank = (a.tracker.phase == .open ? 1 : 0, a.lastMinute)
      if rank < (b.tracker.phase == .open ? 1 : 0, b.lastMinute) { victim = index }
    }
    topics.remove(at: victim)
    droppedTopics += 1
  }

  private func row(ofWord word: Int, in posts: borrowing PostsBlock) -> PostRow {
    var low = 0
    var high = posts.rows.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if Int(posts.rows[middle].firstWord) <= word { low = middle } else { high = middle - 1 }
    }
    return posts.rows[low]
  }
}
