package import Detection
package import EventTime

/// What ALERT is made of.
package struct AlertBlueprint {
  package var names: [SourceNames]
  package var layouts: [SeriesLayout]
  package var topics: StageTopics
  package var paneLength: PaneLength
  package var configuration: AlertConfiguration
  package var renderer: AlertRenderer
  package var site: String
  package var version: String
  package var configurationHash: String
  /// By source: how far behind the present its panes may be before that is an alert of its own.
  package var lagLimits: [Interval]
  package var heartbeatEvery = Interval.minutes(1)
  /// Sources and groups that situations wait for; none: there are no situations.
  package var situationStreams: [Int32] = []

  package init(
    names: [SourceNames], layouts: [SeriesLayout], topics: StageTopics, paneLength: PaneLength,
    configuration: AlertConfiguration, renderer: AlertRenderer,
    site: String, version: String, configurationHash: String, lagLimits: [Interval]
  ) {
    self.names = names
    self.layouts = layouts
    self.topics = topics
    self.paneLength = paneLength
    self.configuration = configuration
    self.renderer = renderer
    self.site = site
    self.version = version
    self.configurationHash = configurationHash
    self.lagLimits = lagLimits
  }

  /// By source: names of the sources alone.
  var sourceNames: [SourceNames] { Array(names.prefix(layouts.count)) }

  /// Whether a series is still watched; what a group finds is no series of a source.
  func isListed(_ series: SeriesKey) -> Bool {
    if Int(series.source) >= layouts.count { return true }
    return layouts[Int(series.source)].lists(dimension: series.dimension, area: series.area)
  }
}
