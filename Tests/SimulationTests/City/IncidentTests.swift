import EventTime
import Simulation
import Testing

@Suite struct IncidentTests {
  private let scenario = CityScenario.demo(start: monday, live: monday + .hours(1))

  @Test func labelsSayWhatWasScripted() {
    let city = CityGenerator(seed: 1, scenario: scenario)
    #expect(city.incidents.map(\.kind) == [.panic, .flood, .panic, .flood])
    #expect(Set(city.incidents.map(\.source)) == ["bluesky", "text-alert"])
    #expect(city.incidents.allSatisfy { $0.onset < $0.end })
  }

  /// The everyday records are the same with and without incidents, so what is more is theirs.
  private func scripted(seed: UInt64) -> [CityRecord] {
    var city = CityGenerator(seed: seed, scenario: scenario)
    var quiet = scenario
    quiet.incidents = []
    var twin = CityGenerator(seed: seed, scenario: quiet)
    let everyday = twin.records(until: monday + .hours(5))
    let all = city.records(until: monday + .hours(5))
    let known = Set(everyday.map { $0.id + $0.payload })
    let extra = all.filter { !known.contains($0.id + $0.payload) }
    #expect(all.count == everyday.count + extra.count)
    return extra
  }

  @Test func nothingOfAnIncidentIsOutsideOfItsLabel() {
    for record in scripted(seed: 8) {
      #expect(
        scenario.incidents.contains {
          scenario.sources[record.source].name == $0.source && $0.onset <= record.time
            && record.time < $0.end
        })
    }
  }

  @Test func anIncidentIsAsStrongAsAskedAndNamesItsArea() throws {
    let extra = scripted(seed: 9)
    for incident in scenario.incidents where incident.source == "bluesky" {
      let records = extra.filter {
        $0.source == 0 && $0.time >= incident.onset && $0.time < incident.end
      }
      let area = try #require(scenario.areas.firstIndex { $0.code == incident.area })
      let share =
        scenario.areas[area].weight / scenario.areas.reduce(0) { $0 + $1.weight }
      let length = Double((incident.end - incident.onset).microseconds) / 1e6
      // The integral of the strength: rise, plateau, decay.
      let rise = incident.kind == .panic ? 1.0 / 12 : 0.25
      let expected = 0.7 * share * incident.factor * length * (0.6 - rise / 2 + 0.0982)
      #expect(abs(Double(records.count) - expected) < 5 * expected.squareRoot())
      #expect(records.count > 100)
      let communes = scenario.areas[area].communes.map(\.name)
      let named = records.count { record in
        communes.contains { record.text?.contains($0) == true }
      }
      #expect(Double(named) / Double(records.count) > 0.9)
    }
  }

  @Test func aPanicIsToldInManyWordsAndAStoryIsCopied() {
    let extra = scripted(seed: 10).filter { $0.source == 0 }
    func openings(_ kind: Incident.Kind) -> Int {
      let incident = scenario.incidents.first { $0.kind == kind }
      let texts = extra.compactMap { record -> String? in
        guard let incident, record.time >= incident.onset, record.time < incident.end else {
          return nil
        }
        return record.text
      }
      return Set(texts.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }).count
    }
    #expect(openings(.panic) > 25)
    #expect(openings(.flood) >= 5)
  }
}
