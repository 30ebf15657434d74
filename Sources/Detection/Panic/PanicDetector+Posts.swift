internal import EventTime
internal import Signals

extension PanicDetector {
  /// Counts the posts of a pane: into the territory's series, and its area's.
  mutating func count(_ input: borrowing TextPane, tick: Int64) {
    let territory = configuration.areaCount
    let minute = Int64(Double(tick) * tickMinutes)
    for index in input.posts.rows.indices {
      let row = input.posts.rows[index]
      let reading = languages.count(row.language)
      let area = row.area >= 0 && Int(row.area) < territory ? Int(row.area) : -1
      switch reading {
      case .listed:
        series[territory].known &+= 1
        series[territory].covered &+= 1
        if area >= 0 {
          series[area].known &+= 1
          series[area].covered &+= 1
        }
      case .unlisted:
        series[territory].known &+= 1
        if area >= 0 { series[area].known &+= 1 }
        continue
      case .unknown: break
      }
      let isMarker = row.themes & configuration.markers != 0
      guard counts(row, input.clusters[index], isMarker: isMarker, minute: minute) else {
        continue
      }
      series[territory].posts &+= 1
      if area >= 0 { series[area].posts &+= 1 }
      guard isMarker else { continue }
      mark(territory, row, tick: tick)
      if area >= 0 { mark(area, row, tick: tick) }
    }
  }

  /// Whether a post counts: of near-duplicates one an hour, of an author's short markers too.
  ///
  /// A short text says little of who copied whom, so a thousand authors of "quake!" are a thousand.
  /// A cluster that has several posts and is not remembered is a copy: at the limit of the memory
  /// fewer posts count, never more.
  private mutating func counts(
    _ row: PostRow, _ cluster: PostCluster, isMarker: Bool, minute: Int64
  ) -> Bool {
    if row.tokens < TextSignature.minimumTokens {
      if !isMarker { return !row.flags.contains(.repost) }
      if row.author != 0 {
        let rest = shortTexts.see(row.author, at: minute)
        return rest < 0 || rest >= PanicConstants.restMinutes
      }
    }
    if cluster.id == 0 { return false }
    if cluster.isNew { return true }
    return copies.see(cluster.id, at: minute) >= PanicConstants.restMinutes
  }

  private mutating func mark(_ id: Int, _ row: PostRow, tick: Int64) {
    series[id].markers &+= 1
    series[id].episodeMarkers &+= 1
    // Who is not known may be the same as the one before.
    if row.author != 0 { series[id].remember(row.author, tick: tick) }
    series[id].keep(
      SourcedSample(
        source: row.source,
        sample: Sample(
          time: row.time, id: row.id, offset: row.offset, partition: row.partition)))
    if !isTouched[id] {
      isTouched[id] = true
      touched.append(Int32(id))
    }
  }
}
