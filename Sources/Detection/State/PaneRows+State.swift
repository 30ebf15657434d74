internal import EventTime

extension PaneRows {
  func save(into writer: inout StateWriter) {
    writer.count(values.count)
    for row in values {
      writer.count(Int(row.cell))
      writer.signed(Int64(row.samples))
      writer.signed(Int64(row.hidden))
      writer.signed(row.sum)
    }
    writer.count(ratings.count)
    for row in ratings {
      // 0 is none.
      for index in [row.service, row.area, row.category] { writer.count(Int(index) + 1) }
      writer.signed(Int64(row.count))
    }
    writer.count(reports.count)
    for row in reports {
      writer.instant(row.time)
      writer.fixed64(row.id)
      writer.signed(row.offset)
      writer.signed(Int64(row.partition))
      for index in [row.area, row.category] { writer.count(Int(index) + 1) }
      writer.fixed64(row.domain)
      writer.fixed64(row.merchant)
      writer.count(Int(row.domainCount))
      writer.count(Int(row.merchantCount))
    }
    // The texts, each report's domain and merchant in turn.
    var text: [UInt8] = []
    for row in reports {
      text += bytes[Int(row.domainStart)..<Int(row.domainStart + row.domainCount)]
      text += bytes[Int(row.merchantStart)..<Int(row.merchantStart + row.merchantCount)]
    }
    writer.data(text)
    writer.count(hits.count)
    for row in hits {
      writer.instant(row.time)
      writer.fixed64(row.entry)
      writer.fixed64(row.id)
      writer.signed(row.offset)
      writer.signed(Int64(row.partition))
      writer.count(Int(row.area) + 1)
      writer.flag(row.isToVerify)
    }
  }

  /// Reads what `save` wrote, with present indexes; what is of an area, a service or a category that
  /// is gone is left out and counted. Rows may be in another order than that of their keys.
  static func load(
    _ reader: inout StateReader, names: SavedNames, layout: SeriesLayout, gone: inout GoneNames,
    droppedRows: inout Int
  ) throws(StateError) -> PaneRows {
    var rows = PaneRows()
    for _ in 0..<(try reader.count(elementBytes: 4)) {
      let saved = try reader.index(below: names.areas.count, "cell")
      let now = names.area(saved)
      let row = ValueRow(
        cell: now, samples: try reader.int32(), hidden: try reader.int32(),
        sum: try reader.signed())
      if now >= 0, Int(now) < layout.areas {
        rows.values.append(row)
      } else {
        gone.areas.insert(names.areas[saved])
        droppedRows += 1
      }
    }
    for _ in 0..<(try reader.count(elementBytes: 4)) {
      let service = try names.optionalService(from: &reader)
      let area = try names.optionalArea(from: &reader, layout: layout, gone: &gone)
      let category = try names.optionalCategory(from: &reader, layout: layout)
      let count = try reader.int32()
      if let service, let area, let category, category >= 0 {
        rows.ratings.append(
          RatingRow(service: service, area: area, category: category, count: count))
      } else {
        droppedRows += 1
      }
    }
    try rows.loadReports(&reader, names, layout, &gone)
    for _ in 0..<(try reader.count(elementBytes: 20)) {
      var row = HitRow(
        time: try reader.instant(), entry: try reader.fixed64(), id: try reader.fixed64(),
        offset: try reader.signed(), area: -1, isToVerify: false)
      row.partition = try reader.int32()
      row.area = try names.optionalArea(from: &reader, layout: layout, gone: &gone) ?? -1
      row.isToVerify = try reader.flag()
      rows.hits.append(row)
    }
    return rows
  }

  /// What is of an area or a category that is gone is kept without it.
  private mutating func loadReports(
    _ reader: inout StateReader, _ names: SavedNames, _ layout: SeriesLayout,
    _ gone: inout GoneNames
  ) throws(StateError) {
    var start = 0
    for _ in 0..<(try reader.count(elementBytes: 30)) {
      var row = ReportRow(
        time: try reader.instant(), id: try reader.fixed64(), offset: try reader.signed(),
        area: -1, category: -1, domain: 0, merchant: 0)
      row.partition = try reader.int32()
      row.area = try names.optionalArea(from: &reader, layout: layout, gone: &gone) ?? -1
      row.category = try names.optionalCategory(from: &reader, layout: layout) ?? -1
      row.domain = try reader.fixed64()
      row.merchant = try reader.fixed64()
      row.domainStart = Int32(start)
      row.domainCount = Int32(try reader.index(below: 256, "a domain of bytes"))
      start += Int(row.domainCount)
      row.merchantStart = Int32(start)
      row.merchantCount = Int32(try reader.index(below: 256, "a merchant of bytes"))
      start += Int(row.merchantCount)
      guard start < 1 << 30 else { throw .damaged("texts of \(start) bytes") }
      reports.append(row)
    }
    bytes = try reader.data()
    guard bytes.count == start else { throw .damaged("texts of reports") }
  }
}

extension SavedNames {
  /// Reads an area as now; −1 is none, nil is gone.
  func optionalArea(
    from reader: inout StateReader, layout: SeriesLayout, gone: inout GoneNames
  ) throws(StateError) -> Int32? {
    let saved = try reader.index(below: areas.count + 1, "area") - 1
    guard saved >= 0 else { return -1 }
    let now = area(saved)
    if now < 0 { gone.areas.insert(areas[saved]) }
    return now < 0 || Int(now) >= layout.areas ? nil : now
  }

  /// Reads a category as now; −1 is none, nil is gone.
  func optionalCategory(
    from reader: inout StateReader, layout: SeriesLayout
  ) throws(StateError) -> Int32? {
    let saved = try reader.index(below: categories + 1, "category") - 1
    guard saved >= 0 else { return -1 }
    let now = category(saved)
    return now < 0 || Int(now) >= layout.dimensions - SeriesLayout.themes ? nil : now
  }

  /// Reads a service as now; −1 is none, nil is gone.
  func optionalService(from reader: inout StateReader) throws(StateError) -> Int32? {
    let saved = try reader.index(below: services.count + 1, "service") - 1
    guard saved >= 0 else { return -1 }
    let now = service(saved)
    return now < 0 ? nil : now
  }
}
