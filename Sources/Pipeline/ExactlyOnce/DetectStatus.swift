/// What a DETECT pipeline has done, for metrics and health.
package struct DetectStatus: Sendable {
  package var recordsTotal: Int64 = 0
  package var findingsTotal: Int64 = 0
  package var checkpointsTotal: Int64 = 0
  package var checkpointBytesTotal: Int64 = 0
  package var restoresTotal: Int64 = 0
  /// Shards that went and came back untouched.
  package var resumedTotal: Int64 = 0
  package var rebuildsTotal: Int64 = 0
  package var answeredByGroup = false
  /// What stands in the way now; nil when nothing does.
  package var problem: String?
}
