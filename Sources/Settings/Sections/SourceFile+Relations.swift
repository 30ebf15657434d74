internal import Signals

extension SourceFile {
  /// What the keys of one source must be to each other.
  func checkRelations(_ s: Section) {
    guard s.isPresent else { return }
    if spec.clock == .event, !s.has("time") {
      s.fail(
        .missingKey, "missing key 'time' in '\(s.path)'",
        suggestion: "say where the time stands, or write 'clock: arrival'")
    }
    if spec.kind == .count, !s.has("value") {
      s.fail(
        .missingKey, at: "kind", "missing key 'value' in '\(s.path)'",
        suggestion: "a count needs a number")
    }
    checkIdentities(s)
    checkConstants(s)
    checkItems(s)
  }

  /// What one kind of record alone has.
  private func checkItems(_ s: Section) {
    for (key, kind) in [
      ("service", SignalKind.feedback), ("domain", .report), ("merchant", .report),
      ("identifier", .read),
    ] where s.has(key) && spec.kind != kind {
      s.fail(
        .contradiction, at: key, "'\(key)' with kind \(spec.kind.rawValue)",
        suggestion: "write 'kind: \(kind.rawValue)', or remove it")
    }
    if s.has("merchant"), s.has("value") {
      s.fail(
        .contradiction, at: "value", "'value' where 'merchant' is mapped",
        suggestion: "reports are counted; remove it")
    }
  }

  private func checkIdentities(_ s: Section) {
    if s.has("retract"), !s.has("id") {
      s.fail(
        .contradiction, at: "retract", "'retract' without 'id'",
        suggestion: "a post is withdrawn by its id")
    }
    for (key, parts) in [("original", spec.original), ("parent", spec.parent)]
    where s.has(key) && parts.count != spec.id.count {
      // One URI stands for an id of two parts.
      if parts.count == 1, spec.id.count == 2 { continue }
      s.fail(
        .contradiction, at: key,
        "\(s.path).\(key): \(parts.count) parts where 'id' has \(spec.id.count)",
        suggestion: "it is the id of a post, written alike")
    }
  }

  private func checkConstants(_ s: Section) {
    let mapped: [(ConstantField, String, Bool)] = [
      (.language, "language", s.has("language")),
      (.category, "category", s.has("category")),
      (
        .area, "place",
        spec.place.code != nil || spec.place.commune != nil || spec.place.postcode != nil
          || spec.place.latitude != nil || spec.place.name != nil
      ),
    ]
    for (constant, key, isMapped) in mapped where isMapped && spec.constants[constant] != nil {
      s.fail(
        .contradiction, at: "constants",
        "'constants.\(constant.rawValue)' where '\(key)' is mapped", suggestion: "keep one")
    }
  }
}
