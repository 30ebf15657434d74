package import EventTime
package struct VolumeDetector: ~Copyable {
  package init() {}
  package mutating func step(
    pane: Pane, counts: [SeriesCount], authors: [UInt64], missing: Bool,
    into findings: inout [Finding]
  ) {}
}
