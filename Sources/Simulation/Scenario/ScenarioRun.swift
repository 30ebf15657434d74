package import Alerts
package import EventTime
package import Settings

/// A scenario and a seed: its streams, its labels and what is written beside them.
///
/// Equal scenarios and seeds give equal bytes. The everyday of a source depends on nothing but the
/// seed and its own settings: incidents add and take, and change no other record.
package struct ScenarioRun: Sendable {
  private let world: SceneWorld

  /// Throws when the scenario names an area that the territory does not have.
  package init(
    _ scenario: Scenario, territory: ScenarioTerritory, seed: UInt64
  ) throws(ScenarioError) {
    world = try SceneWorld(scenario, territory, seed: seed)
  }

  package var scenario: Scenario { world.scenario }

  /// The records of source `index` of the scenario, from their beginning.
  package func stream(ofSource index: Int) -> ScenarioStream {
    ScenarioStream(SourceRun(world, index: index))
  }

  /// The period that is judged, the announced events and the incidents.
  package var labels: [IncidentLabel] { world.labels }

  /// The list of plates, one JSON object a line.
  package var watchList: [String] {
    world.listedPlates.enumerated().map { index, plate in
      let text = String(decoding: PlateText.characters(plate), as: UTF8.self)
      let expires = (world.scenario.end + .days(30)).rfc3339
      return "{\"entry\":\"wl-\(index + 1)\",\"kind\":\"plate\",\"identifier\":\"\(text)\","
        + "\"reference\":\"exercise \(index + 1)\",\"legalBasis\":\"exercise\",\"expires\":\"\(expires)\"}"
    }
  }
}

/// The records of one source in the order in which they arrive.
package struct ScenarioStream: Sendable {
  private var run: SourceRun

  init(_ run: SourceRun) { self.run = run }

  /// Event time up to which all records were made.
  package var time: Instant { run.time }

  /// Goes ten seconds of event time on and gives the records that arrive in them, each a line without
  /// its end, whose bytes are only there during the call. False after the last.
  package mutating func step(_ body: (UnsafeRawBufferPointer) -> Void) -> Bool { run.step(body) }
}
