/// What of its detector a finding is; the name stands in alerts.
package struct FindingKind: RawRepresentable, Hashable, Sendable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }

  /// `volume`: more than usual.
  package static let more = FindingKind(rawValue: "volume")
}

/// What a number among a finding's details is; the name stands in the evidence of alerts.
package struct Measure: RawRepresentable, Hashable, Sendable, Comparable {
  package let rawValue: String
  package init(rawValue: String) { self.rawValue = rawValue }
  package static func < (a: Measure, b: Measure) -> Bool { a.rawValue < b.rawValue }
}

/// Where a record of evidence stands, and of which source.
package struct SourcedSample: Sendable, Equatable {
  package var source: Int32
  package var sample: Sample
  package init(source: Int32, sample: Sample) {
    self.source = source
    self.sample = sample
  }
}

/// What a detector has to say of a finding beside its score: never a body, never a person.
package struct FindingDetails: Sendable, Equatable {
  /// References at most.
  package static let sampleLimit = 5

  /// What people call the item: a domain, a service, an entry's reference. Empty without one.
  package var label = ""
  /// Words that name it, the most telling first.
  package var terms: [String] = []
  /// At most 140 scrubbed characters, by the rules of excerpts; it never leaves `.current`.
  package var excerpt: String?
  /// Whose words the excerpt is: with this post's retraction it goes at once. Nil is not known, and
  /// then it goes when any of `samples` is withdrawn.
  package var excerptPost: UInt64?
  private(set) package var measures: [Measure: Double] = [:]
  /// Areas that it touches beside that of its series, ascending.
  package var areas: [Int32] = []
  /// Sources that added evidence, ascending.
  package var sources: [Int32] = []
  /// The latest first, at most `sampleLimit`.
  package var samples: [SourcedSample] = []
  /// Where it is, when that is finer than its area: degrees and kilometres.
  package var place: Place?

  package struct Place: Sendable, Equatable {
    package var latitude: Double
    package var longitude: Double
    package var radiusKm: Double
    package init(latitude: Double, longitude: Double, radiusKm: Double) {
      self.latitude = latitude
      self.longitude = longitude
      self.radiusKm = radiusKm
    }
  }

  package init() {}

  /// A number by what it is. Only finite ones are held: what is none is not there.
  package subscript(measure: Measure) -> Double? {
    get { measures[measure] }
    set { measures[measure] = newValue.flatMap { $0.isFinite ? $0 : nil } }
  }

  /// In the order of their names.
  package var sortedMeasures: [(measure: Measure, value: Double)] {
    measures.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
