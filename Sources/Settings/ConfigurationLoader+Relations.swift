internal import EventTime
internal import Signals

extension ConfigurationLoader {
  /// No topic of ours twice, and none that is also read: that would be a loop.
  mutating func checkTopics(_ main: MainFile, _ sources: [SourceFile]) {
    var owners: [String: String] = [:]
    for (keyPath, topic, location) in main.topicLocations {
      if let owner = owners[topic] {
        errors.append(
          ConfigurationError(
            .contradiction, at: location, keyPath: keyPath,
            "\(keyPath): topic '\(topic)' is \(owner) already"))
      }
      owners[topic] = keyPath
    }
    for source in sources {
      guard let owner = owners[source.spec.topic] else { continue }
      errors.append(
        ConfigurationError(
          .contradiction, at: source.topicLocation, keyPath: "\(source.spec.name).topic",
          "source '\(source.spec.name)' reads topic '\(source.spec.topic)', which is \(owner)",
          suggestion: "Vigie does not read what it writes"))
    }
  }

  /// A partition may hold its panes open for as long as its source's delay.
  mutating func checkPanes(_ configuration: Configuration, _ sources: [SourceFile]) {
    let ahead = Int64(configuration.limits.maxPanesAhead) * configuration.paneLength.seconds
    for source in sources where source.spec.maxDelay.microseconds > ahead * 1_000_000 {
      errors.append(
        ConfigurationError(
          .contradiction, at: source.maxDelayLocation,
          keyPath: "\(source.spec.name).maxDelaySeconds",
          "\(source.spec.name).maxDelaySeconds is more than limits.maxPanesAhead panes",
          suggestion: "at most \(ahead) s with paneSeconds \(configuration.paneLength.seconds)"))
    }
  }
}
