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
    let source = configuration.sources[index]
    var reads: RowReads = source.identifier == nil ? [] : .hits
    if let group = group(of: index), crowdSources(group).contains(where: { $0.source == index }) {
      reads.insert(.values)
    }
    if answers(of: index) != nil { reads.insert(.ratings) }
    if isReported(index) { reads.insert(.reports) }
    return reads
  }

  /// To the shards of the source, and of its group.
  func splitter(of index: Int) -> SumsSplitter {
    SumsSplitter(
      map: ShardMap(shards: topics.shards, names: sourceNames), source: Int32(index),
      group: group(of: index)?.name)
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
      others.watchList.value = WatchListDetector(configuration: watch, entries: watchList.entries)
    }
    if configuration.detectors.silence.enabled {
      others.silence.value = silence(index)
      others.tellsSilence = owns("theme:all", shard)
    }
    if let answers = answers(of: index), owns("rating:\(source.name)", shard) {
      others.satisfaction.value = satisfaction(index, answers)
    }
    if isReported(index), owns("report:\(source.name)", shard) { others.scam.value = scam(index) }
    return others
  }

  // MARK: By source

  /// Which answers are good and bad, where the source is one of ratings that is watched.
  private func answers(of index: Int) -> RatingAnswers? {
    let source = configuration.sources[index]
    guard configuration.detectors.satisfaction.enabled, source.category != nil else { return nil }
    return configuration.detectors.satisfaction.answers.first { $0.source == source.name }
  }

  private func isReported(_ index: Int) -> Bool {
    configuration.detectors.scam.enabled && configuration.sources[index].kind == .report
  }

  private func satisfaction(_ index: Int, _ answers: RatingAnswers) -> SatisfactionDetector {
    let settings = configuration.detectors.satisfaction
    let source = configuration.sources[index]
    var satisfaction = SatisfactionConfiguration(
      services: Int32(source.service?.values.count ?? 0),
      classes: answers.classes(of: source.category?.values ?? []), zone: configuration.timeZone,
      paneLength: configuration.paneLength)
    satisfaction.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    satisfaction.minimumRatings = settings.minimumRatings
    satisfaction.warmUpDays = Int64(settings.warmUpDays)
    satisfaction.maximumSeries = settings.maximumSeries
    satisfaction.byArea = settings.areas
    return SatisfactionDetector(source: Int32(index), configuration: satisfaction)
  }

  private func scam(_ index: Int) -> ScamDetector {
    let settings = configuration.detectors.scam
    var scam = ScamConfiguration(
      categories: Int32(configuration.sources[index].category?.values.count ?? 0),
      zone: configuration.timeZone, paneLength: configuration.paneLength)
    scam.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    scam.minimumReports = settings.minimumReports
    scam.namedFrom = Int32(max(settings.minimumAuthors, configuration.privacy.minimumAuthors))
    scam.warmUpDays = Int64(settings.warmUpDays)
    scam.newDomainShare = settings.newDomainShare
    scam.rememberDays = Int64(settings.rememberDays)
    scam.maximumMerchants = settings.maximumMerchants
    scam.maximumDomains = settings.maximumDomains
    scam.maximumNewDomains = settings.maximumNewDomains
    scam.maximumRememberedDomains = settings.maximumRememberedDomains
    return ScamDetector(source: Int32(index), configuration: scam)
  }

  private func silence(_ index: Int) -> SilenceDetector {
    let settings = configuration.detectors.silence
    let sources = configuration.sources.count
    var silence = SilenceConfiguration(
      feedCount: sources, seriesCount: sources * (territory.areas.count + 1),
      zone: configuration.timeZone, paneLength: configuration.paneLength)
    silence.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    silence.warmUpDays = settings.warmUpDays
    silence.minimumSeconds = settings.minimumSeconds
    silence.seesPartialLoss = settings.partial
    silence.seesAreas = settings.areas
    silence.maximumPartitions = settings.maximumPartitions
    silence.maximumAreas = settings.maximumAreas
    return SilenceDetector(source: Int32(index), configuration: silence)
  }

  // MARK: By group

  /// A group's detectors, those of one shard or all of them.
  func detect(group index: Int, shard: Int32?) -> GroupDetect {
    let group = groups[index]
    let stream = Int32(configuration.sources.count + index)
    let isOwn = owns(ShardMap.key(group: group.name), shard)
    let text = isOwn ? textDetectors(stream, group) : nil
    let sources = crowdSources(group)
    let crowd = isOwn ? crowd(stream, sources) : nil
    return GroupDetect(
      stream: stream, sources: group.sources, paneLength: configuration.paneLength,
      detectors: GroupDetectors(
        text: text, crowd: crowd, crowdSources: crowd == nil ? [] : sources))
  }

  /// The sources of a group whose places are watched: those that `crowd.yaml` lists for it, else its
  /// posts.
  private func crowdSources(_ group: SourceGroup) -> [CrowdSource] {
    let settings = configuration.detectors.crowd
    guard settings.enabled, !territory.areas.isEmpty else { return [] }
    let listed = settings.groups.first { $0.name == group.name }
    return group.sources.compactMap { index in
      let source = configuration.sources[Int(index)]
      let isPost = source.kind == .post
      guard let listed else {
        return isPost
          ? CrowdSource(name: source.name, source: index, countsTexts: readsPosts(of: Int(index)))
          : nil
      }
      guard let line = listed.sources.first(where: { $0.name == source.name }) else { return nil }
      return CrowdSource(
        name: source.name, source: index, mode: line.mode, countsSamples: source.value == nil,
        stepMinutes: line.stepMinutes, secrecyThreshold: line.secrecyThreshold,
        countsTexts: line.mode == .flow && source.value == nil && readsPosts(of: Int(index)))
    }
  }

  private func crowd(_ stream: Int32, _ sources: [CrowdSource]) -> CrowdDetector? {
    guard !sources.isEmpty else { return nil }
    var zones: [TimeZoneRule] = []
    let cells = territory.areas.map { area in
      let zone = configuration.timeZones.rule(named: area.zone) ?? configuration.timeZone
      if !zones.contains(zone) { zones.append(zone) }
      return CrowdCell(
        latitude: area.latitude, longitude: area.longitude, population: Int64(area.population),
        zone: Int32(zones.firstIndex(of: zone) ?? 0))
    }
    guard let grid = CrowdGrid(cells: cells, zones: zones) else { return nil }
    let settings = configuration.detectors.crowd
    return CrowdDetector(
      CrowdConfiguration(
        grid: grid, paneLength: configuration.paneLength,
        falseAlarmsPerWeek: settings.falseAlarmsPerWeek, sources: sources,
        events: settings.events.compactMap { announced($0, in: grid) },
        minimumPopulation: Int64(settings.minimumPopulation), seriesSource: stream))
  }

  /// An announced event at its cell; nil where its area is not in the territory.
  private func announced(_ event: CrowdSettings.Event, in grid: CrowdGrid) -> AnnouncedEvent? {
    let cell: Int
    switch event.place {
    case .area(let code):
      guard let area = territory.areas.firstIndex(where: { $0.code == code }) else { return nil }
      cell = area
    case .point(let latitude, let longitude):
      cell = grid.cell(latitude: latitude, longitude: longitude)
    }
    return AnnouncedEvent(
      name: event.name, cell: Int32(cell), start: event.start, end: event.end,
      factor: event.factor, radiusKm: event.radiusKm)
  }

  private func textDetectors(_ stream: Int32, _ group: SourceGroup) -> TextDetectors? {
    guard group.sources.contains(where: { readsPosts(of: Int($0)) }) else { return nil }
    let settings = configuration.detectors
    var index = NearDuplicateConfiguration()
    index.maximumClusters = settings.rumour.maximumClusters
    index.markers = markers
    index.paneLength = configuration.paneLength
    var text = TextDetectors(index: NearDuplicateIndex(index))
    if settings.rumour.enabled { text.rumour.value = rumour(settings.rumour) }
    if settings.panic.enabled, markers.panic != 0 { text.panic.value = panic(stream, group) }
    if settings.emerging.enabled { text.emerging.value = emerging(settings.emerging, stream) }
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

  private func panic(_ stream: Int32, _ group: SourceGroup) -> PanicDetector {
    let settings = configuration.detectors.panic
    let theme = themes.firstIndex { $0.name == "panic" } ?? 0
    var panic = PanicConfiguration(
      source: stream, dimension: Int32(theme), markers: markers.panic,
      languages: themes[theme].terms.keys.sorted().compactMap(Self.languageCode),
      areaCount: territory.areas.count, paneLength: configuration.paneLength)
    panic.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    // Where no source says who wrote, the rule would silence the group.
    let hasAuthors = group.sources.contains { configuration.sources[Int($0)].author != nil }
    panic.minimumAuthors = hasAuthors ? Int32(settings.minimumAuthors) : 0
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
    emerging.shownFrom = Int32(configuration.privacy.minimumAuthors)
    emerging.warmUpHours = settings.warmUpHours
    emerging.maximumTerms = settings.maximumTerms
    return EmergingDetector(configuration: emerging)
  }
}
