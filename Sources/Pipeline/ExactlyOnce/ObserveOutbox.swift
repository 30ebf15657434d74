internal import Detection
internal import EventTime

/// What one input partition caused since the last transaction.
struct PartitionOutbox {
  var sums: [PaneSums] = []
  var announcement: Announcement?
  /// The open pane that was last announced, and whether events had come by then.
  var announcedOpenPane: Pane?
  var announcedAnchored = false
  var announcedEnded = false
  var deadLetters: [DeadLetter] = []
  var exercises: [ExerciseNote] = []
  var byteCount = 0

  /// Whether DETECT has something to do with it.
  var isNews: Bool {
    if !sums.isEmpty || !exercises.isEmpty { return true }
    guard let announcement else { return false }
    return announcement.openPane != announcedOpenPane
      || (announcement.frontier != .distantPast) != announcedAnchored
      || announcement.ended != announcedEnded
  }

  /// Takes what one step had to say.
  mutating func take(_ effects: inout ObserveEffects) {
    for index in 0..<effects.sumCount {
      var taken = PaneSums()
      effects.exchange(index, with: &taken)
      byteCount += taken.estimatedBytes
      sums.append(taken)
    }
    if let latest = effects.announcements.last { announcement = latest }
    byteCount += effects.deadLetters.count * 160
    for letter in effects.deadLetters { byteCount += letter.payload?.count ?? 0 }
    deadLetters.append(contentsOf: effects.deadLetters)
  }

  /// Everything so far is in the log.
  mutating func sent() {
    if let announcement, isNews {
      announcedOpenPane = announcement.openPane
      announcedAnchored = announcement.frontier != .distantPast
      announcedEnded = announcement.ended
    }
    sums.removeAll(keepingCapacity: true)
    deadLetters.removeAll(keepingCapacity: true)
    exercises.removeAll(keepingCapacity: true)
    byteCount = 0
  }
}

extension PaneSums {
  /// About what its record takes before it is compressed.
  var estimatedBytes: Int {
    64 + rows.count * 24 + (authors.count + texts.count) * 8 + terms.count * 6
      + retractions.count * 8
  }
}
