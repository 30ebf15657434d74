internal import EventTime

extension FindingDetails {
  /// Writes the details whole: areas, sources and measures go by name into `names`.
  ///
  /// - Parameter areas: codes by area, of the finding's source.
  func save(
    into writer: inout StateWriter, areas codes: [String], sources known: [SourceNames],
    names: inout NameTable
  ) {
    writer.text(label)
    writer.count(terms.count)
    for term in terms { writer.text(term) }
    writer.flag(excerpt != nil)
    if let excerpt { writer.text(excerpt) }
    writer.flag(excerptPost != nil)
    if let excerptPost { writer.fixed64(excerptPost) }
    let measures = sortedMeasures
    writer.count(measures.count)
    for (measure, value) in measures {
      writer.unsigned(names.index(of: measure.rawValue))
      writer.double(value)
    }
    let areas = areas.filter { codes.indices.contains(Int($0)) }
    writer.count(areas.count)
    for area in areas { writer.unsigned(names.index(of: codes[Int(area)])) }
    let sources = sources.filter { known.indices.contains(Int($0)) }
    writer.count(sources.count)
    for source in sources { writer.unsigned(names.index(of: known[Int(source)].source)) }
    let samples = samples.filter { known.indices.contains(Int($0.source)) }
    writer.count(samples.count)
    for held in samples {
      writer.unsigned(names.index(of: known[Int(held.source)].source))
      writer.instant(held.sample.time)
      writer.fixed64(held.sample.id)
      writer.signed(held.sample.offset)
      writer.signed(Int64(held.sample.partition))
    }
    writer.flag(place != nil)
    if let place {
      for value in [place.latitude, place.longitude, place.radiusKm] { writer.double(value) }
    }
  }

  /// Reads what `save` wrote. Areas and sources that this configuration does not know are dropped.
  ///
  /// - Parameter series: the names of the finding's source; nil when it is not known itself.
  init(
    from reader: inout StateReader, series: SourceNames?, sources known: [SourceNames],
    names: [String]
  ) throws(StateError) {
    self.init()
    let index = { (name: String) in known.firstIndex { $0.source == name }.map(Int32.init) }
    label = try reader.text()
    for _ in 0..<(try reader.count()) { terms.append(try reader.text()) }
    if try reader.flag() { excerpt = try reader.text() }
    if try reader.flag() { excerptPost = try reader.fixed64() }
    for _ in 0..<(try reader.count(elementBytes: 9)) {
      let name = try NameTable.name(try reader.unsigned(), of: names)
      self[Measure(rawValue: name)] = try reader.double()
    }
    for _ in 0..<(try reader.count()) {
      let code = try NameTable.name(try reader.unsigned(), of: names)
      if let area = series?.area(coded: code) { areas.append(area) }
    }
    areas.sort()
    for _ in 0..<(try reader.count()) {
      if let source = index(try NameTable.name(try reader.unsigned(), of: names)) {
        sources.append(source)
      }
    }
    sources.sort()
    for _ in 0..<(try reader.count(elementBytes: 12)) {
      let source = index(try NameTable.name(try reader.unsigned(), of: names))
      let sample = Sample(
        time: try reader.instant(), id: try reader.fixed64(), offset: try reader.signed(),
        partition: try reader.int32())
      if let source { samples.append(SourcedSample(source: source, sample: sample)) }
    }
    if try reader.flag() {
      place = Place(
        latitude: try reader.double(in: -90...90, "a latitude"),
        longitude: try reader.double(in: -180...180, "a longitude"),
        radiusKm: try reader.double(in: 0...20_100, "a radius"))
    }
  }
}
