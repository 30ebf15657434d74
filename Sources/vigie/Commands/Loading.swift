import Detection
import EventTime
import Foundation
import Kafka
import Pipeline
import Settings
import Signals

/// Puts a configuration together, or says what is wrong with it.
enum Loading {
  static func configuration(_ path: String) throws(Failure) -> Configuration {
    do {
      return try Configuration.load(path: path)
    } catch {
      throw .configuration("the configuration is not usable:\n\(error)")
    }
  }

  static func assembly(_ path: String) throws(Failure) -> Assembly {
    try assembly(configuration(path))
  }

  static func assembly(_ configuration: Configuration) throws(Failure) -> Assembly {
    var territory = Territory(name: "none")
    var digest = ""
    if let directory = configuration.territory {
      do {
        territory = try loadTerritory(
          directory: directory,
          findsCoordinates: configuration.sources.contains { $0.place.latitude != nil })
      } catch {
        throw .configuration("the territory is not usable: \(error)")
      }
      digest = try self.digest(ofFilesIn: directory)
    }
    do {
      return try Assembly(
        configuration: configuration, territory: territory, territoryDigest: digest)
    } catch {
      throw .configuration("\(configuration.path): \(error.message)")
    }
  }

  /// The key of the pseudonyms. Without one in the configuration a daemon takes a key of its own,
  /// which ends with the process; history takes a fixed one, since none of its tokens leave it.
  static func key(
    _ configuration: Configuration, history: Bool = false
  ) throws(Failure) -> [UInt8] {
    guard let secret = configuration.privacy.key else {
      if history { return [UInt8](repeating: 0x56, count: 32) }
      var random = SystemRandomNumberGenerator()
      return (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    let key: [UInt8]
    do {
      key = try secret.read()
    } catch {
      throw .configuration(error.description)
    }
    guard key.count >= PrivacySettings.keyBytes else {
      throw .configuration(
        "\(secret.keyPath): the key has \(key.count) bytes, and needs \(PrivacySettings.keyBytes)")
    }
    return key
  }

  /// Reads the watch list, of this file or of the one that is configured; lines that are no entries are
  /// named and left out.
  static func readWatchList(
    _ file: String? = nil, into assembly: inout Assembly, key: [UInt8]
  ) throws(Failure) {
    guard let path = file ?? assembly.configuration.detectors.watchList.list else { return }
    let lines: [UInt8]
    do {
      lines = Array(try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw .configuration("\(path): \(error.localizedDescription)")
    }
    for (line, refusal) in assembly.readWatchList(lines, key: key) {
      Terminal.say("\(path):\(line): \(refusal.rawValue): left out of the watch list")
    }
  }

  /// librdkafka's properties: the address, what passes through, and secrets.
  static func properties(_ configuration: Configuration) throws(Failure) -> ClientProperties {
    let broker = configuration.broker
    var values = broker.properties
    values["bootstrap.servers"] = broker.bootstrap
    values["client.id"] = values["client.id"] ?? configuration.instance
    values["client.software.name"] = "vigie"
    values["client.software.version"] = Vigie.version
    for (name, secret) in broker.secrets {
      do {
        values[name] = String(decoding: try secret.read(), as: UTF8.self)
      } catch {
        throw .configuration(error.description)
      }
    }
    return ClientProperties(values)
  }

  private static func digest(ofFilesIn directory: String) throws(Failure) -> String {
    do {
      let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
      var text = ""
      for name in names where name.hasSuffix(".csv") {
        let bytes = try Data(contentsOf: URL(filePath: directory + "/" + name))
        text += "\(name) \(bytes.withUnsafeBytes { hash64($0) })\n"
      }
      return text
    } catch {
      throw .configuration("\(directory): \(error.localizedDescription)")
    }
  }
}
