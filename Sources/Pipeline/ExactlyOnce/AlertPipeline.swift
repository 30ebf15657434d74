package import Alerts
internal import Detection
package import EventTime
internal import Signals

/// ALERT, exactly once: events, what changed of the state, and the position in one transaction, so that
/// nothing is ever read again. One thread owns it.
package final class AlertPipeline: LogMember {
  private let blueprint: AlertBlueprint
  private let environment: PipelineEnvironment
  private let consumer: any LogConsumer
  private let transactor: Transactor
  private let records: AlertRecords
  private let desk: ActionDesk
  private var codec: FindingsCodec
  private let partition: LogPartition
  private let group: String
  private var restore: ChangelogRestore?
  private var isAssigned = false
  /// Nil while the partition is another's, or not restored yet.
  private var held: HeldAlerts?
  private var retry = Retry()
  private var sendCadence = Cadence()
  private var commitCadence = Cadence()
  private var lagCadence = Cadence()
  private var heartbeatCadence = Cadence()
  private let onEvent: (AlertEvent) -> Void
  package private(set) var status = AlertStatus()

  /// - Parameter onEvent: called with every event that is committed, on the pipeline's thread.
  package init(
    blueprint: AlertBlueprint, environment: PipelineEnvironment,
    onEvent: @escaping (AlertEvent) -> Void = { _ in }
  ) throws(LogError) {
    self.blueprint = blueprint
    self.environment = environment
    self.onEvent = onEvent
    codec = FindingsCodec(names: blueprint.names)
    partition = LogPartition(blueprint.topics.findings, 0)
    records = AlertRecords(
      topic: blueprint.topics.alerts, currentTopic: blueprint.topics.current)
    desk = ActionDesk(blueprint)
    group = environment.prefix + "alert"
    consumer = try environment.cluster.consumer(group: group, topic: blueprint.topics.findings)
    transactor = Transactor(id: "\(environment.instance).alert.0", cluster: environment.cluster)
  }

  package func turn() throws(PipelineError) -> Int {
    transactor.poll()
    do {
      try consumer.poll(self)
    } catch {
      try said(error, "group")
    }
    guard retry.isDue(environment) else { return 0 }
    if transactor.isUnresolved {
      try settle(try transactor.resume())
      return 0
    }
    do {
      try transactor.prepare()
    } catch {
      try said(error, "start")
      retry.failed(environment)
      return 0
    }
    if isAssigned && held == nil { try restoreOn() }
    let taken = try consume()
    try act()
    lookAtOurselves()
    try sendWhenDue()
    return taken
  }

  package func close() throws(PipelineError) {
    do {
      try consumer.close(self)
    } catch {
      try said(error, "close")
    }
    transactor.discard()
  }

  package func wait(milliseconds: Int32) { consumer.wait(milliseconds: milliseconds) }

  /// Whether this member has the partition, and how far the restore is.
  package var isRestoring: Bool { isAssigned && held == nil }
  package var isActive: Bool { held != nil }
  package var openAlerts: Int { held?.machine.stage.openCount ?? 0 }
  package func frontier(source: Int) -> Instant? {
    held?.machine.inbox.frontier(source: Int32(source)).map(blueprint.paneLength.start(of:))
  }

  package func secondsBehind(source: Int) -> Double? {
    frontier(source: source).map {
      Double((environment.clock.present - $0).microseconds) / 1e6
    }
  }

  /// The share of what is being restored that is read.
  package var restored: Double {
    guard let progress = restore?.progress, progress.of > 0 else { return 0 }
    return Double(progress.position) / Double(progress.of)
  }

  // MARK: The partition

  package func assigned(_ partitions: [LogPartition]) {
    status.answeredByGroup = true
    guard partitions.contains(partition) else { return }
    isAssigned = true
    environment.log(.information, "assigned", ["stage": "alert"])
  }

  package func revoked(_ partitions: [LogPartition], lost: Bool) {
    guard partitions.contains(partition) else { return }
    environment.log(
      lost ? .warning : .information, lost ? "lost" : "revoked", ["stage": "alert"])
    if held != nil && (!lost || transactor.isUnresolved) { flush(lost: lost) }
    drop()
    isAssigned = false
  }

  private func drop() {
    held?.actions.close()
    held = nil
    restore?.close()
    restore = nil
  }

  private func flush(lost: Bool) {
    do throws(PipelineError) {
      for _ in 0..<Self.flushTries {
        if transactor.isUnresolved { try settle(try transactor.resume()) }
        guard transactor.isReady, !lost, held != nil else { break }
        let outcome = try transact()
        try settle(outcome)
        if case .committed = outcome { break }
      }
    } catch {
      environment.log(.error, "flush", ["stage": "alert", "error": error.description])
    }
    if transactor.isUnresolved { rebuild("a transaction is unresolved and its partition goes") }
  }

  private static let flushTries = 3

  private func rebuild(_ reason: String) {
    environment.log(.warning, "rebuild", ["stage": "alert", "reason": reason])
    status.rebuildsTotal += 1
    transactor.discard()
    drop()
  }

  private func restoreOn() throws(PipelineError) {
    let restore =
      self.restore
      ?? ChangelogRestore(
        LogPartition(blueprint.topics.alertChangelog, 0), cluster: environment.cluster)
    self.restore = restore
    do throws(RestoreError) {
      // The group's position waits for a transaction that is about to change it, and so must we.
      let committed: Int64?
      do throws(LogError) {
        committed = try consumer.committed([partition]).first?.offset
      } catch {
        throw .log(error)
      }
      guard let result = try restore.step(milliseconds: environment.pace.restoreMilliseconds)
      else { return }
      try begin(with: result, committed: committed, bytes: restore.byteCount)
      restore.close()
      self.restore = nil
    } catch {
      restore.close()
      self.restore = nil
      switch error {
      case .log(let error):
        try said(error, "restore")
        retry.failed(environment)
      case .state(let error):
        throw .configuration("\(blueprint.topics.alertChangelog)[0]: \(error.sentence)")
      }
    }
  }

  private func begin(
    with result: ChangelogRestore.Result, committed: Int64?, bytes: Int
  ) throws(RestoreError) {
    var machine = AlertMachine(
      shards: blueprint.topics.shards, configuration: blueprint.configuration)
    var lag = LagWatch(names: blueprint.sourceNames.map(\.source), limits: blueprint.lagLimits)
    let actions = ActionFeed(topic: blueprint.topics.actions, cluster: environment.cluster)
    var changelog = ChangelogWriter(LogPartition(blueprint.topics.alertChangelog, 0))
    var start: Int64?
    if case .state(let header, let cells) = result {
      do throws(StateError) {
        guard header.shards == blueprint.topics.shards else {
          throw .incompatible(
            "it was written with \(header.shards) shards, and the configuration has "
              + "\(blueprint.topics.shards)")
        }
        let dropped = try machine.load(
          cells, names: blueprint.names, isListed: blueprint.isListed
        ).flatMap(\.dropped)
        try lag.load(cells)
        try actions.load(cells)
        if !dropped.isEmpty {
          environment.log(
            .warning, "state of what is no longer configured is dropped",
            ["what": dropped.prefix(20).joined(separator: ",")])
        }
      } catch {
        throw .state(error)
      }
      changelog.restored(cells)
      start = header.inputOffset
    }
    do throws(LogError) {
      let marks = try environment.cluster.watermarks([partition])[partition]
      let low = marks?.low ?? 0
      if let needed = start ?? committed, let marks,
        needed < marks.low || needed > marks.high
      {
        throw LogError(
          .configuration,
          "\(partition) holds \(marks.low) to \(marks.high), and the state needs it from \(needed): "
            + "it was made anew, or its retention is too short. To begin afresh, delete the group "
            + "\(group) and the changelog's records.")
      }
      if start == nil, let committed, committed > low {
        throw LogError(
          .configuration,
          "the group \(group) has read \(partition) up to \(committed), and "
            + "\(blueprint.topics.alertChangelog) holds no state: it was emptied. "
            + "To begin afresh, delete the group.")
      }
      let position = start ?? low
      try consumer.start([partition: .offset(position)])
      held = HeldAlerts(
        machine: machine, lag: lag, actions: actions, changelog: changelog,
        position: position)
      environment.log(
        .information, "restored",
        [
          "stage": "alert", "bytes": String(bytes), "from": String(position),
          "open_alerts": String(machine.stage.openCount),
        ])
    } catch {
      throw .log(error)
    }
    status.restoresTotal += 1
    heartbeatCadence = Cadence()
  }

  // MARK: In

  private func consume() throws(PipelineError) -> Int {
    guard held != nil else { return 0 }
    var failure: StateError?
    do throws(LogError) {
      let taken = try consumer.consume(partition, max: environment.pace.batchRecords) { batch in
        for record in batch.records where failure == nil {
          do throws(StateError) {
            if let message = try codec.decode(record.payload) { take(message) }
            held?.position = record.offset + 1
          } catch {
            failure = error
          }
        }
        if !batch.records.isEmpty { held?.isAtEnd = false }
        if batch.endOffset != nil { held?.isAtEnd = true }
      }
      if let failure {
        throw LogError(
          .configuration, "\(partition) at \(held?.position ?? 0): \(failure.sentence)")
      }
      status.recordsTotal += Int64(taken)
      return taken
    } catch {
      if case .offsetOutOfRange = error.kind { drop() }
      try said(error, "read")
      return 0
    }
  }

  private func take(_ message: FindingsMessage) {
    let present = environment.clock.present
    switch message {
    case .findings(let source, let shard, let panes, let frontier):
      guard shard >= 0, shard < blueprint.topics.shards else { return }
      var changes: [AlertChange] = []
      held?.machine.take(
        source: source, shard: shard, panes: panes, frontier: frontier, present: present,
        into: &changes)
      stepSituations(present, into: &changes)
      tell(changes)
    case .exercise(let source, let note):
      held?.operations.append(
        .exercise(
          site: blueprint.site, source: blueprint.names[Int(source)].source, exercise: note.id,
          time: present, sent: note.sent, observed: note.observed,
          detected: note.detected ?? present))
    }
  }

  private func stepSituations(_ present: Instant, into changes: inout [AlertChange]) {
    guard !blueprint.situationStreams.isEmpty, let held else { return }
    held.machine.stepSituations(
      streams: blueprint.situationStreams, present: present, into: &changes)
  }

  private func tell(_ changes: [AlertChange]) {
    guard !changes.isEmpty, let held else { return }
    let frontiers = held.machine.frontiers(sources: blueprint.layouts.count)
    for change in changes {
      held.events.append(blueprint.renderer.event(change, frontiers: frontiers))
    }
  }

  /// Takes what operators did, once this stage has read what there is.
  private func act() throws(PipelineError) {
    guard let held, held.isAtEnd else { return }
    let before = held.actions.problem
    try held.actions.read(every: environment.pace.sendEvery, environment) { take($0, held) }
    if let problem = held.actions.problem, problem != before {
      environment.log(.warning, "actions", ["stage": "alert", "error": problem])
    }
  }

  private func take(_ record: RecordView, _ held: HeldAlerts) {
    held.hasActed = true
    var changes: [AlertChange] = []
    let answer = desk.take(
      record, present: environment.clock.present, &held.machine, into: &changes)
    if let refusal = answer.refusal {
      environment.log(
        .warning, "action refused", ["offset": String(record.offset), "reason": refusal])
    }
    held.answers += answer.records
    tell(changes)
  }

  /// Whether every source comes through, and the heartbeat that says so.
  private func lookAtOurselves() {
    guard let machine = held?.machine else { return }
    let sources = blueprint.layouts.indices
    if lagCadence.isDue(every: .seconds(1), environment) {
      let frontiers = sources.map { frontier(source: $0) }
      let isCurrent = held?.isAtEnd ?? false
      let changes =
        held?.lag.look(frontiers: frontiers, isCurrent: isCurrent, environment) ?? []
      for change in changes {
        held?.events.append(
          change.event(
            site: blueprint.site, version: blueprint.version,
            configHash: blueprint.configurationHash))
      }
    }
    if heartbeatCadence.isDue(every: blueprint.heartbeatEvery, environment) {
      var frontiers: [String: Instant] = [:]
      for index in sources {
        frontiers[blueprint.names[index].source] = frontier(source: index)
      }
      held?.operations.append(
        .heartbeat(
          site: blueprint.site, instance: environment.instance, version: blueprint.version,
          configHash: blueprint.configurationHash, time: environment.clock.present,
          openAlerts: machine.stage.openCount, frontiers: frontiers))
    }
  }

  // MARK: Out

  private func sendWhenDue() throws(PipelineError) {
    guard transactor.isReady, let held else { return }
    let hasNews = held.hasNews
    guard hasNews || held.position > held.lastCommitted else { return }
    let isDue =
      hasNews
      ? sendCadence.isDue(every: environment.pace.sendEvery, environment)
      : commitCadence.isDue(every: environment.pace.commitEvery, environment)
    guard isDue else { return }
    commitCadence.postpone(by: environment.pace.commitEvery, environment)
    try settle(try transact())
  }

  private func transact() throws(PipelineError) -> Transactor.Outcome {
    guard let held else { return .committed }
    if !held.hasNews && held.position == held.lastCommitted { return .committed }
    var out: [OutRecord] = []
    for event in held.events { out += records.records(of: event) }
    for event in held.operations { out.append(records.record(of: event)) }
    out += held.answers
    var cells = StateCells()
    held.machine.save(names: blueprint.names, into: &cells)
    held.lag.save(into: &cells)
    held.actions.save(into: &cells)
    out += held.changelog.records(
      of: cells, inputOffset: held.position,
      paneMicroseconds: blueprint.paneLength.microseconds, shards: blueprint.topics.shards)
    return try transactor.send(
      out, offsets: [LogOffset(partition, offset: held.position)], of: consumer)
  }

  private func settle(_ outcome: Transactor.Outcome) throws(PipelineError) {
    switch outcome {
    case .committed:
      retry.succeeded()
      status.problem = nil
      guard let held else { return }
      for event in held.events where !event.isErasure { onEvent(event) }
      status.eventsTotal += Int64(held.events.count)
      held.changelog.written()
      held.events = []
      held.operations = []
      held.answers = []
      held.hasActed = false
      held.lastCommitted = held.position
    case .nothing(let reason), .unresolved(let reason):
      status.problem = reason
      retry.failed(environment)
      environment.log(.warning, "transaction", ["stage": "alert", "problem": reason])
    case .lost(let reason):
      status.problem = reason
      retry.failed(environment)
      rebuild(reason)
    }
  }

  private func said(_ error: LogError, _ doing: String) throws(PipelineError) {
    if let final = PipelineError(error) { throw final }
    guard status.problem != error.reason else { return }
    status.problem = error.reason
    environment.log(
      .warning, "log", ["stage": "alert", "doing": doing, "error": error.reason])
  }
}
