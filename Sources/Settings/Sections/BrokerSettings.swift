/// How the brokers are reached.
package struct BrokerSettings: Sendable, Equatable {
  /// `host:port`, several separated by commas.
  package var bootstrap: String
  /// librdkafka's own properties, passed through.
  package var properties: [String: String]
  /// Properties whose values are secrets.
  package var secrets: [String: Secret]

  /// Properties that follow from the way Vigie works, and what to do instead.
  static let reserved: [String: String] = [
    "bootstrap.servers": "write it under broker.bootstrap",
    "metadata.broker.list": "write it under broker.bootstrap",
    "group.id": "it is vigie.observe.SOURCE",
    "transactional.id": "it follows from 'instance'",
    "enable.auto.commit": "offsets are committed with their results",
    "enable.auto.offset.store": "offsets are committed with their results",
    "enable.partition.eof": "Vigie asks for it where it needs it",
    "isolation.level": "Vigie reads committed records",
    "queued.max.messages.kbytes": "write limits.queueMegabytes",
    "message.max.bytes": "write limits.maxRecordBytes",
  ]

  /// Whether a property's value must not be read by others.
  static func isSecret(_ property: String) -> Bool {
    property.hasSuffix(".password") || property.contains("secret") || property.contains("jaas")
      || property == "ssl.key.pem" || property == "sasl.oauthbearer.config"
  }

  init(_ s: inout Section) {
    bootstrap = s.text(
      "bootstrap", default: "127.0.0.1:9092", as: .addresses, "Brokers to ask first.", .operation)
    let plain = s.map(
      "properties", keys: "PROPERTY", type: "text",
      "A property of librdkafka, passed through; no secrets.", .operation
    ) { entry, value -> String? in
      if Self.isSecret(entry.key) {
        value.fail(
          .secret, "a secret is never written in a configuration file",
          suggestion: "under broker.secrets write '\(entry.key): { environment: NAME }' "
            + "or '{ file: PATH }'")
        return nil
      }
      if let instead = Self.reserved[entry.key] {
        value.fail(.contradiction, "Vigie sets this property itself", suggestion: instead)
        return nil
      }
      return value.text()
    }
    let hidden = s.map(
      "secrets", keys: "PROPERTY", type: "{environment: NAME} or {file: PATH}",
      "A property of librdkafka whose value is a secret.", .operation
    ) { $1.secret() }
    properties = Dictionary(plain.map { ($0.key, $0.value) }) { first, _ in first }
    secrets = Dictionary(hidden.map { ($0.key, $0.value) }) { first, _ in first }
    for key in properties.keys.sorted() where secrets[key] != nil {
      s.fail(
        .contradiction, at: "secrets", "'\(key)' is a property and a secret at once",
        suggestion: "keep the secret")
    }
  }
}
