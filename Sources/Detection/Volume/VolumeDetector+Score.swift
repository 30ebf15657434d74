internal import Statistics

/// What the windows of one series say at one boundary.
struct Look {
  /// Surprise over all windows, and over those that fit since the last close.
  var all = 0.0
  var fitting = 0.0
  /// Over the windows that decide about closing.
  var closing = 0.0
  /// The window that says most.
  var window = 0
}

extension VolumeDetector {
  /// Scores every window of a series into `scores` and `expectations`.
  ///
  /// −log10 P(X ≥ n), X negative binomial with the forecast's mean and relative variance; 0 where the
  /// count is too small or not above what one expects by 1.5 standard deviations.
  mutating func score(_ id: Int) {
    let exposure = Int(series[id].exposure)
    loadWindows(exposure)
    let base = id * geometry.stride
    let scatter = id * VolumeConstants.dispersionCount
    let total = series[id].total
    let local = Int(series[id].localTime)
    let isYoung = localTimes[local].isYoung
    let profileVariance = localTimes[local].profileVariance + series[id].levelVariance
    let fastVariance =
      VolumeConstants.fastProfileVariance + series[id].fastLevelVariance
    let level = series[id].level
    let fastLevel = series[id].fastLevel
    let minimum = configuration.minimumCount
    for w in 0..<VolumeConstants.windowCount {
      let expected = max(VolumeConstants.minimumExpected, level * exposures[exposure].windows[w])
      expectations[w] = expected
      scores[w] = 0
      guard isObserved[w] else { continue }
      let seen = total &- ladders[base + geometry.starts[w]]
      guard seen >= UInt32(minimum) else { continue }
      let count = Double(seen)
      var best = 0.0
      let variance = dispersions[scatter + w].value + profileVariance
      if isExceptional(count, expected, variance) {
        best = negativeBinomialSurprise(count: count, mean: expected, size: 1 / variance)
      }
      if isYoung, w < VolumeConstants.fastWindowCount {
        let minutes = observedMinutes(w)
        let fastExpected = max(VolumeConstants.minimumExpected, fastLevel * minutes)
        let variance = dispersions[scatter + VolumeConstants.windowCount + w].value + fastVariance
        if isExceptional(count, fastExpected, variance) {
          let fast = negativeBinomialSurprise(
            count: count, mean: fastExpected, size: 1 / variance)
          if fast > best {
            best = fast
            expectations[w] = fastExpected
          }
        }
      }
      if best > 0, hasEnoughAuthors(id, w) { scores[w] = best }
    }
  }

  /// Puts the scores together, as of the series' state.
  ///
  /// It changes nothing; `mutating` keeps the compiler from copying the detector for the call, here
  /// as for the other small steps of every series.
  mutating func look(_ id: Int) -> Look {
    var look = Look()
    let end = boundary ?? 0
    let closedAt = series[id].closedAt
    let closingWindow = Int(series[id].closingWindow)
    var best = -1.0
    for w in 0..<VolumeConstants.windowCount {
      look.all = max(look.all, scores[w])
      if w <= closingWindow { look.closing = max(look.closing, scores[w]) }
      guard end - geometry.windowPanes[w] >= closedAt else { continue }
      look.fitting = max(look.fitting, scores[w])
      if scores[w] > best {
        best = scores[w]
        look.window = w
      }
    }
    return look
  }

  @inline(__always)
  private func isExceptional(_ count: Double, _ expected: Double, _ variance: Double) -> Bool {
    let above = count - expected
    let least = VolumeConstants.scoredDeviations * VolumeConstants.scoredDeviations
    return above > 0 && above * above > least * (expected + expected * expected * variance)
  }

  private mutating func hasEnoughAuthors(_ id: Int, _ w: Int) -> Bool {
    guard configuration.hasAuthors, configuration.minimumAuthors > 0 else { return true }
    let pane = (boundary ?? 0) - 1
    return distinctAuthors(id, window: w, pane: pane) >= configuration.minimumAuthors
  }

  func observedMinutes(_ w: Int) -> Double {
    Double(observedPanes - observedRing[geometry.starts[w]]) * geometry.paneMinutes
  }

  /// Makes `exposures[index].windows` those of the present boundary. O(windows), once a pane.
  mutating func loadWindows(_ index: Int) {
    let end = boundary ?? 0
    guard exposures[index].windowsPane != end else { return }
    exposures[index].windowsPane = end
    let base = index * geometry.stride
    for w in 0..<VolumeConstants.windowCount {
      exposures[index].windows[w] =
        exposures[index].total - exposureRings[base + geometry.starts[w]]
    }
  }
}
