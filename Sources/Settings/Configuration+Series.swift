package import Detection
internal import EventTime
internal import Signals

extension Configuration {
  /// The first dense index of categories; those of themes stand below it.
  package static let firstCategory: Int32 = 64

  /// Every series that `volume` is configured to count, in ascending order, each once; their number
  /// is the N of its promise.
  ///
  /// Sources, themes and categories by their index in this configuration: theme 0 is `all`, theme
  /// i + 1 is `themes[i]`, and after the declared categories of a source comes `other`. Areas are
  /// those of a territory with `areaCount` of them; −1 is the territory.
  package func volumeSeries(areaCount: Int) -> [SeriesKey] {
    var keys: Set<SeriesKey> = []
    for line in volume.series {
      let areas = line.areas ? -1..<Int32(areaCount) : -1..<0
      for (index, source) in sources.enumerated() where line.sources.holds(source.name) {
        for dimension in dimensions(of: source, line) {
          for area in areas {
            keys.insert(SeriesKey(source: Int32(index), dimension: dimension, area: area))
          }
        }
      }
    }
    return keys.sorted()
  }

  private func dimensions(of source: SourceSpec, _ line: SeriesSelection) -> [Int32] {
    let names = ["all"] + themes.map(\.name)
    var dimensions = names.indices.filter { line.themes.holds(names[$0]) }.map(Int32.init)
    if line.categories {
      let count: Int
      if let category = source.category {
        count = category.values.count + 1
      } else {
        count = source.constants[.category] == nil ? 0 : 1
      }
      dimensions += (0..<Int32(count)).map { Self.firstCategory + $0 }
    }
    return dimensions
  }

  /// Refuses a configuration that lists more series than `limits.maxSeries`.
  package func checkSeries(areaCount: Int) throws(ConfigurationErrors) {
    let count = volumeSeries(areaCount: areaCount).count
    guard count > limits.maxSeries else { return }
    throw ConfigurationErrors([
      ConfigurationError(
        .contradiction, at: SourceLocation(file: path), keyPath: "limits.maxSeries",
        "volume lists \(count) series, more than limits.maxSeries, \(limits.maxSeries)",
        suggestion: "list fewer in detectors/volume.yaml, or raise the limit")
    ])
  }
}

extension Selection {
  /// Whether `name` is among them.
  package func holds(_ name: String) -> Bool {
    switch self {
    case .every: true
    case .listed(let names): names.contains(name)
    }
  }
}
