internal import EventTime

extension FindingsInbox {
  /// Writes the findings on their way into the cells `inbox/head` and `inbox/SOURCE/findings`, by name.
  package func save(names: [SourceNames], into cells: inout StateCells) {
    cells.write("inbox/head", as: .inboxHead) { writer in
      writer.count(shards)
      writer.count(sources.count)
      for held in sources { writer.text(names[Int(held.source)].source) }
    }
    for held in sources {
      cells.write("inbox/\(names[Int(held.source)].source)/findings", as: .inbox) { writer in
        writer.named { body, table in held.save(into: &body, sources: names, names: &table) }
      }
    }
  }

  /// Takes in what `save` wrote; the inbox must be fresh, of as many shards. After an error it must
  /// not be used.
  package mutating func load(
    _ cells: StateCells, names: [SourceNames]
  ) throws(StateError) -> LoadReport {
    precondition(sources.isEmpty, "loaded into an inbox that was in use")
    var report = LoadReport()
    guard cells["inbox/head"] != nil else {
      if let torn = cells.cells.keys.filter({ $0.hasPrefix("inbox/") }).min() {
        throw .damaged("cell inbox/head is missing, and \(torn) is there")
      }
      report.isNew = true
      return report
    }
    let held = try cells.read("inbox/head", as: .inboxHead) {
      (reader) throws(StateError) -> [String] in
      let saved = try reader.unsigned()
      guard saved == UInt64(shards) else {
        throw .incompatible("the findings have \(saved) shards, and the configuration \(shards)")
      }
      return try NameTable.read(from: &reader)
    }
    for name in held {
      guard let source = names.firstIndex(where: { $0.source == name }) else {
        report.droppedSources.append(name)
        continue
      }
      let place = place(of: Int32(source))
      try cells.read("inbox/\(name)/findings", as: .inbox) { (reader) throws(StateError) in
        let table = try NameTable.read(from: &reader)
        try sources[place].load(
          &reader, sources: names, names: table, droppedRows: &report.droppedRows)
      }
    }
    guard sources.count == held.count - report.droppedSources.count else {
      throw .damaged("a source that is there twice")
    }
    return report
  }

  /// Stops if the state is not what every step leaves it as; for tests.
  package func checkInvariants() {
    for (held, after) in zip(sources, sources.dropFirst()) {
      precondition(held.source < after.source, "sources stand in order, each once")
    }
    for held in sources {
      precondition(held.frontiers.count == shards && held.isEmpty.count == shards)
      for (findings, after) in zip(held.pending, held.pending.dropFirst()) {
        precondition(findings.pane < after.pane, "panes stand in order, each once")
      }
      if let passed = held.passedBefore, let first = held.pending.first {
        precondition(first.pane >= passed, "what was passed on is gone")
      }
    }
  }
}

extension FindingsInbox.Source {
  fileprivate func save(
    into writer: inout StateWriter, sources: [SourceNames], names: inout NameTable
  ) {
    for (frontier, isEmpty) in zip(frontiers, isEmpty) {
      writer.optionalPane(frontier)
      writer.flag(isEmpty)
    }
    writer.optionalPane(passedBefore)
    let terms = sources[Int(source)].terms
    writer.count(pending.count)
    for findings in pending {
      writer.pane(findings.pane)
      writer.flag(findings.missing)
      writer.count(findings.findings.count)
      for found in findings.findings {
        found.finding.save(into: &writer, sources: sources, names: &names)
        found.evidence.save(into: &writer) { names.index(of: terms[Int($0)]) }
      }
      writer.count(findings.retractions.count)
      for id in findings.retractions { writer.fixed64(id) }
    }
  }

  fileprivate mutating func load(
    _ reader: inout StateReader, sources: [SourceNames], names: [String], droppedRows: inout Int
  ) throws(StateError) {
    for shard in frontiers.indices {
      frontiers[shard] = try reader.optionalPane("a frontier")
      isEmpty[shard] = try reader.flag()
    }
    passedBefore = try reader.optionalPane("a frontier")
    for _ in 0..<(try reader.count()) {
      var findings = PaneFindings(
        source: source, pane: try reader.plausiblePane("a pane"), missing: try reader.flag(),
        findings: [], retractions: [])
      guard findings.pane > pending.last?.pane ?? Pane(index: .min),
        findings.pane >= passedBefore ?? findings.pane
      else { throw .damaged("findings out of order") }
      for _ in 0..<(try reader.count()) {
        let finding = try Finding.read(from: &reader, sources: sources, names: names)
        try finding?.check()
        let known = finding.map { sources[Int($0.series.source)] }
        let evidence = try SeriesEvidence(from: &reader) { index in
          index < UInt64(names.count) ? known?.term(names[Int(index)]) : nil
        }
        guard let finding else {
          droppedRows += 1
          continue
        }
        guard finding.series.source == source, finding.pane == findings.pane else {
          throw .damaged("a finding of another source or pane")
        }
        findings.findings.append(EvidencedFinding(finding: finding, evidence: evidence))
      }
      // In the order of the present series.
      findings.findings.sort { Finding.precedes($0.finding, $1.finding) }
      for _ in 0..<(try reader.count(elementBytes: 8)) {
        findings.retractions.append(try reader.fixed64())
      }
      pending.append(findings)
    }
  }
}
