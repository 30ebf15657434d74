import EventTime
import Foundation
import Simulation

/// A record of the city, kept for a test.
struct CityRecord: Equatable {
  var source: Int
  var time: Instant
  var id: [UInt8]
  var payload: [UInt8]

  var json: [String: Any]? {
    (try? JSONSerialization.jsonObject(with: Data(payload))) as? [String: Any]
  }

  /// The text of a post or an alert; nil for a repost and a deletion.
  var text: String? {
    if let text = json?["texte"] as? String { return text }
    let commit = json?["commit"] as? [String: Any]
    return (commit?["record"] as? [String: Any])?["text"] as? String
  }
}

extension CityGenerator {
  /// The records up to `end`.
  mutating func records(until end: Instant) -> [CityRecord] {
    var records: [CityRecord] = []
    next(until: end) { source, time, id, payload in
      records.append(
        CityRecord(source: source, time: time, id: Array(id), payload: Array(payload)))
    }
    return records
  }
}

/// Monday 2026-03-02T00:00:00Z.
let monday = Instant(seconds: 1_772_409_600)
