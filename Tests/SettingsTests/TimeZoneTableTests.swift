import EventTime
import Settings
import Testing

@Suite struct TimeZoneTableTests {
  private func folder(_ zones: String) throws -> ConfigurationFolder {
    try ConfigurationFolder([
      "vigie.yaml": "sources: a.yaml\ntimeZones: zones.yaml\ntimeZone: Europe/Paris\n",
      "a.yaml": "a: { time: /ts }\n", "zones.yaml": zones,
    ])
  }

  @Test func zonesAreKnownByName() throws {
    let loaded = try folder(
      """
      zones:
        Europe/Paris: { rule: "CET-1CEST,M3.5.0,M10.5.0/3" }
        Africa/Casablanca:
          rule: "<+01>-1"
          exceptions:
            - { from: "2026-02-15T02:00:00Z", until: "2026-03-22T02:00:00Z", offsetSeconds: 0 }
      """
    ).load()
    #expect(loaded.timeZone.name == "Europe/Paris")
    #expect(loaded.timeZones.names == ["Africa/Casablanca", "Europe/Paris", "UTC"])
    let rule = try #require(loaded.timeZones.rule(named: "Africa/Casablanca"))
    #expect(rule.offsetSeconds(at: Instant(seconds: 1_771_120_799)) == 3600)
    #expect(rule.offsetSeconds(at: Instant(seconds: 1_771_120_800)) == 0)
    // 2026-07-01: summer time in Paris.
    #expect(loaded.timeZone.offsetSeconds(at: Instant(seconds: 1_782_864_000)) == 7200)
    #expect(loaded.timeZones.rule(named: "Europe/Rome") == nil)
    let zone = try #require(loaded.timeZones.zones["Africa/Casablanca"])
    #expect(zone.posix == "<+01>-1")
    // 1771120800 and 1774144800 by `date -d … +%s`.
    #expect(zone.exceptions.map(\.from) == [Instant(seconds: 1_771_120_800)])
    #expect(zone.exceptions.map(\.until) == [Instant(seconds: 1_774_144_800)])
    #expect(zone.exceptions.map(\.offsetSeconds) == [0])
  }

  @Test(arguments: [
    (
      "zones: { Europe/Pariss: { rule: UTC0 } }\n",
      "vigie.yaml:3:11: timeZone: there is no zone 'Europe/Paris': did you mean 'Europe/Pariss'?"
    ),
    (
      "zones: { Europe/Paris: { rule: CET } }\n",
      "zones.yaml:1:26: zones.Europe/Paris: time-zone rule “CET”, column 4"
    ),
    (
      "zones: { Europe/Paris: { rules: UTC0 } }\n",
      "zones.yaml:1:26: unknown key 'rules': did you mean 'rule'?"
    ),
    (
      "zones: { Europe/Paris: { rule: A0, exceptions: [{ from: now, until: then }] } }\n",
      "zones.yaml:1:51: zones.Europe/Paris.exceptions[0].from: 'now' is no moment: "
        + "expected YYYY-MM-DDTHH:MM:SSZ"
    ),
  ])
  func mistakesAreTold(_ text: String, _ message: String) throws {
    #expect(try folder(text).errors().contains { $0.hasPrefix(message) })
  }
}
