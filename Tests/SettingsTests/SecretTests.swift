import Settings
import Testing

@Suite struct SecretTests {
  private func broker(_ text: String) throws -> ConfigurationFolder {
    try ConfigurationFolder(plainFiles(with: "vigie.yaml", "sources: posts.yaml\n" + text))
  }

  @Test(arguments: [
    "sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem",
    "sasl.oauthbearer.client.secret", "sasl.oauthbearer.config", "sasl.jaas.config",
  ])
  func literalSecretIsRefusedAndNotRepeated(_ property: String) throws {
    let folder = try broker("broker:\n  properties:\n    \(property): hunter2\n")
    #expect(
      folder.errors() == [
        "vigie.yaml:4:\(property.count + 7): broker.properties.\(property): a secret is never "
          + "written in a configuration file: under broker.secrets write "
          + "'\(property): { environment: NAME }' or '{ file: PATH }'"
      ])
    #expect(folder.kinds() == [.secret])
  }

  @Test(arguments: [
    "privacy: { key: hunter2 }\n", "broker: { secrets: { sasl.password: hunter2 } }\n",
    "privacy: { key: [hunter2] }\n",
  ])
  func literalInPlaceOfAReferenceIsNotRepeated(_ text: String) throws {
    let folder = try broker(text)
    let errors = folder.errors()
    #expect(folder.kinds() == [.secret])
    #expect(errors.count == 1 && !errors[0].contains("hunter2"))
    #expect(errors[0].hasSuffix("write { environment: NAME } or { file: PATH }"))
  }

  @Test(arguments: ["{}", "{ environment: A, file: b }"])
  func referenceNamesOnePlace(_ text: String) throws {
    #expect(try broker("privacy: { key: \(text) }\n").kinds() == [.secret])
  }

  @Test func propertyIsNotAlsoASecret() throws {
    let folder = try broker(
      "broker: { properties: { sasl.username: a }, secrets: { sasl.username: { file: b } } }\n")
    #expect(
      folder.errors() == [
        "vigie.yaml:2:45: 'sasl.username' is a property and a secret at once: keep the secret"
      ])
  }

  @Test(arguments: ["bootstrap.servers", "group.id", "enable.auto.commit", "transactional.id"])
  func propertyThatVigieSetsItselfIsRefused(_ property: String) throws {
    #expect(
      try broker("broker: { properties: { \(property): x } }\n").kinds() == [.contradiction])
  }

  @Test func otherPropertiesPassThroughAsTheyAreWritten() throws {
    let folder = try broker(
      "broker: { bootstrap: \"a:1, b:2\", properties: { linger.ms: 50, security.protocol: ssl } }\n"
    )
    let broker = try folder.load().broker
    #expect(broker.bootstrap == "a:1, b:2")
    #expect(broker.properties == ["linger.ms": "50", "security.protocol": "ssl"])
  }

  @Test func secretOfAFileIsItsTextWithoutTheLineEnd() throws {
    let folder = try broker("privacy: { key: { file: secrets/key } }\n")
    try folder.write("secrets/key", Array("0123456789abcdef\r\n".utf8))
    let key = try #require(try folder.load().privacy.key)
    #expect(try key.read() == Array("0123456789abcdef".utf8))
  }

  @Test func secretOfTheEnvironmentIsReadWhenItIsAskedFor() throws {
    // PATH is a variable that every process has.
    let folder = try broker("broker: { secrets: { sasl.password: { environment: PATH } } }\n")
    let secret = try #require(try folder.load().broker.secrets["sasl.password"])
    #expect(try !secret.read().isEmpty)
  }

  @Test(arguments: [
    (
      "{ environment: VIGIE_NO_SUCH_VARIABLE }",
      "privacy.key: no variable VIGIE_NO_SUCH_VARIABLE in the environment"
    ), ("{ file: empty }", "privacy.key: it is empty"),
    ("{ file: /no/such/file }", "privacy.key: /no/such/file: No such file or directory"),
  ])
  func secretThatIsNotThereSaysSo(_ reference: String, _ message: String) throws {
    let folder = try broker("privacy: { key: \(reference) }\n")
    try folder.write("empty", [])
    let key = try #require(try folder.load().privacy.key)
    let error = #expect(throws: ConfigurationError.self) { try key.read() }
    #expect(error?.message == message)
    #expect(error?.kind == .secret)
  }
}
