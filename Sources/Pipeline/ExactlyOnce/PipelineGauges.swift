internal import EventTime

// What the pipelines say of themselves, for metrics. Read on their own threads.
extension ObservePipeline {
  /// By partition: lag in records, and how far the frontier is behind the present.
  package var partitionGauges: [(name: String, labels: [(String, String)], value: Double)] {
    var gauges: [(name: String, labels: [(String, String)], value: Double)] = []
    for number in ownedPartitions {
      let labels = [("source", observer.name), ("partition", String(number))]
      if let lag = lag(of: number) { gauges.append(("lag_records", labels, Double(lag))) }
      if let frontier = observer.frontier(partition: number), frontier != .distantPast {
        gauges.append(("frontier_delay_seconds", labels, secondsBehind(frontier)))
      }
    }
    return gauges
  }
}

extension DetectPipeline {
  package var shardGauges: [(name: String, labels: [(String, String)], value: Double)] {
    ownedShards.map { ("series", [("shard", String($0.key))], Double($0.value.seriesCount)) }
  }

  package var joinedLateTotal: Int64 {
    var totals = joinedLateOf
    for (shard, held) in ownedShards { totals[shard] = held.joinedLateTotal }
    return totals.values.reduce(0, +)
  }

  /// The share of what is being restored that is read; 1 when nothing is.
  package var restored: Double {
    let all = restoring
    let needed = all.reduce(0.0) { $0 + Double(max(1, $1.of)) }
    guard needed > 0 else { return 1 }
    return all.reduce(0.0) { $0 + Double(min($1.position, $1.of)) } / needed
  }
}
