extension VolumeDetector {
  /// Stops if the state is not what every step leaves it as. O(state); for tests.
  package func checkInvariants() {
    table.checkInvariants()
    precondition(table.count == series.count && order.count == series.count)
    precondition(dispersions.count == series.count * VolumeConstants.dispersionCount)
    precondition(ladders.count == series.count * geometry.stride)
    let authorSlots = configuration.hasAuthors ? series.count * AuthorMemory.capacity : 0
    precondition(authors.count == authorSlots)
    precondition(exposures.count == families.count * localTimes.count)
    precondition(exposureRings.count == exposures.count * geometry.stride)
    precondition(familyDispersion.count == families.count * VolumeConstants.dispersionCount)
    precondition(series.count <= configuration.maximumSeries)
    if !orderIsStale {
      for index in order.indices.dropFirst() {
        let before = table.key(of: Int(order[index - 1]))
        precondition(before < table.key(of: Int(order[index])), "order follows the keys")
      }
    }
    var watchedCount = 0
    for id in series.indices {
      let state = series[id]
      precondition(table.key(of: id) == SeriesTable.key(state.dimension, state.area))
      precondition(state.level > 0 && state.level.isFinite)
      precondition(state.counts >= 0 && state.unlearned >= 0 && state.fastUnlearned >= 0)
      precondition(
        state.threshold >= VolumeConstants.episodeRules.minimumThreshold && state.threshold.isFinite
      )
      precondition(state.score >= 0 && state.score.isFinite)
      precondition(state.freeze >= 0 && state.freeze <= VolumeConstants.freezeMinutes)
      precondition(state.phase == .quiet || state.isWatched)
      precondition(state.authorCount >= 0 && Int(state.authorCount) <= AuthorMemory.capacity)
      if state.isWatched { watchedCount += 1 }
      for w in 0..<VolumeConstants.windowCount {
        let scatter = dispersions[id * VolumeConstants.dispersionCount + w]
        precondition(scatter.value >= VolumeConstants.minimumDispersion)
        precondition(scatter.value.isFinite && scatter.excess.isFinite)
      }
    }
    precondition(watchedCount == watched.count, "what is watched stands in the list once")
  }
}
