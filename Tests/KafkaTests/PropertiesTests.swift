import Kafka
import Testing

@Suite struct PropertiesTests {
  @Test(arguments: [
    (name: "bootstrap.server", value: "localhost"), (name: "linger.ms", value: "soon"),
    (name: "compression.codec", value: "rar"), (name: "session.timeout.ms", value: "-4"),
  ])
  func aWrongPropertyIsNamedWithItsValue(name: String, value: String) {
    let error = #expect(throws: KafkaError.self) {
      try ClientProperties([name: value]).validate(for: .producer)
    }
    #expect(error?.property == name)
    #expect(error?.isConfigurationError == true)
    #expect(error?.description.contains("\(name) = \"\(value)\"") == true)
  }

  @Test(arguments: ["sasl.password", "ssl.key.password", "ssl.key.pem", "ssl.keystore.password"])
  func secretsAreNeverShown(name: String) {
    let properties = ClientProperties([name: "hunter2", "client.id": "me"])
    #expect(properties.description == "client.id=me \(name)=(hidden)" || name > "client.id")
    #expect(!properties.description.contains("hunter2"))
    #expect(!"\(String(reflecting: properties))".contains("hunter2"))
    var dumped = ""
    dump(properties, to: &dumped)
    #expect(!dumped.contains("hunter2"))
    // An error about a property whose name says "secret" hides the value as well.
    let error = #expect(throws: KafkaError.self) {
      try ClientProperties(["\(name).wrong": "hunter2"]).validate(for: .producer)
    }
    #expect(error.map { "\($0)".contains("hunter2") } == false)
    #expect(error.map { "\($0)".contains(name) } == true)
  }

  @Test func tlsAndSASLPassThrough() throws {
    let properties = ClientProperties([
      "security.protocol": "SASL_SSL", "sasl.mechanism": "PLAIN", "sasl.username": "vigie",
      "sasl.password": "x", "ssl.endpoint.identification.algorithm": "https",
    ])
    try properties.validate(for: .consumer(group: "g"))
    try properties.validate(for: .transactionalProducer(id: "t"))
    try properties.validate(for: .admin)
  }

  @Test func whatThisRoomReliesOnCannotBeContradicted() throws {
    let error = #expect(throws: KafkaError.self) {
      try ClientProperties(["enable.auto.commit": "true"]).validate(for: .consumer(group: "g"))
    }
    #expect(error?.property == "enable.auto.commit")
    try ClientProperties(["enable.auto.commit": "false"]).validate(for: .consumer(group: "g"))
  }

  @Test func aMissingCertificateIsAnErrorOfTheConfiguration() {
    let error = #expect(throws: KafkaError.self) {
      _ = try Admin(
        ClientProperties([
          "security.protocol": "SSL", "ssl.ca.location": "/nowhere/ca.pem",
        ]))
    }
    #expect(error?.isConfigurationError == true)
    #expect(error?.reason.contains("ssl.ca.location") == true)
  }

  @Test func theAssignorFollowsTheLibrary() {
    #expect(LibraryVersion(2, 0, 2).defaultAssignor == "range")
    #expect(LibraryVersion(2, 2, 9).defaultAssignor == "range")
    #expect(LibraryVersion(2, 3, 0).defaultAssignor == "cooperative-sticky")
    #expect(!LibraryVersion(2, 6, 0).speaksSCRAMToKafka4)
    #expect(LibraryVersion(2, 6, 1).speaksSCRAMToKafka4)
    #expect(LibraryVersion.current >= LibraryVersion(1, 9, 0))
    #expect("\(LibraryVersion(2, 0, 2))" == "2.0.2")
  }
}
