internal import CRdKafka

/// librdkafka's properties, passed through untouched: addresses, TLS and SASL, timeouts, sizes.
///
/// What the rooms above rely on is laid under them (defaults, which a property of the same name
/// overrides) or over them (demands, which it may repeat but not contradict).
package struct ClientProperties: Sendable {
  package var values: [String: String]

  package init(_ values: [String: String]) { self.values = values }

  package subscript(name: String) -> String? {
    get { values[name] }
    set { values[name] = newValue }
  }

  /// These properties with `others` over them.
  package func overridden(by others: [String: String]) -> ClientProperties {
    ClientProperties(values.merging(others) { _, other in other })
  }

  /// Whether the value of the property must never be shown: passwords, keys, tokens.
  package static func isSecret(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["password", "secret", "token", "ssl.key", "pem", "jaas", "oauthbearer.config"]
      .contains { name.contains($0) } && name != "ssl.key.location"
  }

  /// Throws what is wrong with the properties for `role`, without contacting a broker.
  package func validate(for role: ClientRole) throws(KafkaError) {
    rd_kafka_conf_destroy(try configuration(for: role))
  }

  /// A configuration for `rd_kafka_new`; whoever gets it destroys it or hands it on.
  func configuration(for role: ClientRole) throws(KafkaError) -> OpaquePointer {
    var merged = role.defaults.merging(values) { _, given in given }
    for (name, demanded) in role.demands {
      if let given = values[name], given != demanded {
        throw KafkaError(
          code: .invalidConfiguration,
          reason: "\(name) is \(shown(name, given)), but Vigie needs \(demanded)", property: name)
      }
      merged[name] = demanded
    }
    guard let configuration = rd_kafka_conf_new() else { preconditionFailure("out of memory") }
    do throws(KafkaError) {
      for (name, value) in merged.sorted(by: { $0.key < $1.key }) {
        try set(name, value, on: configuration)
      }
    } catch {
      rd_kafka_conf_destroy(configuration)
      throw error
    }
    return configuration
  }

  private func set(_ name: String, _ value: String, on configuration: OpaquePointer)
    throws(KafkaError)
  {
    var message = [CChar](repeating: 0, count: 512)
    let result = rd_kafka_conf_set(configuration, name, value, &message, message.count)
    if result == RD_KAFKA_CONF_OK { return }
    // librdkafka's message quotes the value: it is not shown where the value is a secret.
    let reason =
      Self.isSecret(name)
      ? "not accepted by librdkafka \(LibraryVersion.current)"
      : String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    throw KafkaError(
      code: .invalidConfiguration, reason: "\(name) = \(shown(name, value)): \(reason)",
      property: name)
  }

  private func shown(_ name: String, _ value: String) -> String {
    Self.isSecret(name) ? "(hidden)" : "\"\(value)\""
  }
}

extension ClientProperties: CustomStringConvertible {
  /// One `name=value` after the other, in order of the names, secrets hidden.
  package var description: String {
    values.sorted { $0.key < $1.key }.map { "\($0.key)=\(shown($0.key, $0.value))" }
      .joined(separator: " ")
  }
}

extension ClientProperties: CustomReflectable {
  /// A dump shows what the description shows, so that secrets stay hidden there too.
  package var customMirror: Mirror { Mirror(self, children: ["values": description]) }
}
