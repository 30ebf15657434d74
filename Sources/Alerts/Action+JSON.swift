internal import EventTime
internal import Foundation

// Away from the hot path: an operator's action now and then.
extension AlertAction {
  /// Reads one record, strictly: an unknown field, a wrong type and an empty text are errors.
  package init(json bytes: UnsafeRawBufferPointer) throws(ActionError) {
    guard bytes.count <= Self.maxBytes else {
      throw ActionError("more than \(Self.maxBytes) bytes")
    }
    guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
    else { throw ActionError("no JSON object") }
    var fields = Fields(object, "")
    let kindName = try fields.required("kind")
    guard let kind = Kind(rawValue: kindName) else {
      throw ActionError(
        "kind is one of " + Kind.allCases.map(\.rawValue).joined(separator: ", "))
    }
    guard let time = try fields.instant("time") else { throw ActionError("time is missing") }
    self.init(
      id: try fields.required("id"), time: time, author: try fields.required("author"),
      kind: kind)
    alert = try fields.text("alert")
    to = try fields.text("to")
    reason = try fields.text("reason")
    silence = try fields.text("silence")
    expires = try fields.instant("expires")
    if let value = fields.take("matcher") {
      guard let object = value as? [String: Any] else {
        throw ActionError("matcher is no object")
      }
      matcher = try Matcher(object)
    }
    try fields.finish()
    try check()
  }

  /// One line of JSON that `init(json:)` reads as the same action.
  package var json: [UInt8] {
    var object: [String: Any] = [
      "id": id, "time": time.rfc3339, "author": author, "kind": kind.rawValue,
    ]
    object["alert"] = alert
    object["to"] = to
    object["reason"] = reason
    object["silence"] = silence
    object["expires"] = expires?.rfc3339
    if let matcher {
      var parts: [String: Any] = [:]
      parts["detector"] = matcher.detector
      parts["kind"] = matcher.kind
      parts["source"] = matcher.source
      parts["dimension"] = matcher.dimension
      parts["area"] = matcher.area
      parts["item"] = matcher.item
      parts["severityAtMost"] = matcher.severityAtMost
      object["matcher"] = parts
    }
    do {
      return Array(
        try JSONSerialization.data(
          withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes]))
    } catch {
      preconditionFailure("texts and whole numbers can be written: \(error)")
    }
  }
}

extension AlertAction.Matcher {
  fileprivate init(_ object: [String: Any]) throws(ActionError) {
    self.init()
    var fields = Fields(object, "matcher.")
    detector = try fields.text("detector")
    kind = try fields.text("kind")
    source = try fields.text("source")
    dimension = try fields.text("dimension")
    area = try fields.text("area")
    item = try fields.text("item")
    severityAtMost = try fields.integer("severityAtMost")
    try fields.finish()
  }
}

/// The fields of one object, each taken once; what is left over nobody knows.
private struct Fields {
  private var object: [String: Any]
  private let path: String

  init(_ object: [String: Any], _ path: String) {
    self.object = object
    self.path = path
  }

  mutating func take(_ name: String) -> Any? {
    let value = object.removeValue(forKey: name)
    return value is NSNull ? nil : value
  }

  mutating func text(_ name: String) throws(ActionError) -> String? {
    guard let value = take(name) else { return nil }
    guard let text = value as? String, !text.isEmpty else {
      throw ActionError("\(path)\(name) is no text")
    }
    return text
  }

  mutating func required(_ name: String) throws(ActionError) -> String {
    guard let text = try text(name) else { throw ActionError("\(path)\(name) is missing") }
    return text
  }

  mutating func integer(_ name: String) throws(ActionError) -> Int? {
    guard let value = take(name) else { return nil }
    guard let number = value as? Double, let whole = Int(exactly: number) else {
      throw ActionError("\(path)\(name) is no whole number")
    }
    return whole
  }

  mutating func instant(_ name: String) throws(ActionError) -> Instant? {
    guard var text = try text(name) else { return nil }
    guard let time = text.withUTF8({ Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) })
    else { throw ActionError("\(path)\(name) is no time of RFC 3339") }
    return time
  }

  func finish() throws(ActionError) {
    if let unknown = object.keys.min() {
      throw ActionError("\(path)\(unknown.prefix(40)) is not known")
    }
  }
}
