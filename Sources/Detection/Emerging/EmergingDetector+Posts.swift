internal import EventTime

extension EmergingDetector {
  /// Counts the terms of a pane's posts. O(words).
  mutating func count(_ input: borrowing TextPane, minute: Int64) {
    let slots = emergingSlots(minute)
    let shortMinute = UInt16(truncatingIfNeeded: minute)
    let posts = input.posts.rows.count
    newTexts.removeAll(keepingCapacity: true)
    for index in 0..<posts {
      let windows = windows(input.clusters[index], minute: minute)
      guard windows > 0 else { continue }
      newTexts.append(NewText(post: Int32(index), windows: Int32(windows)))
      texts.count(windows: windows, slots: slots)
      let area = input.posts.rows[index].area
      if area >= 0, Int(area) < areaPosts.count {
        areaPosts[Int(area)] += 1
        locatedPosts += 1
      }
    }
    let areas = Int32(areaPosts.count)
    let (newTexts, rows, words) = (newTexts, input.posts.rows, input.posts.words)
    var (sketch, touched) = (sketch, touched)
    (self.sketch, self.touched) = (TermSketch.none, [])
    table.withPlaces { places in
      sketch.withCounts { sketch in
        rows.withUnsafeBufferPointer { rows in
          words.withUnsafeBufferPointer { words in
            guard let words = words.baseAddress else { return }
            for position in newTexts.indices {
              let text = newTexts[position]
              if position + Self.bucketDistance < newTexts.count {
                let post = Int(newTexts[position + Self.bucketDistance].post)
                places.prefetchBuckets(words + Int(rows[post].firstWord), Int(rows[post].wordCount))
              }
              if position + Self.stateDistance < newTexts.count {
                let post = Int(newTexts[position + Self.stateDistance].post)
                places.prefetchStates(words + Int(rows[post].firstWord), Int(rows[post].wordCount))
              }
              let row = rows.baseAddress.unsafelyUnwrapped + Int(text.post)
              let area = row.pointee.area < areas ? row.pointee.area : -1
              // Who is not known may be the same as the one before.
              let author = row.pointee.author == 0 ? 0 : Self.shortToken(row.pointee.author)
              let first = Int(row.pointee.firstWord)
              for word in first..<first + Int(row.pointee.wordCount) {
                let hash = words[word].hash
                var place = places.find(hash)
                if place < 0 {
                  guard hash != 0, sketch.count(hash) >= EmergingConstants.entryPosts else {
                    continue
                  }
                  place = places.enter(hash, minute: minute)
                }
                places.move(place, to: minute)
                let state = places.states + place
                state.pointee.count(windows: Int(text.windows), slots: slots)
                if author != 0 { state.pointee.remember(author: author, minute: shortMinute) }
                if area >= 0 { state.pointee.locate(area) }
                if state.pointee.word < 0 { touched.append(Int32(place)) }
                state.pointee.word = Int32(word)
              }
            }
          }
        }
      }
    }
    (self.sketch, self.touched) = (sketch, touched)
  }

  /// Posts ahead whose words' buckets, and whose followed words, are asked for: memory answers while
  /// the posts before are counted.
  private static let bucketDistance = 6
  private static let stateDistance = 2

  /// For how many of the windows a post is a text that was not there: a cluster's first post for all
  /// of them, a later one for those that are no longer than it rested.
  ///
  /// A cluster that has several posts and is not remembered is a copy: at the limit of the memory
  /// fewer texts count, never more.
  private mutating func windows(_ cluster: PostCluster, minute: Int64) -> Int {
    if cluster.id == 0 { return 0 }
    if cluster.isNew { return EmergingConstants.windowCount }
    let rest = copies.see(cluster.id, at: minute)
    var windows = 0
    while windows < EmergingConstants.windowCount,
      rest >= EmergingConstants.windowMinutes[windows]
    {
      windows += 1
    }
    return windows
  }

  /// 32 bits of an author's token, never 0.
  private static func shortToken(_ token: UInt64) -> UInt32 {
    let mixed = UInt32(truncatingIfNeeded: mix64(token) >> 32)
    return mixed == 0 ? 1 : mixed
  }

  /// What a term's texts are held against at the present minute.
  func scale(minute: Int64) -> TermScale {
    TermScale(
      texts: texts.sums, total: texts.total, minimumTexts: configuration.minimumTexts,
      minimumAuthors: configuration.minimumAuthors,
      minute: UInt16(truncatingIfNeeded: minute))
  }
}
