import Foundation
import Settings
import Signals

/// The territories of `Config/territories`, loaded once for all tests.
enum ShippedTerritories {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let france = Result { try load("fr") }
  static let morocco = Result { try load("ma") }

  private static func load(_ name: String) throws -> Territory {
    try loadTerritory(
      directory: root.appending(path: "Config/territories/\(name)").path(percentEncoded: false))
  }
}

extension Territory {
  /// The code of an area by its dense index; nil for −1.
  func code(_ area: Int32) -> String? { area < 0 ? nil : areas[Int(area)].code }

  func find(code: String) -> String? { self.code(bytes(code) { area(code: $0) }) }
  func find(commune: String) -> String? { self.code(bytes(commune) { area(communeCode: $0) }) }
  func find(postcode: String) -> String? { self.code(bytes(postcode) { area(postcode: $0) }) }
  func find(name: String) -> String? { self.code(bytes(name) { area(name: $0) }) }
  func find(_ latitude: Double, _ longitude: Double) -> String? {
    code(area(latitude: latitude, longitude: longitude))
  }

  private func bytes(_ text: String, _ body: (UnsafeRawBufferPointer) -> Int32) -> Int32 {
    Array(text.utf8).withUnsafeBytes(body)
  }
}
