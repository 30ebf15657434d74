/// The different paths of a mapping, numbered.
struct FieldTable {
  private(set) var paths: [FieldPath] = []

  /// Every path of a mapping.
  init(_ spec: SourceSpec) {
    for condition in spec.conditions + spec.retract { _ = number(of: condition.path) }
    for path in spec.id + spec.original + spec.parent + spec.text { _ = number(of: path) }
    let place = spec.place
    for path in [
      spec.time?.path, spec.arrival?.path, spec.author, spec.language, spec.link,
      spec.category?.path, spec.service?.path, spec.domain, spec.merchant, spec.identifier?.path,
      spec.value, place.code, place.commune, place.postcode, place.latitude,
      place.longitude, place.name,
    ] {
      _ = number(of: path)
    }
  }

  /// The number of `path`; the same path has one number wherever it is used.
  mutating func number(of path: FieldPath) -> Int32 {
    if let known = paths.firstIndex(where: { $0.steps == path.steps }) { return Int32(known) }
    paths.append(path)
    return Int32(paths.count - 1)
  }

  /// As above; −1 where nothing is mapped.
  mutating func number(of path: FieldPath?) -> Int32 {
    guard let path else { return -1 }
    return number(of: path)
  }
}
