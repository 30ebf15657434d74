internal import EventTime

// The signs that are held, and where they gather.
extension SituationDetector {
  mutating func hear(_ brought: [SituationSign]) {
    for var sign in brought {
      let (place, isHeld) = place(of: sign.key)
      guard isHeld else {
        signs.insert(sign, at: place)
        continue
      }
      let held = signs[place]
      sign.isTold = held.isTold && sign.score < held.score + SituationSign.newsScore
      // The peak counts while it goes on; so does what the opening called it. What stirs in a series
      // whose alert has closed is an episode of its own.
      if sign.isAlert || !held.isAlert {
        sign.score = max(sign.score, held.score)
        sign.severity = max(sign.severity, held.severity)
        if sign.label.isEmpty { sign.label = held.label }
      }
      signs[place] = sign
    }
    while signs.count > configuration.signLimit {
      let oldest = signs.indices.min {
        (signs[$0].pane, signs[$0].key) < (signs[$1].pane, signs[$1].key)
      }
      guard let oldest else { return }
      signs.remove(at: oldest)
      evictedTotal += 1
    }
  }

  /// Where the sign of the same thing stands, whatever has become of it, or would.
  private func place(of key: AlertKey) -> (index: Int, isHeld: Bool) {
    let index = firstPlace { $0.key.stands(before: key) }
    return (index, index < signs.count && signs[index].isOf(key))
  }

  /// The first sign for which `isBefore`, which holds for none after one for which it does not, fails.
  private func firstPlace(_ isBefore: (SituationSign) -> Bool) -> Int {
    var (low, high) = (0, signs.count)
    while low < high {
      let middle = (low + high) / 2
      if isBefore(signs[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The signs of an area.
  private func range(of area: Int32) -> Range<Int> {
    let start = firstPlace { $0.key.series.area < area }
    var end = start
    while end < signs.count, signs[end].key.series.area == area { end += 1 }
    return start..<end
  }

  /// Signs that gather about the strongest of them; indices of `signs`.
  struct Centre {
    var area: Int32
    var strongest: Int
    /// The strongest that is independent of it.
    var second: Int?
    /// With those two, ascending.
    var members: [Int]
  }

  /// Areas that hold the strongest sign of their neighbourhood, ascending. What was told belongs to
  /// the situation that told it, and to no new one.
  func centres() -> [Centre] {
    var centres: [Centre] = []
    var start = 0
    while start < signs.count {
      let area = signs[start].key.series.area
      var end = start
      while end < signs.count, signs[end].key.series.area == area { end += 1 }
      if let centre = centre(of: area, start..<end) { centres.append(centre) }
      start = end
    }
    return centres
  }

  private func centre(of area: Int32, _ own: Range<Int>) -> Centre? {
    let isOpen = places.contains { $0.area == area && $0.open != nil }
    func counts(_ sign: Int) -> Bool { isOpen || !signs[sign].isTold }
    var best: Int?
    for sign in own where counts(sign) {
      if let held = best, !isStronger(sign, held) { continue }
      best = sign
    }
    guard let strongest = best else { return nil }
    let around = neighbourhood(of: area).map { $0 == area ? own : range(of: $0) }
    for other in around.joined() where counts(other) && isStronger(other, strongest) { return nil }
    var near = Array(around.joined())
    // What is said of the whole territory is near everywhere, and stands first.
    if area >= 0 { near.insert(contentsOf: range(of: -1), at: 0) }
    let members = near.filter { sign in
      counts(sign) && (sign == strongest || signs[sign].agrees(with: signs[strongest]))
    }
    let second = members.filter { signs[$0].isAnother(than: signs[strongest]) }.min(by: isStronger)
    return Centre(area: area, strongest: strongest, second: second, members: members)
  }

  private func isStronger(_ one: Int, _ other: Int) -> Bool {
    let (score, least) = (signs[one].score, signs[other].score)
    return score != least ? score > least : signs[one].key < signs[other].key
  }

  /// Whether a situation would say more than its strongest sign does: that is no alert of its own and
  /// rare enough now, or another one that chance seldom brings stands beside it, and one of them is.
  ///
  /// The episodes remember a peak that has gone by; what opens must be there.
  func isNews(_ centre: Centre) -> Bool {
    let second = centre.second.map { signs[$0].score } ?? 0
    let isRare = signs[centre.strongest].score >= first.threshold(0)
    if second >= SituationConfiguration.second.minimumThreshold {
      return isRare || second >= self.second.threshold(0)
    }
    return isRare && !signs[centre.strongest].isAlert
  }

  /// The area and its neighbours, ascending.
  func neighbourhood(of area: Int32) -> [Int32] {
    near.indices.contains(Int(area)) ? near[Int(area)] : [area]
  }
}
