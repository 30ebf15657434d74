/// The files of the directory of detectors, beside `volume.yaml`.
package struct DetectorSettings: Sendable, Equatable {
  package var rumour: RumourSettings
  package var panic: PanicSettings
  package var crowd: CrowdSettings
  package var emerging: EmergingSettings
  package var satisfaction: SatisfactionSettings
  package var scam: ScamSettings
  package var silence: SilenceSettings
  package var situation: SituationSettings
  package var watchList: WatchListSettings
}

extension DetectorSettings {
  /// The defaults of all keys.
  init(_ s: inout Section) {
    let known = KnownNames(sources: [], themes: [])
    rumour = RumourSettings(&s, known: known)
    panic = PanicSettings(&s, known: known)
    crowd = CrowdSettings(&s, known: known)
    emerging = EmergingSettings(&s, known: known)
    satisfaction = SatisfactionSettings(&s, known: known)
    scam = ScamSettings(&s, known: known)
    silence = SilenceSettings(&s, known: known)
    situation = SituationSettings(&s, known: known)
    watchList = WatchListSettings(&s, known: known)
  }
}

/// One file of the directory of detectors.
struct DetectorFile: Sendable {
  let name: String
  /// Declares every key.
  let declare: @Sendable (inout Section, KnownNames) -> Void

  /// In the order of their names.
  static let all = [
    DetectorFile(name: "crowd") { _ = CrowdSettings(&$0, known: $1) },
    DetectorFile(name: "emerging") { _ = EmergingSettings(&$0, known: $1) },
    DetectorFile(name: "panic") { _ = PanicSettings(&$0, known: $1) },
    DetectorFile(name: "rumour") { _ = RumourSettings(&$0, known: $1) },
    DetectorFile(name: "satisfaction") { _ = SatisfactionSettings(&$0, known: $1) },
    DetectorFile(name: "scam") { _ = ScamSettings(&$0, known: $1) },
    DetectorFile(name: "silence") { _ = SilenceSettings(&$0, known: $1) },
    DetectorFile(name: "situation") { _ = SituationSettings(&$0, known: $1) },
    DetectorFile(name: "volume") { _ = VolumeSettings(&$0, known: $1) },
    DetectorFile(name: "watchlist") { _ = WatchListSettings(&$0, known: $1) },
  ]
}

extension ConfigurationLoader {
  /// The settings of every detector; a file that is not there means its defaults. Nil, with errors,
  /// where one is not right.
  mutating func loadDetectors(
    _ value: Value?, _ known: KnownNames
  ) -> (volume: VolumeSettings, others: DetectorSettings)? {
    let names = DetectorFile.all.map(\.name)
    var paths: [String: String] = [:]
    if let value, let directory = directory(value) {
      for path in files(in: directory, from: value) {
        let stem = Files.stem(of: path)
        if names.contains(stem) {
          paths[stem] = path
        } else {
          errors.append(
            ConfigurationError(
              .unknownKey, at: SourceLocation(file: path), "no detector '\(stem)'",
              suggestion: suggestion(for: stem, among: names, noun: "detectors")))
        }
      }
    }
    guard
      let volume = load("volume", paths, value, { VolumeSettings(&$0, known: known) }),
      let rumour = load("rumour", paths, value, { RumourSettings(&$0, known: known) }),
      let panic = load("panic", paths, value, { PanicSettings(&$0, known: known) }),
      let crowd = load("crowd", paths, value, { CrowdSettings(&$0, known: known) }),
      let satisfaction = load(
        "satisfaction", paths, value, { SatisfactionSettings(&$0, known: known) }),
      let scam = load("scam", paths, value, { ScamSettings(&$0, known: known) }),
      let silence = load("silence", paths, value, { SilenceSettings(&$0, known: known) }),
      let situation = load("situation", paths, value, { SituationSettings(&$0, known: known) }),
      let emerging = load("emerging", paths, value, { EmergingSettings(&$0, known: known) }),
      let watchList = load("watchlist", paths, value, { WatchListSettings(&$0, known: known) })
    else { return nil }
    return (
      volume,
      DetectorSettings(
        rumour: rumour, panic: panic, crowd: crowd, emerging: emerging,
        satisfaction: satisfaction, scam: scam, silence: silence, situation: situation,
        watchList: watchList)
    )
  }

  /// One file, or the defaults.
  private mutating func load<Settings>(
    _ name: String, _ paths: [String: String], _ value: Value?,
    _ body: (inout Section) -> Settings
  ) -> Settings? {
    if let path = paths[name] { return decode(path, from: value, prefix: "\(name).", body) }
    let ledger = Ledger(prefix: "\(name).")
    var section = Section(absent: "", ledger: ledger, location: SourceLocation(file: ""))
    let settings = body(&section)
    take(ledger)
    return settings
  }
}
