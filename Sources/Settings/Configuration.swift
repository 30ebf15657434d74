package import EventTime
package import Signals

/// The language of words for operators in the terminal.
package enum OperatorLanguage: String, Sendable, CaseIterable { case fr, en }

/// What happens to a record when a process dies.
package enum Delivery: String, Sendable, CaseIterable {
  /// It may be handled twice; its alerts keep their ids.
  case atLeastOnce = "at-least-once"
  /// It is handled once: what it causes and the position behind it are one transaction.
  case exactlyOnce = "exactly-once"
}

/// The whole configuration: `vigie.yaml` and the files that it names.
package struct Configuration: Sendable, Equatable {
  /// Of `vigie.yaml`, as it was given.
  package var path: String
  /// Stands in the alerts' `source`: `/vigie/SITE`.
  package var site: String
  package var language: OperatorLanguage
  /// Of this process among those that share the work; unique and lasting.
  package var instance: String
  package var delivery: Delivery
  /// Partitions of `vigie.panes`, and so the most machines that detect. It changes no alert.
  package var shards: Int
  /// All zones that it knows, for the areas of a territory.
  package var timeZones: TimeZoneTable
  /// Of the profile of the week, and of operators.
  package var timeZone: TimeZoneRule
  package var paneLength: PaneLength
  package var broker: BrokerSettings
  package var limits: Limits
  package var privacy: PrivacySettings
  package var alerts: AlertSettings
  package var deadLetters: DeadLetterSettings
  package var topics: TopicSettings
  package var http: HTTPSettings
  /// By name, in the order of bytes: an index into it does not depend on files.
  package var sources: [SourceSpec]
  /// Sources whose posts and places are looked at together, by name in the order of bytes.
  package var groups: [GroupSettings]
  /// By name, in the order of bytes, without `all`.
  package var themes: [ThemeFile]
  /// The directory of the territory's data; nil: a single area.
  package var territory: String?
  package var volume: VolumeSettings
  package var detectors: DetectorSettings
  /// All decoded values that change results, defaults included, one a line and sorted.
  ///
  /// No addresses, names of topics, secrets or paths are in it, nor the contents of the territory's
  /// files: the hash of the configuration covers this text and a digest of those.
  package var canonicalText: String

  /// The most themes; the bits of a 64-bit word without that of `all`.
  package static let themeLimit = 63
}

/// `vigie.yaml` itself, and the paths that it names.
struct MainFile {
  var configuration: Configuration
  var sources: [Value]
  /// Nil: one group, `public`, of all sources of posts.
  var groups: [GroupSettings]?
  var themes: Value?
  var territory: Value?
  var detectors: Value?
  /// Where a name of a topic stands, by the key's path.
  var topicLocations: [(keyPath: String, topic: String, location: SourceLocation)]
}

extension MainFile {
  init(_ s: inout Section, path: String) {
    let site = s.text(
      "site", default: "vigie", as: .name, "Stands in the alerts' source, /vigie/SITE.", .operation)
    let language = s.choice(
      "language", default: OperatorLanguage.fr, "Of words for operators in the terminal.",
      .operation)
    let instance = s.text(
      "instance", default: "vigie-1", as: .name,
      "Of this process among those that share the work; unique and lasting.", .operation)
    let delivery = s.choice(
      "delivery", default: Delivery.atLeastOnce,
      "After a crash: records may be handled twice, or exactly once in Kafka's transactions.",
      .operation)
    let shards = s.integer(
      "shards", default: 8, in: 1...256,
      "Partitions of the panes' topic, and so the most pipelines that detect.", .operation)
    _ = s.declare(
      "timeZones", "path", default: "none", "File of time zones; none: UTC is the only one.")
    let zone = s.zone(
      "timeZone", default: "UTC", "Of the profile of the week, and of operators.")
    let paneLength = Self.paneLength(&s)
    let broker = s.section("broker", "How Kafka is reached.") { BrokerSettings(&$0) }
    sources =
      s.declare(
        "sources", "path or list of paths", default: "",
        "Files of sources, directories of them, or patterns as sources/*.yaml.", isRequired: true)?
      .elements(acceptsSingle: true, count: 1...10_000) ?? []
    groups = GroupSettings.read(&s)
    themes = s.declare("themes", "path", default: "none", "Directory of theme files.")
    territory = s.declare(
      "territory", "path", default: "none", "Directory of a territory; none: a single area.")
    detectors = s.declare(
      "detectors", "path", default: "none",
      "Directory of a file for each detector; none: their defaults.")
    let limits = s.section("limits", "Every limit, and what happens there.") { Limits(&$0) }
    let privacy = s.section("privacy", "What is kept and shown about people.") {
      PrivacySettings(&$0)
    }
    var locations: [(keyPath: String, topic: String, location: SourceLocation)] = []
    let alerts = s.section("alerts", "How alerts are published.") { alerts in
      let settings = AlertSettings(&alerts)
      locations.append(("alerts.topic", settings.topic, alerts.location(of: "topic")))
      locations.append(
        ("alerts.currentTopic", settings.currentTopic, alerts.location(of: "currentTopic")))
      locations.append(
        ("alerts.actionsTopic", settings.actionsTopic, alerts.location(of: "actionsTopic")))
      return settings
    }
    let deadLetters = s.section("deadLetters", "Records that cannot be taken.") { letters in
      let settings = DeadLetterSettings(&letters)
      locations.append(("deadLetters.topic", settings.topic, letters.location(of: "topic")))
      return settings
    }
    let topics = s.section("topics", "What `vigie topics` plans and creates.") { topics in
      let settings = TopicSettings(&topics)
      let location = topics.location(of: "internalPrefix")
      let names = settings.internalTopics.all
      locations.insert(
        contentsOf: names.map { ("topics.internalPrefix", $0, location) }, at: 0)
      return settings
    }
    let http = s.section("http", "Where health and metrics are shown.") { HTTPSettings(&$0) }
    topicLocations = locations
    if delivery == .exactlyOnce, privacy.key == nil {
      s.fail(
        .contradiction, at: "delivery", "delivery: exactly-once needs privacy.key",
        suggestion: "after a restart open panes are read again, and their pseudonyms must be "
          + "those of before")
    }
    var none = Section(absent: "", ledger: Ledger(), location: s.location)
    configuration = Configuration(
      path: path, site: site, language: language, instance: instance, delivery: delivery,
      shards: shards, timeZones: s.ledger.zones, timeZone: zone ?? .utc, paneLength: paneLength,
      broker: broker,
      limits: limits, privacy: privacy, alerts: alerts, deadLetters: deadLetters, topics: topics,
      http: http, sources: [], groups: [],
      themes: [], territory: nil,
      volume: VolumeSettings(&none, known: KnownNames(sources: [], themes: [])),
      detectors: DetectorSettings(&none), canonicalText: "")
  }

  private static func paneLength(_ s: inout Section) -> PaneLength {
    let seconds = s.integer(
      "paneSeconds", default: 10, in: 1...60, "Slice of event time; it divides 60.")
    if 60 % seconds != 0 {
      s.fail(
        .outOfRange, at: "paneSeconds", "paneSeconds: \(seconds) does not divide a minute",
        suggestion: "1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60")
    }
    return PaneLength(seconds: Int64(seconds)) ?? .standard
  }
}
