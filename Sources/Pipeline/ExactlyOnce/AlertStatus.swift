/// What ALERT has done, for metrics and health.
package struct AlertStatus: Sendable {
  package var recordsTotal: Int64 = 0
  package var eventsTotal: Int64 = 0
  package var restoresTotal: Int64 = 0
  package var rebuildsTotal: Int64 = 0
  package var answeredByGroup = false
  package var problem: String?
}
