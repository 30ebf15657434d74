import Settings
import Testing

@Suite struct DetectorTests {
  private func folder(_ volume: String) throws -> ConfigurationFolder {
    let theme = "name: NAME\ntitle: { fr: a, en: a }\nterms: { fr: [mot] }\n"
    return try ConfigurationFolder([
      "vigie.yaml": "sources: s\nthemes: themes\ndetectors: detectors\n",
      "s/a.yaml": "a: { time: /ts, category: { at: /c, values: [x, y] } }\n",
      "s/b.yaml": "b: { time: /ts }\n",
      "themes/fire.yaml": theme.replacing("NAME", with: "fire"),
      "themes/flood.yaml": theme.replacing("NAME", with: "flood"),
      "detectors/volume.yaml": volume,
    ])
  }

  @Test func keysAreDecoded() throws {
    let volume = try folder(
      """
      enabled: false
      falseAlarmsPerWeek: 0.5
      minimumAuthors: 0
      minimumCount: 5
      series:
        - { sources: [a], themes: [all, flood], areas: false, categories: true }
        - { sources: b }
      holidays:
        france: { areas: every, dates: [2026-07-14, 2026-01-01, 2026-01-01] }
        alsace: { areas: ["67", "68"], dates: [2026-04-03] }
      """
    ).load().volume
    #expect(!volume.enabled)
    #expect(volume.falseAlarmsPerWeek == 0.5)
    #expect(volume.minimumAuthors == 0 && volume.minimumCount == 5)
    #expect(
      volume.series == [
        SeriesSelection(
          sources: .listed(["a"]), themes: .listed(["all", "flood"]), areas: false,
          categories: true), SeriesSelection(sources: .listed(["b"])),
      ])
    #expect(volume.holidays.map(\.name) == ["alsace", "france"])
    // Days by `date -d … +%s` / 86400.
    #expect(volume.holidays(ofArea: "67") == [20_454, 20_546, 20_648])
    #expect(volume.holidays(ofArea: "75") == [20_454, 20_648])
    #expect(volume.holidays(ofArea: nil) == [20_454, 20_648])
  }

  @Test(arguments: [
    (
      "series: [{ sources: c }]\n",
      "detectors/volume.yaml:1:21: series[0].sources: there is no 'c': did you mean 'a'?"
    ),
    (
      "series: [{ themes: [all, floods] }]\n",
      "detectors/volume.yaml:1:26: series[0].themes: there is no 'floods': did you mean 'flood'?"
    ),
    (
      "series: [{ themes: [fire, fire] }]\n",
      "detectors/volume.yaml:1:20: series[0].themes: 'fire' stands twice"
    ),
    (
      "series: [{ areas: true, area: 3 }]\n",
      "detectors/volume.yaml:1:25: unknown key 'area': did you mean 'areas'?"
    ),
    (
      "series: []\n",
      "detectors/volume.yaml:1:9: series: 0 elements are out of range: expected 1…1000"
    ),
    (
      "falseAlarmsPerWeek: 0\n",
      "detectors/volume.yaml:1:21: falseAlarmsPerWeek: 0 is out of range: "
        + "expected a number, 0.01…1000"
    ),
    (
      "falseAlarmsPerWeek: one\n",
      "detectors/volume.yaml:1:21: falseAlarmsPerWeek: expected a number, 0.01…1000, found 'one'"
    ),
    (
      "falseAlarmsPerWeek: .nan\n",
      "detectors/volume.yaml:1:21: falseAlarmsPerWeek: expected a number, 0.01…1000, "
        + "found '.nan'"
    ),
    (
      "holidays: { fr: { dates: [2026-02-29] } }\n",
      "detectors/volume.yaml:1:27: holidays.fr.dates: '2026-02-29' is no day: "
        + "expected YYYY-MM-DD"
    ),
    (
      "holidays: { fr: { areas: every } }\n",
      "detectors/volume.yaml:1:17: missing key 'dates' in 'holidays.fr': Its days."
    ),
  ])
  func mistakesAreTold(_ text: String, _ message: String) throws {
    #expect(try folder(text).errors() == [message])
  }
}
