package import Detection
internal import EventTime
internal import Settings
internal import Signals

// What each stage is made of, for the pipelines that run apart from each other.
extension Assembly {
  /// By source: what its numbers mean.
  package var sourceNames: [SourceNames] { Array(names.prefix(configuration.sources.count)) }

  static func names(
    _ configuration: Configuration, _ territory: Territory, _ lexicon: Lexicon,
    _ themes: [Theme], _ layouts: [SeriesLayout]
  ) -> [SourceNames] {
    let terms = (0..<lexicon.termCount).map { lexicon.termText(UInt16($0)) }
    let areas = territory.areas.map(\.code)
    let sources = configuration.sources.indices.map { index in
      SourceNames(
        source: configuration.sources[index].name,
        dimensions: dimensionNames(
          configuration.sources[index], themes, count: layouts[index].dimensions),
        areas: areas, terms: terms,
        services: configuration.sources[index].service.map { $0.values + ["other"] } ?? [])
    }
    return sources
      + configuration.groups.map { group in
        SourceNames(
          source: group.name,
          dimensions: themes.map(\.name)
            + [String](repeating: "", count: SeriesLayout.themes - themes.count),
          areas: areas, terms: [])
      }
  }

  private static func dimensionNames(
    _ source: SourceSpec, _ themes: [Theme], count: Int
  ) -> [String] {
    var names = [String](repeating: "", count: count)
    for (theme, held) in themes.enumerated() { names[theme] = held.name }
    let values = source.category?.values ?? []
    for place in SeriesLayout.themes..<count {
      let category = place - SeriesLayout.themes
      names[place] = "category=" + (category < values.count ? values[category] : "other")
    }
    return names
  }

  package var topics: StageTopics { StageTopics(configuration) }

  package var alertConfiguration: AlertConfiguration {
    var alerts = AlertConfiguration(
      paneLength: configuration.paneLength,
      falseAlarmsPerWeek: configuration.volume.falseAlarmsPerWeek)
    alerts.announceWithin = .minutes(Int64(configuration.alerts.announceWithinMinutes))
    alerts.alertsPerMinute = configuration.limits.alertsPerMinute
    alerts.names = names
    let detectors = configuration.detectors
    alerts.promises = [
      .rumour: detectors.rumour.falseAlarmsPerWeek, .panic: detectors.panic.falseAlarmsPerWeek,
      .crowd: detectors.crowd.falseAlarmsPerWeek,
      .emerging: detectors.emerging.falseAlarmsPerWeek,
      .satisfaction: detectors.satisfaction.falseAlarmsPerWeek,
      .scam: detectors.scam.falseAlarmsPerWeek, .silence: detectors.silence.falseAlarmsPerWeek,
      .situation: detectors.situation.falseAlarmsPerWeek,
    ]
    if detectors.situation.enabled {
      var situation = SituationConfiguration(neighbours: territory.areas.map(\.neighbours))
      situation.falseAlarmsPerWeek = detectors.situation.falseAlarmsPerWeek
      situation.within = .minutes(Int64(detectors.situation.withinMinutes))
      situation.openLimit = detectors.situation.openLimit
      situation.signLimit = detectors.situation.signLimit
      alerts.situation = situation
    }
    return alerts
  }

  /// OBSERVE of one source, as it begins.
  package func observer(source index: Int, key: [UInt8]) throws(AssemblyError) -> SourceObserver {
    let source = configuration.sources[index]
    let labels = reads(of: index).contains(.reports) ? ReportLabels() : nil
    return SourceObserver(
      index: Int32(index), name: source.name, topic: source.topic,
      decoder: try decoder(source: index, key: key, labels: labels),
      observe: observe(source: index, key: key, labels: labels))
  }

  package func observeWriter(source index: Int) -> ObserveWriter {
    ObserveWriter(
      paneLength: configuration.paneLength, topics: topics,
      deadLetters: DeadLetterEncoder(
        topic: configuration.deadLetters.topic,
        sources: configuration.sources.map { ($0.name, $0.topic) }),
      withPayload: configuration.deadLetters.withPayload,
      codec: PanesCodec(
        names: sourceNames, layouts: layouts, paneLength: configuration.paneLength),
      splitter: splitter(of: index))
  }

  package var detectBlueprint: DetectBlueprint {
    DetectBlueprint(
      names: names, layouts: layouts, groups: groups, paneLength: configuration.paneLength,
      topics: topics, detector: { detect(source: $0, shard: $1) },
      group: { group, shard in detect(group: group, shard: shard) })
  }

  package func alertBlueprint(version: String) -> AlertBlueprint {
    var blueprint = AlertBlueprint(
      names: names, layouts: layouts, topics: topics, paneLength: configuration.paneLength,
      configuration: alertConfiguration,
      renderer: AlertRenderer(assembly: self, version: version), site: configuration.site,
      version: version, configurationHash: configurationHash,
      lagLimits: configuration.sources.map {
        Interval.minutes(Int64(configuration.alerts.lagMinutes)) + $0.maxDelay + $0.idle
      })
    if alertConfiguration.situation != nil {
      let active = groups.indices.filter { detect(group: $0, shard: nil).isActive }
      blueprint.situationStreams =
        (Array(configuration.sources.indices) + active.map { configuration.sources.count + $0 })
        .map { Int32($0) }
    }
    return blueprint
  }
}
