internal import Alerts
internal import Detection
internal import EventTime
internal import Signals

/// Takes operators' actions off their topic: into the lives of alerts, back to the detectors, or to the
/// dead letters with the reason and the reference, never with the payload, which names a person.
struct ActionDesk {
  struct Answer {
    /// To be sent with what the action changed.
    var records: [OutRecord] = []
    /// Why it could not be taken.
    var refusal: String?
  }

  static let malformed = "malformed_action"

  private let blueprint: AlertBlueprint
  private let letters: DeadLetterEncoder
  private let partition: LogPartition

  init(_ blueprint: AlertBlueprint) {
    self.blueprint = blueprint
    letters = DeadLetterEncoder(topic: blueprint.topics.deadLetters, sources: [])
    partition = LogPartition(blueprint.topics.actions, 0)
  }

  func take(
    _ record: RecordView, present: Instant, _ machine: inout AlertMachine,
    into changes: inout [AlertChange]
  ) -> Answer {
    var answer = Answer()
    if record.payload.baseAddress == nil { return answer }
    do throws(ActionError) {
      let action = try AlertAction(json: record.payload)
      switch machine.take(action, now: present, into: &changes) {
      case .taken(let alarm): answer.records = alarm.map { feedback(FeedbackNote($0)) } ?? []
      case .repeated: break
      case .refused(let reason): answer.refusal = reason.rawValue
      }
    } catch {
      answer.refusal = Self.malformed
    }
    if let refusal = answer.refusal {
      answer.records.append(
        letters.record(
          action: partition, offset: record.offset, arrival: record.arrival ?? present,
          reason: refusal))
    }
    return answer
  }

  /// Every shard hears of a false alarm: the one that has the series learns from it.
  private func feedback(_ note: FeedbackNote) -> [OutRecord] {
    var codec = PanesCodec(
      names: blueprint.sourceNames, layouts: blueprint.layouts, paneLength: blueprint.paneLength,
      streams: blueprint.names)
    var records: [OutRecord] = []
    codec.encode(.feedback(note)) { payload in
      for shard in 0..<blueprint.topics.shards {
        records.append(
          OutRecord(
            topic: blueprint.topics.panes, partition: Int32(shard), key: [],
            payload: Array(payload)))
      }
    }
    return records
  }
}
