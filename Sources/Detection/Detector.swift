package import EventTime

/// The common shape of the detectors that watch a group of sources, or one source, pane by pane.
///
/// A value without clock, input or output: the same panes give the same findings, and a machine that
/// loads what another saved goes on as that one would, to the last bit.
package protocol Detector: ~Copyable {
  /// What one pane brings.
  associatedtype Input

  /// Steps one pane: panes come in order and without gaps, those without anything too. Findings are
  /// appended in an order that follows from the input alone.
  mutating func step(_ pane: Pane, _ input: borrowing Input, into findings: inout [Finding])

  /// An operator says that the alert of this key was a false alarm: its episode, of this peak, enters
  /// the calibration. A key that is not known any more is left aside.
  mutating func takeFalseAlarm(series: SeriesKey, item: UInt64, peak: Double)

  /// Writes everything that a later step depends on into cells whose keys begin with `prefix/`.
  func save(_ prefix: String, into cells: inout StateCells)

  /// Takes in what `save` wrote, of the same configuration; the detector must be fresh.
  mutating func load(_ prefix: String, _ cells: StateCells) throws(StateError)
}
