internal import Alerts
internal import EventTime
internal import Pipeline

/// A pipeline of any stage.
enum StagePipeline {
  case observe(ObservePipeline)
  case detect(DetectPipeline)
  case alert(AlertPipeline)

  func turn() throws(PipelineError) -> Int {
    switch self {
    case .observe(let pipeline): try pipeline.turn()
    case .detect(let pipeline): try pipeline.turn()
    case .alert(let pipeline): try pipeline.turn()
    }
  }

  func close() throws(PipelineError) {
    switch self {
    case .observe(let pipeline): try pipeline.close()
    case .detect(let pipeline): try pipeline.close()
    case .alert(let pipeline): try pipeline.close()
    }
  }
}

/// One process of a deployment, from its start to its end: its pipelines, built when they can be.
final class DeployedProcess {
  enum Stage {
    case observe(source: Int)
    case detect(number: Int)
    case alert
  }

  /// Its place in the plan.
  let number: Int
  let machine: SimulatedProcess
  /// Another of its name has been started since.
  var isZombie = false
  /// It stands still until then.
  var pausedUntil: Int64 = 0
  private let assembly: Assembly
  private let environment: PipelineEnvironment
  private var slots: [(stage: Stage, pipeline: StagePipeline?)] = []

  init(number: Int, plan: RunPlan, assembly: Assembly, cluster: SimulatedCluster) {
    self.number = number
    self.assembly = assembly
    machine = cluster.process(named: "vigie-\(number)")
    let name = "vigie-\(number)#\(machine.number)"
    let log = PipelineLog { [unowned cluster] level, event, fields in
      Self.watch(event, fields, cluster)
      cluster.remark(
        "  \(name) \(level) \(event) "
          + fields.map { "\($0.0)=\($0.1)" }.joined(separator: " "))
    }
    environment = PipelineEnvironment(
      cluster: machine, clock: machine.clock, log: log, instance: "vigie-\(number)",
      prefix: StageGroups.prefix,
      pace: plan.pace)
    let process = plan.processes[number]
    if process.observes {
      for source in assembly.configuration.sources.indices {
        slots.append((.observe(source: source), nil))
      }
    }
    for index in 0..<process.detects { slots.append((.detect(number: index), nil)) }
    if process.alerts { slots.append((.alert, nil)) }
  }

  var slotCount: Int { slots.count }

  private static func watch(
    _ event: String, _ fields: [(String, String)], _ cluster: SimulatedCluster
  ) {
    switch event {
    case "rebuild": cluster.fire(.pipelineRebuilt)
    case "restored":
      let values = Dictionary(fields, uniquingKeysWith: { first, _ in first })
      if values["bytes"] != "0" { cluster.fire(.stateRestored) }
      if let from = values["from"], let until = values["until"], from != until {
        cluster.fire(.stateReread)
      }
    case _: break
    }
  }

  /// Lets one pipeline do something; it is built where there is none.
  func turn(slot: Int) throws(PipelineError) {
    if let pipeline = slots[slot].pipeline {
      _ = try pipeline.turn()
    } else {
      do throws(LogError) {
        slots[slot].pipeline = try build(slots[slot].stage)
      } catch {
        machine.cluster.remark(
          "  \(machine.name)#\(machine.number) does not start: \(error.reason)")
      }
    }
    if machine.isCrashed { drop() }
  }

  /// Ends every pipeline in order; the process is over then.
  func close() throws(PipelineError) {
    for slot in slots.indices {
      guard let pipeline = slots[slot].pipeline else { continue }
      try pipeline.close()
      slots[slot].pipeline = nil
    }
  }

  /// What it held is gone, as after a crash.
  func drop() {
    for slot in slots.indices { slots[slot].pipeline = nil }
  }

  private func build(_ stage: Stage) throws(LogError) -> StagePipeline {
    switch stage {
    case .observe(let source):
      let observer: SourceObserver
      do throws(AssemblyError) {
        observer = try assembly.observer(source: source, key: HistoryOracle.key)
      } catch {
        preconditionFailure(error.message)
      }
      return .observe(
        try ObservePipeline(
          observer: observer, writer: assembly.observeWriter(source: source),
          environment: environment))
    case .detect(let number):
      return .detect(
        try DetectPipeline(
          blueprint: assembly.detectBlueprint, number: number, environment: environment))
    case .alert:
      return .alert(
        try AlertPipeline(
          blueprint: assembly.alertBlueprint(version: HistoryOracle.version),
          environment: environment))
    }
  }
}
