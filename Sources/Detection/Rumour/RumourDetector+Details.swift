internal import EventTime
internal import Signals

extension RumourDetector {
  static let termsShown = 5

  /// Takes in what a member of a watched cluster lets be shown: words that k members hold, and the
  /// excerpt of the next one after k authors.
  mutating func show(_ id: Int, _ row: PostRow, _ block: borrowing PostsBlock) {
    let place = Int(stories[id].watch)
    let k = configuration.k
    for index in Int(row.firstWord)..<Int(row.firstWord) + Int(row.wordCount) {
      let word = block.words[index]
      guard word.kind != .link, stories[id].count(ofWord: word.hash) >= k,
        watched[place].terms.count < WatchedCluster.termLimit,
        !watched[place].terms.contains(where: { $0.hash == word.hash })
      else { continue }
      watched[place].terms.append((word.hash, block.text(of: word)))
    }
    guard watched[place].excerpt == nil, Int(stories[id].authors) >= k,
      let text = block.excerpt(of: row)
    else { return }
    var words: [(text: String, members: Int)] = []
    for index in Int(row.firstWord)..<Int(row.firstWord) + Int(row.wordCount) {
      let word = block.words[index]
      guard word.kind != .link else { continue }
      words.append((block.text(of: word), stories[id].count(ofWord: word.hash)))
    }
    watched[place].excerpt = maskedExcerpt(of: text, words: words, k: k)
    watched[place].excerptPost = row.id
  }

  /// What there is to say beside the score: counts, places and words, and no account.
  func details(
    _ watch: WatchedCluster, _ cluster: CandidateCluster, _ look: Look
  ) -> FindingDetails {
    let story = stories[Int(cluster.story)]
    var details = FindingDetails()
    let terms = watch.terms.sorted { a, b in
      let (left, right) = (story.count(ofWord: a.hash), story.count(ofWord: b.hash))
      return left == right ? a.text < b.text : left > right
    }
    details.terms = terms.prefix(Self.termsShown).map(\.text)
    details.excerpt = watch.excerpt
    details[.tellings] = Double(look.score.tellings)
    details[.authors] = Double(look.authors)
    details[.shares] = Double(cluster.shares)
    details[.placed] = Double(look.score.placed)
    if look.score.placed > 0 {
      details[.areaShare] = Double(look.score.fullest) / Double(look.score.placed)
    }
    details[.growth] = Double(look.recent) / Double(max(1, look.before))
    if story.enquiries > 0 { details[.enquiries] = Double(story.enquiries) }
    if story.denials > 0 { details[.denials] = Double(story.denials) }
    if story.callsToShare > 0 { details[.callsToShare] = Double(story.callsToShare) }
    if Int(story.synchrony) >= Self.synchronousAuthors {
      details[.synchrony] = Double(story.synchrony)
    }
    for place in 0..<Int(story.sampleCount) {
      details.samples.append(
        SourcedSample(source: story.sampleSources[place], sample: story.samples[place]))
    }
    details.sources = Set(details.samples.map(\.source)).sorted()
    return details
  }
}
