internal import Crypto
package import Detection
internal import EventTime
package import Settings
package import Signals

/// Why a configuration that reads well cannot be put together.
package struct AssemblyError: Error, Sendable, Equatable {
  package var message: String
  package init(_ message: String) { self.message = message }
}

/// A configuration put together: the machines of every stage and the names of what they number.
package struct Assembly: Sendable {
  package let configuration: Configuration
  package let territory: Territory
  package let lexicon: Lexicon
  /// By dense index, 0 is `all`.
  package let themes: [Theme]
  /// By source.
  package let layouts: [SeriesLayout]
  /// By their place behind the sources.
  package let groups: [SourceGroup]
  /// By stream, the sources and then the groups: what their numbers mean.
  package let names: [SourceNames]
  /// Hash of everything that changes results.
  package let configurationHash: String
  /// What reads are looked up in.
  package private(set) var watchList = WatchList()
  /// Which part of a report's host is a domain of its own.
  package var suffixes = PublicSuffixes()

  package init(
    configuration: Configuration, territory: Territory, territoryDigest: String
  ) throws(AssemblyError) {
    self.configuration = configuration
    self.territory = territory
    let all = Theme(name: "all", titleFrench: "tous les messages", titleEnglish: "all messages")
    let listed = configuration.themes.map(Theme.init(file:))
    themes = [all] + listed
    let lexicon: Lexicon
    do {
      lexicon = try Lexicon(themes: listed, places: territory.placeNames)
    } catch {
      throw AssemblyError("theme \(error.theme): \(error.message)")
    }
    self.lexicon = lexicon
    configurationHash = digest128([configuration.canonicalText, territoryDigest])
    let termThemes = (0..<lexicon.termCount).map { lexicon.termThemes(UInt16($0)) }
    var layouts: [SeriesLayout] = []
    for source in configuration.sources {
      layouts.append(
        Self.layout(
          of: source, configuration, areas: territory.areas.count, termThemes: termThemes))
    }
    self.layouts = layouts
    groups = configuration.groups.map { group in
      SourceGroup(
        name: group.name,
        sources: group.sources.compactMap { name in
          configuration.sources.firstIndex { $0.name == name }.map(Int32.init)
        }.sorted())
    }
    names = Self.names(configuration, territory, lexicon, themes, layouts)
    let total = layouts.reduce(0) { $0 + $1.seriesCount }
    guard total > 0 else { throw AssemblyError("detectors/volume.yaml lists no series") }
    guard total <= configuration.limits.maxSeries else {
      throw AssemblyError(
        "detectors/volume.yaml lists \(total) series, and limits.maxSeries is "
          + "\(configuration.limits.maxSeries): list fewer, or raise the limit")
    }
  }

  /// N of the promise: the series of all sources together.
  package var seriesCount: Int { layouts.reduce(0) { $0 + $1.seriesCount } }

  /// The chain of all stages, as it begins.
  ///
  /// - Parameters:
  ///   - key: of the pseudonyms.
  ///   - history: see `Chain`.
  ///   - clock: see `SourceChain`.
  package func chain(
    key: [UInt8], history: Bool, clock: (@Sendable () -> UInt64)? = nil
  ) throws(AssemblyError) -> Chain {
    var sources: [SourceChain] = []
    for index in configuration.sources.indices {
      sources.append(try sourceChain(index, key: key, clock: clock))
    }
    let chains = groups.indices.map { GroupChain(detect(group: $0, shard: nil)) }
    for (group, chain) in zip(groups, chains) where chain.isActive {
      for source in group.sources { sources[Int(source)].join(chain) }
    }
    return Chain(
      sources: sources, groups: chains, alerts: AlertStage(configuration: alertConfiguration),
      history: history)
  }

  /// Decodes records of one source, for a dry run.
  package func decoder(
    source index: Int, key: [UInt8], labels: ReportLabels? = nil
  ) throws(AssemblyError) -> SignalDecoder {
    let source = configuration.sources[index]
    do {
      return try SignalDecoder(
        spec: source, territory: territory, lexicon: lexicon, pseudonymKey: key,
        maxRecordBytes: configuration.limits.maxRecordBytes,
        maxDepth: configuration.limits.maxDepth, readsDetails: readsPosts(of: index),
        suffixes: suffixes, labels: labels)
    } catch {
      throw AssemblyError("source \(source.name): \(error)")
    }
  }

  private func sourceChain(
    _ index: Int, key: [UInt8], clock: (@Sendable () -> UInt64)?
  ) throws(AssemblyError) -> SourceChain {
    let source = configuration.sources[index]
    let labels = reads(of: index).contains(.reports) ? ReportLabels() : nil
    return SourceChain(
      index: Int32(index), name: source.name, topic: source.topic,
      decoder: try decoder(source: index, key: key, labels: labels),
      observe: observe(source: index, key: key, labels: labels),
      detect: detect(source: index), clock: clock)
  }

  func observe(
    source index: Int, key: [UInt8], labels: ReportLabels?
  ) -> Observe {
    let source = configuration.sources[index]
    var layout = layouts[index]
    layout.authorSalts = authorSalts(of: index, key: key)
    var observe = ObserveConfiguration(
      source: Int32(index), paneLength: configuration.paneLength, maxDelay: source.maxDelay,
      idle: source.idle, dedupe: source.dedupe,
      maxEventsPerPane: configuration.limits.maxEventsPerPane, layout: layout)
    observe.reads = reads(of: index)
    observe.readsPosts = readsPosts(of: index)
    return Observe(configuration: observe, watchList: watchList, labels: labels)
  }

  /// Reads the lines of a watch list under the key of the pseudonyms; those that are no entries.
  package mutating func readWatchList(
    _ lines: [UInt8], key: [UInt8]
  ) -> [(line: Int, refusal: WatchListRefusal)] {
    var list = WatchList()
    let refused = WatchListReader(key: key).read(lines: lines, into: &list)
    watchList = list
    return refused
  }

  /// A source's detectors, those of one shard or all of them.
  func detect(source index: Int, shard: Int32? = nil) -> Detect {
    Detect(
      source: Int32(index), paneLength: configuration.paneLength, layout: layouts[index],
      volume: VolumeDetector(source: Int32(index), configuration: volume(of: index)),
      others: others(of: index, shard: shard))
  }

  /// By dimension: the first 8 bytes of HMAC-SHA-256 over `author`, the source and the dimension's
  /// name, each after its length, so that in sums no author can be followed from theme to theme.
  private func authorSalts(of index: Int, key: [UInt8]) -> [UInt64] {
    let source = configuration.sources[index]
    let hmac = HMACSHA256(key: key)
    return (0..<layouts[index].dimensions).map { dimension in
      let category = dimension - SeriesLayout.themes
      let values = source.category?.values ?? []
      let name =
        category >= 0
        ? "category=" + (category < values.count ? values[category] : "other")
        : dimension < themes.count ? themes[dimension].name : ""
      var message: [UInt8] = []
      for field in ["author", source.name, name] {
        withUnsafeBytes(of: UInt32(field.utf8.count).bigEndian) { message += $0 }
        message += field.utf8
      }
      return message.withUnsafeBytes { hmac.code(of: $0).first64 }
    }
  }

  private func volume(of index: Int) -> VolumeConfiguration {
    let settings = configuration.volume
    var volume = VolumeConfiguration(
      seriesCount: seriesCount, familySeriesCount: territory.areas.count + 1,
      hasAuthors: configuration.sources[index].author != nil,
      paneLength: configuration.paneLength)
    volume.falseAlarmsPerWeek = settings.falseAlarmsPerWeek
    volume.minimumAuthors = Int32(settings.minimumAuthors)
    volume.minimumCount = Int32(settings.minimumCount)
    volume.maximumSeries = configuration.limits.maxSeries
    volume.territoryZone = configuration.timeZone
    volume.zones = zones
    // One calendar for each distinct set of days; the territory's own is the first.
    var calendars = [settings.holidays(ofArea: nil)]
    volume.territoryCalendar = calendars[0].isEmpty ? -1 : 0
    for area in territory.areas {
      let days = settings.holidays(ofArea: area.code)
      if days.isEmpty {
        volume.calendars.append(-1)
      } else if let place = calendars.firstIndex(of: days) {
        volume.calendars.append(Int32(place))
      } else {
        calendars.append(days)
        volume.calendars.append(Int32(calendars.count - 1))
      }
    }
    volume.holidays = calendars.map { HolidayCalendar(days: $0) }
    return volume
  }

  private static func layout(
    of source: SourceSpec, _ configuration: Configuration, areas: Int, termThemes: [UInt64]
  ) -> SeriesLayout {
    let categories = source.category.map { $0.values.count + 1 } ?? 0
    let dimensions = SeriesLayout.themes + categories
    var overall = [Bool](repeating: false, count: dimensions)
    var perArea = overall
    guard configuration.volume.enabled else {
      return SeriesLayout(
        areas: areas, overall: overall, perArea: perArea, termThemes: termThemes)
    }
    let names = ["all"] + configuration.themes.map(\.name)
    for line in configuration.volume.series
    where line.sources.holds(source.name)
      && (line.kinds.isEmpty || line.kinds.contains(source.kind))
    {
      for (theme, name) in names.enumerated() where line.themes.holds(name) {
        overall[theme] = true
        if line.areas { perArea[theme] = true }
      }
      if line.categories {
        for dimension in SeriesLayout.themes..<dimensions {
          overall[dimension] = true
          if line.areas { perArea[dimension] = true }
        }
      }
    }
    return SeriesLayout(areas: areas, overall: overall, perArea: perArea, termThemes: termThemes)
  }
}

extension Selection {
  fileprivate func holds(_ name: String) -> Bool {
    switch self {
    case .every: true
    case .listed(let names): names.contains(name)
    }
  }
}

extension Theme {
  fileprivate init(file: ThemeFile) {
    self.init(
      name: file.name, titleFrench: file.title[.fr] ?? file.name,
      titleEnglish: file.title[.en] ?? file.name,
      terms: Dictionary(
        uniqueKeysWithValues: file.terms.map { ($0.key.rawValue, $0.value) }),
      query: ThemeQuery(file.query))
  }
}

extension ThemeQuery {
  fileprivate init(_ query: ThemeFile.Query) {
    switch query {
    case .terms: self = .terms
    case .term(let term): self = .term(term)
    case .any(let parts): self = .any(parts.map(ThemeQuery.init))
    case .all(let parts): self = .all(parts.map(ThemeQuery.init))
    case .not(let part): self = .not(ThemeQuery(part))
    case .near(let parts, let within): self = .near(parts.map(ThemeQuery.init), within: within)
    case .phrase(let phrase): self = .phrase(phrase)
    }
  }
}
