internal import EventTime

/// An alert event as a message of the Common Alerting Protocol 1.2 (OASIS, 2010).
///
/// The scope is `Restricted`, never `Public`: a human decides on warning the public. An exercise is
/// `Exercise`, history that was replayed `Test`.
package struct CAPEncoder: Sendable {
  /// Of the sender, unique among systems, such as `vigie@lyon.example`.
  package let sender: String
  /// Who may see it, as `restriction` says.
  package let restriction: String

  package init(sender: String, restriction: String) {
    self.sender = sender
    self.restriction = restriction
  }

  /// - Parameter references: the messages that it updates or cancels, as `reference(to:)` writes them,
  ///   the latest last; required unless the event opens the alert.
  package func encode(_ event: AlertEvent, references: [String] = []) -> String {
    var xml = XMLWriter()
    xml.open("alert", attributes: #" xmlns="urn:oasis:names:tc:emergency:cap:1.2""#)
    xml.element("identifier", event.id)
    xml.element("sender", identifierText(sender))
    xml.element("sent", Self.time(event.time))
    xml.element("status", status(event.mode))
    xml.element(
      "msgType", references.isEmpty ? "Alert" : event.state == .closed ? "Cancel" : "Update")
    xml.element("source", "vigie/\(event.site)")
    xml.element("scope", "Restricted")
    xml.element("restriction", restriction)
    if event.suppressedBy != nil { xml.element("note", "suppressed") }
    if !references.isEmpty {
      xml.element("references", references.joined(separator: " "))
    }
    if !event.evidence.members.isEmpty {
      xml.element("incidents", event.evidence.members.joined(separator: " "))
    }
    for (language, words) in [("fr", \AlertEvent.Words.fr), ("en", \AlertEvent.Words.en)] {
      info(event, language, words, into: &xml)
    }
    xml.close("alert")
    return xml.text
  }

  /// How later messages name this one: sender, identifier and time.
  package func reference(to event: AlertEvent) -> String {
    "\(identifierText(sender)),\(event.id),\(Self.time(event.time))"
  }

  private func info(
    _ event: AlertEvent, _ language: String, _ words: KeyPath<AlertEvent.Words, String>,
    into xml: inout XMLWriter
  ) {
    xml.open("info")
    xml.element("language", language)
    xml.element("category", Self.category(event.detector))
    xml.element("event", "\(event.detector)/\(event.kind)")
    xml.element("urgency", Self.urgency(event.urgency))
    xml.element("severity", Self.severity(event.severity))
    xml.element("certainty", Self.certainty(event.certainty))
    xml.element("onset", Self.time(event.firstSeen))
    xml.element("expires", Self.time(event.expires))
    xml.element("senderName", "Vigie \(event.site)")
    xml.element("headline", event.headline[keyPath: words])
    xml.element("description", event.explanation[keyPath: words])
    for (name, value) in [("vigie:alert", event.alertID), ("vigie:subject", event.subject)] {
      xml.open("parameter")
      xml.element("valueName", name)
      xml.element("value", value)
      xml.close("parameter")
    }
    if let area = event.area {
      xml.open("area")
      xml.element("areaDesc", area.name)
      if let radius = area.radiusKm {
        xml.element("circle", "\(area.latitude),\(area.longitude) \(radius)")
      }
      xml.open("geocode")
      xml.element("valueName", "vigie:area")
      xml.element("value", area.code)
      xml.close("geocode")
      xml.close("area")
    }
    xml.close("info")
  }

  /// Identifiers hold no space, comma, `<` or `&` (CAP 1.2, section 3.2.1).
  private func identifierText(_ text: String) -> String {
    String(text.map { " ,<&".contains($0) ? "-" : $0 })
  }

  private func status(_ mode: AlertEvent.Mode) -> String {
    switch mode {
    case .live, .catchUp: "Actual"
    case .exercise: "Exercise"
    case .shadow, .replay: "Test"
    }
  }

  /// `YYYY-MM-DDThh:mm:ss-00:00`: UTC, of which `Z` must not be written (CAP 1.2, section 3.3.2).
  static func time(_ instant: Instant) -> String { instant.rfc3339.prefix(19) + "-00:00" }

  static func severity(_ severity: Int) -> String {
    switch severity {
    case ...1: "Minor"
    case 2: "Moderate"
    case 3: "Severe"
    case _: "Extreme"
    }
  }

  static func urgency(_ urgency: AlertEvent.Urgency) -> String {
    switch urgency {
    case .immediate: "Immediate"
    case .expected: "Expected"
    case .future: "Future"
    case .past: "Past"
    }
  }

  static func certainty(_ certainty: AlertEvent.Certainty) -> String {
    switch certainty {
    case .observed: "Observed"
    case .likely: "Likely"
    case .possible: "Possible"
    }
  }

  private static func category(_ detector: String) -> String {
    switch detector {
    case "scam", "watchlist": "Security"
    case "silence", "satisfaction": "Infra"
    case _: "Safety"
    }
  }
}

/// Elements one within the other, with their text escaped.
private struct XMLWriter {
  private(set) var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"

  mutating func open(_ name: String, attributes: String = "") { text += "<\(name)\(attributes)>\n" }
  mutating func close(_ name: String) { text += "</\(name)>\n" }

  mutating func element(_ name: String, _ value: String) {
    text += "<\(name)>"
    for scalar in value.unicodeScalars {
      switch scalar {
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "&": text += "&amp;"
      case "\t", "\n", "\r": text += " "
      // XML 1.0 has no other control characters.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
      case _: text.unicodeScalars.append(scalar)
      }
    }
    text += "</\(name)>\n"
  }
}
