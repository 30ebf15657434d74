package import EventTime

/// What an operator does with an alert, or with alerts to come: one record of `vigie.actions`.
package struct AlertAction: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    case acknowledge, transfer
    case closeAsFalse = "close-as-false"
    case note, silence, unsilence
  }

  /// Which alerts a silence is about: those that agree in every part that is given.
  package struct Matcher: Sendable, Equatable {
    package var detector: String?
    package var kind: String?
    /// A source's name, or that of a group of sources.
    package var source: String?
    /// A theme, or `category=VALUE`.
    package var dimension: String?
    /// A code; `territory` is the whole.
    package var area: String?
    /// What an alert is about where that is no series alone, in 16 hexadecimal digits.
    package var item: String?
    /// Graver ones ring all the same.
    package var severityAtMost: Int?
    package init() {}

    /// Whether it says anything of which alerts.
    package var isEmpty: Bool {
      [detector, kind, source, dimension, area, item].allSatisfy { $0 == nil }
    }
  }

  /// Unique: the same id is taken once.
  package var id: String
  package var time: Instant
  /// Who, as the operators' own system names them.
  package var author: String
  package var kind: Kind
  /// The alert's id.
  package var alert: String?
  /// The authority that an alert is transferred to.
  package var to: String?
  package var reason: String?
  package var matcher: Matcher?
  /// Of `unsilence`: the id of the action that began the silence.
  package var silence: String?
  /// Until when a silence holds, in event time.
  package var expires: Instant?

  package init(id: String, time: Instant, author: String, kind: Kind) {
    self.id = id
    self.time = time
    self.author = author
    self.kind = kind
  }

  /// A longer record is refused unread.
  package static let maxBytes = 16 << 10
  /// Of an id, an author, an authority, and each part of a matcher.
  package static let maxNameBytes = 200
  package static let maxReasonBytes = 2000
  /// A silence lasts no longer than this from the time of its action.
  package static let longestSilence = Interval.hours(24 * 366)
}

/// Why an action cannot be taken.
package struct ActionError: Error, Sendable, Equatable {
  package var reason: String
  package init(_ reason: String) { self.reason = reason }
}

extension AlertAction {
  /// What a kind needs, and what it may have besides `id`, `time`, `author` and `kind`.
  private var fields: (needed: Set<String>, allowed: Set<String>) {
    switch kind {
    case .acknowledge, .closeAsFalse: (["alert"], ["reason"])
    case .transfer: (["alert", "to"], ["reason"])
    case .note: (["alert", "reason"], [])
    case .silence: (["reason", "expires"], ["alert", "matcher"])
    case .unsilence: (["silence"], ["reason"])
    }
  }

  private var given: Set<String> {
    var names: Set<String> = []
    if alert != nil { names.insert("alert") }
    if to != nil { names.insert("to") }
    if reason != nil { names.insert("reason") }
    if matcher != nil { names.insert("matcher") }
    if silence != nil { names.insert("silence") }
    if expires != nil { names.insert("expires") }
    return names
  }

  /// Throws unless the action has all that its kind needs, and nothing that means nothing there.
  package func check() throws(ActionError) {
    let (needed, allowed) = fields
    if let missing = needed.subtracting(given).min() {
      throw ActionError("\(kind.rawValue) needs \(missing)")
    }
    if let odd = given.subtracting(needed).subtracting(allowed).min() {
      throw ActionError("\(kind.rawValue) has no \(odd)")
    }
    for (name, value) in [("id", id), ("author", author)] where value.isEmpty {
      throw ActionError("\(name) is empty")
    }
    let names = [
      id, author, to, silence, matcher?.detector, matcher?.kind, matcher?.source,
      matcher?.dimension, matcher?.area,
    ]
    for name in names.compactMap({ $0 }) where name.utf8.count > Self.maxNameBytes {
      throw ActionError("a name of more than \(Self.maxNameBytes) bytes")
    }
    if let reason, reason.isEmpty || reason.utf8.count > Self.maxReasonBytes {
      throw ActionError("reason has 1 to \(Self.maxReasonBytes) bytes")
    }
    if let alert, !alert.isHexadecimal(32) {
      throw ActionError("alert is an id of 32 hexadecimal digits")
    }
    if let item = matcher?.item, !item.isHexadecimal(16) {
      throw ActionError("matcher.item has 16 hexadecimal digits")
    }
    if let severity = matcher?.severityAtMost, !(1...4).contains(severity) {
      throw ActionError("matcher.severityAtMost is 1 to 4")
    }
    if kind == .silence { try checkSilence() }
  }

  private func checkSilence() throws(ActionError) {
    guard (alert == nil) != (matcher == nil) else {
      throw ActionError("silence needs an alert or a matcher, not both")
    }
    if let matcher, matcher.isEmpty {
      throw ActionError("matcher matches everything: name a detector, source, area or item")
    }
    guard let expires, expires > time, expires - time <= Self.longestSilence else {
      throw ActionError("expires is after time, by at most 366 days")
    }
  }
}

extension String {
  fileprivate func isHexadecimal(_ length: Int) -> Bool {
    utf8.count == length
      && utf8.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }
}
