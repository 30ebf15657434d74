import Foundation
import Glibc
import Kafka
import Testing

/// A real Kafka of the tests' own that lets in only who shows a certificate or knows a password, and
/// lets each do only what was granted.
///
/// It listens on four ports: without protection for its own administration, with mutual TLS, with
/// passwords over TLS, and its controller's.
final class SecureBroker: Sendable {
  /// Two rooms up from this file, then beside the project.
  static let program = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "shared/kafka/kafka").path

  /// Why it cannot be started here; nil where it can.
  static let missing: String? = {
    if access(program, X_OK) != 0 { return "no Kafka stands beside the project" }
    for tool in ["java", "openssl"] where shell("command -v \(tool)", [:]).status != 0 {
      return "there is no \(tool)"
    }
    return nil
  }()

  /// Started for the length of the suite.
  @TaskLocal static var current: SecureBroker?

  static let administrator = (user: "admin", password: "admin-secret")
  /// Of every other user.
  static let password = "right-password"
  /// Users of passwords, and one that knows SCRAM alone.
  static let users = ["observe", "detect", "alert", "tail"]
  static let scramUser = "scrambled"

  let directory: URL
  private let port: Int

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appending(path: "vigie-secure-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    // Four ports in a row below those that the system hands out; another run may have one of them.
    port = 10_000 + Int.random(in: 0..<2_200) * 4
    do {
      try makeCertificates()
      try start()
    } catch {
      stop()
      throw error
    }
  }

  /// One that answers on all of its ports, if there is one in three tries.
  static func started() throws -> SecureBroker {
    for _ in 0..<2 {
      if let broker = try? SecureBroker() { return broker }
    }
    return try SecureBroker()
  }

  func stop() {
    _ = run("\"$KAFKA\" stop --port \(port) --dir broker --kill")
    try? FileManager.default.removeItem(at: directory)
  }

  func path(_ name: String) -> String { directory.appending(path: name).path }

  // MARK: - Ways in

  private func properties(_ port: Int, _ values: [String: String]) -> ClientProperties {
    ClientProperties([
      "bootstrap.servers": "127.0.0.1:\(port)", "fetch.wait.max.ms": "50", "linger.ms": "1",
      "reconnect.backoff.max.ms": "200",
    ]).overridden(by: values)
  }

  /// As its own administrator, who may do everything.
  var unprotected: ClientProperties { properties(port, [:]) }

  /// With the certificate of that name, signed by the authority of that name.
  func mutualTLS(_ client: String?, authority: String = "ca") -> ClientProperties {
    var values = ["security.protocol": "ssl", "ssl.ca.location": path("\(authority).pem")]
    if let client {
      values["ssl.certificate.location"] = path("\(client).crt")
      values["ssl.key.location"] = path("\(client).key")
    }
    return properties(port + 2, values)
  }

  func password(
    _ user: String, _ password: String = password, mechanism: String = "PLAIN"
  ) -> ClientProperties {
    properties(
      port + 3,
      [
        "security.protocol": "sasl_ssl", "ssl.ca.location": path("ca.pem"),
        "sasl.mechanism": mechanism, "sasl.username": user, "sasl.password": password,
      ])
  }

  // MARK: - Kafka's own tools

  /// Runs lines of a shell, in the broker's directory, with `kafka-acls.sh` at hand.
  func run(_ script: String) -> (status: Int32, words: String) {
    shell(
      """
      cd "$DIRECTORY"
      kafka-acls.sh() { "$KAFKA" acls "$@"; }
      \(script)
      """,
      [
        "KAFKA": Self.program, "DIRECTORY": directory.path, "BOOTSTRAP": "127.0.0.1:\(port)",
        "ADMIN": path("admin.properties"),
      ])
  }

  // MARK: - Its making

  private func makeCertificates() throws {
    // An authority, one that nobody trusts, and what they have signed; good for a day.
    let script = """
      set -e
      key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1'
      for name in ca other; do
        openssl req -x509 $key -keyout $name.key -out $name.pem -subj "/CN=vigie test $name"
      done
      sign() {
        openssl req -x509 $key -CA $2.pem -CAkey $2.key -keyout $1.key -out $1.crt \\
          -subj "/CN=$1" -addext "basicConstraints=critical,CA:FALSE" $3 $4
      }
      sign broker ca -addext subjectAltName=IP:127.0.0.1,DNS:localhost
      sign client ca
      sign stranger other
      cat broker.key broker.crt > broker.pem
      : > admin.properties
      """
    let made = run(script)
    try #require(made.status == 0, "\(made.words)")
  }

  private func start() throws {
    let plain = "org.apache.kafka.common.security.plain.PlainLoginModule"
    let scram = "org.apache.kafka.common.security.scram.ScramLoginModule"
    let known =
      Self.users.map { "user_\($0)=\"\(Self.password)\"" }
      + ["user_\(Self.administrator.user)=\"\(Self.administrator.password)\""]
    let ports = ("PLAINTEXT", port, "SSL", port + 2, "SASL_SSL", port + 3)
    let listeners =
      "\(ports.0)://127.0.0.1:\(ports.1),\(ports.2)://127.0.0.1:\(ports.3),"
      + "\(ports.4)://127.0.0.1:\(ports.5)"
    let text = """
      listeners=\(listeners),CONTROLLER://127.0.0.1:\(port + 1)
      advertised.listeners=\(listeners)
      ssl.keystore.type=PEM
      ssl.keystore.location=\(path("broker.pem"))
      ssl.truststore.type=PEM
      ssl.truststore.location=\(path("ca.pem"))
      listener.name.ssl.ssl.client.auth=required
      listener.name.sasl_ssl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256
      listener.name.sasl_ssl.plain.sasl.jaas.config=\(plain) required \(known.joined(separator: " "));
      listener.name.sasl_ssl.scram-sha-256.sasl.jaas.config=\(scram) required;
      authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
      super.users=User:ANONYMOUS;User:\(Self.administrator.user);User:CN=client;User:\(Self.scramUser)
      allow.everyone.if.no.acl.found=false
      """
    try Data((text + "\n").utf8).write(to: directory.appending(path: "secure.properties"))
    let started = run(
      """
      "$KAFKA" start --port \(port) --dir broker --properties secure.properties || exit 1
      # A test run that is killed stops nothing itself.
      (while kill -0 \(getpid()) 2>/dev/null && [ -e broker/pid ]; do sleep 1; done
       "$KAFKA" stop --port \(port) --dir broker --kill; rm -rf "$DIRECTORY") </dev/null >/dev/null 2>&1 &
      """)
    try #require(started.status == 0, "\(started.words)")
    let (user, password) = Self.administrator
    for way in [unprotected, mutualTLS("client"), self.password(user, password)] {
      try Admin(way).checkReachable()
    }
  }
}

/// Runs a script of bash to its end; what it left running in the background goes on.
///
/// Foundation's `Process` would wait for that too.
private func shell(_ script: String, _ environment: [String: String]) -> (
  status: Int32, words: String
) {
  let base = FileManager.default.temporaryDirectory.appending(path: "vigie-\(UUID().uuidString)")
  let (file, words) = (base.path + ".sh", base.path + ".out")
  let settings = environment.map { "export \($0.key)='\($0.value)'\n" }.joined()
  defer { for path in [file, words] { try? FileManager.default.removeItem(atPath: path) } }
  do {
    try Data((settings + script).utf8).write(to: URL(filePath: file))
  } catch {
    return (-1, "\(error)")
  }
  let status = system("exec bash '\(file)' </dev/null >'\(words)' 2>&1")
  return (status, (try? String(contentsOfFile: words, encoding: .utf8)) ?? "")
}

/// Starts the broker before a suite, and stops it after it.
struct WithSecureBroker: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let broker = try SecureBroker.started()
    defer { broker.stop() }
    try await SecureBroker.$current.withValue(broker) { try await function() }
  }
}

extension Trait where Self == WithSecureBroker {
  static var secureBroker: WithSecureBroker { WithSecureBroker() }
}
