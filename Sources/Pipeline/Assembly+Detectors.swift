internal import Detection
internal import EventTime
internal import Settings
internal import Signals

// What the detectors beside `volume` are made of.
extension Assembly {
  /// Which shard has a key; every one where the shards run as one machine.
  private func owns(_ key: String, _ shard: Int32?) -> Bool {
    shard.map { ShardMap.shard(ofKey: key, of: topics.shards) == $0 } ?? true
  }

  private func group(of source: Int) -> SourceGroup? {
    groups.first { $0.sources.contains(Int32(source)) }
  }

  private var readsTexts: Bool {
    let detectors = configuration.detectors
    return detectors.rumour.enabled || detectors.panic.enabled || detectors.emerging.enabled
  }

  /// Whether text detectors read the source's posts.
  func readsPosts(of index: Int) -> Bool {
    readsTexts && group(of: index) != nil && !configuration.sources[index].text.isEmpty
  }

  /// What is read of a source beside its counts and posts. Identifiers that are mapped are always
  /// looked up, also in an empty list: so none of them is kept.
  func reads(of index: Int) -> RowReads {
    configuration.sources[index].identifier == nil ? [] : .hits
  }

  /// The names of the groups that a source's rows go to.
  func splitter(of index: Int) -> SumsSplitter {
    let name = group(of: index)?.name
    return SumsSplitter(
      map: ShardMap(shards: topics.shards, names: sourceNames), source: Int32(index),
      textGroup: name, crowdGroup: name)
  }

  /// The detectors of one source beside `volume`, those of one shard or all of them.
  func others(of index: Int, shard: Int32?) -> SourceDetectors {
    var others = SourceDetectors()
    let source = configuration.sources[index]
    if configuration.detectors.watchList.enabled, source.identifier != nil,
      owns("hit:\(source.name)", shard)
    {
      let settings = configuration.detectors.watchList
      var watch = WatchListConfiguration(
        source: Int32(index), paneLength: configuration.paneLength)
      watch.holdMinutes = Double(settings.holdMinutes)
      watch.repeatMinutes = Double(settings.repeatMinutes)
      others.watchList = WatchListDetector(configuration: watch, entries: watchList.entries)
    }
    return others
  }

  /// A group's detectors, those of one shard or all of them.
  func detect(group index: Int, shard: Int32?) -> GroupDetect {
    let group = groups[index]
    let stream = Int32(configuration.sources.count + index)
    let text = owns("text:\(group.name)", shard) ? textDetectors(stream, group) : nil
    return GroupDetect(
      stream: stream, sources: group.sources, paneLength: configuration.paneLength,
      detectors: GroupDetectors(text: text, crowd: nil, crowdSources: []))
  }

  private func textDetectors(_ stream: Int32, _ group: SourceGroup) -> TextDetectors? {
    guard group.sources.contains(where: { readsPosts(of: Int($0)) }) else { return nil }
    let settings = configuration.detectors
    var index = NearDuplicateConfiguration()
    index.maximumClusters = settings.rumour.maximumClusters
    index.markers = markers
    index.paneLength = configuration.paneLength
    var text = TextDetectors(index: NearDuplicateIndex(index))
    if settings.rumour.enabled { text.rumour = rumour(settings.rumour) }
    if settings.panic.enabled, markers.panic != 0 { text.panic = panic(settings.panic, stream) }
    if settings.emerging.enabled { text.emerging = emerging(settings.emerging, stream) }
    return text
  }

  /// The themes that the text detectors read as markers.
  private var markers: MarkerThemes {
    let settings = configuration.detectors.rumour
    var markers = MarkerThemes()
    markers.reporting = bits(settings.reporting)
    markers.enquiry = bits(settings.enquiry)
    markers.denial = bits(settings.denial)
    markers.callToShare = bits(settings.callToShare)
    markers.panic = bits(["panic"])
    let evidence = markers.enquiry | markers.denial | markers.callToShare | markers.reporting
    markers.subjects = bits(configuration.themes.map(\.name)) & ~evidence
    return markers
  }

  private func bits(_ names: [String]) -> UInt64 {
    var bits: UInt64 = 0
    for (theme, held) in themes.enumerated() where theme > 0 && names.contains(held.name) {
      bits |= 1 << UInt64(theme)
    }
    return bits
  }

  private func rumour(_ settings: RumourSettings) -> RumourDetector {
    var rumour = RumourConfiguration()
    rumour.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    rumour.minimumAuthors = settings.minimumAuthors
    rumour.k = max(settings.showFrom, configuration.privacy.minimumAuthors)
    rumour.maximumClusters = settings.maximumCandidates
    rumour.maximumSpreading = settings.maximumSpreading
    rumour.coordinated = settings.coordinated
    rumour.areaCount = max(1, territory.areas.count)
    rumour.markers = markers
    rumour.paneLength = configuration.paneLength
    return RumourDetector(rumour)
  }

  private func panic(_ settings: PanicSettings, _ stream: Int32) -> PanicDetector {
    let theme = themes.firstIndex { $0.name == "panic" } ?? 0
    var panic = PanicConfiguration(
      source: stream, dimension: Int32(theme), markers: markers.panic,
      languages: themes[theme].terms.keys.sorted().compactMap(Self.languageCode),
      areaCount: territory.areas.count, paneLength: configuration.paneLength)
    panic.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    panic.minimumAuthors = Int32(settings.minimumAuthors)
    panic.minimumMarkers = Int32(settings.minimumMarkers)
    panic.zones = zones
    panic.territoryZone = configuration.timeZone
    return PanicDetector(configuration: panic)
  }

  /// Local time by area.
  var zones: [TimeZoneRule] {
    territory.areas.map { area in
      configuration.timeZones.rule(named: area.zone) ?? configuration.timeZone
    }
  }

  private static func languageCode(_ name: String) -> UInt16? {
    let letters = Array(name.utf8)
    return letters.count == 2 ? UInt16(letters[0]) << 8 | UInt16(letters[1]) : nil
  }

  private func emerging(_ settings: EmergingSettings, _ stream: Int32) -> EmergingDetector {
    var emerging = EmergingConfiguration(
      source: stream, areaCount: territory.areas.count, paneLength: configuration.paneLength)
    emerging.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    emerging.minimumAuthors = Int32(settings.minimumAuthors)
    emerging.minimumTexts = Int32(settings.minimumTexts)
    emerging.warmUpHours = settings.warmUpHours
    emerging.maximumTerms = settings.maximumTerms
    return EmergingDetector(configuration: emerging)
  }
}
