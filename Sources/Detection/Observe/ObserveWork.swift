internal import Signals

/// What the partitions of a source share while they are stepped: its rules, and storage that goes
/// round.
struct ObserveWork: ~Copyable {
  let configuration: ObserveConfiguration
  let watchList: WatchList
  let labels: ReportLabels?
  var accumulator: PaneAccumulator
  /// Panes that were dropped, kept for their storage.
  var spare: [OpenPane] = []
  /// Details of panes that were closed, likewise.
  var spareDetails: [PaneDetails] = []
  var posts = PostsCollector()
  /// By raw value of the reason.
  var rejectedByReason = [Int64](repeating: 0, count: RejectReason.allCases.count)

  init(configuration: ObserveConfiguration, watchList: WatchList, labels: ReportLabels?) {
    self.configuration = configuration
    self.watchList = watchList
    self.labels = labels
    accumulator = PaneAccumulator(layout: configuration.layout)
  }

  deinit { for details in spareDetails { details.base?.deallocate() } }
}
