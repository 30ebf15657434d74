/// What the numbers in one source's sums, findings and state mean: names that outlive a change of
/// the configuration, by the indexes of this one.
package struct SourceNames: Sendable, Equatable {
  package let source: String
  /// By dimension: a theme's name, `category=VALUE`, or empty where the dimension is not in use.
  package let dimensions: [String]
  /// Codes by area.
  package let areas: [String]
  /// By dense index of a theme term.
  package let terms: [String]
  /// By service: the declared ones, then `other`; empty for a source without any.
  package let services: [String]

  private let dimensionByName: [String: Int32]
  private let areaByCode: [String: Int32]
  private let termByText: [String: UInt16]
  private let serviceByName: [String: Int32]

  package init(
    source: String, dimensions: [String], areas: [String], terms: [String],
    services: [String] = []
  ) {
    self.source = source
    self.dimensions = dimensions
    self.areas = areas
    self.terms = terms
    self.services = services
    serviceByName = Dictionary(
      services.enumerated().map { ($0.element, Int32($0.offset)) },
      uniquingKeysWith: { first, _ in first })
    dimensionByName = Dictionary(
      dimensions.enumerated().filter { !$0.element.isEmpty }.map {
        ($0.element, Int32($0.offset))
      }, uniquingKeysWith: { first, _ in first })
    areaByCode = Dictionary(
      areas.enumerated().map { ($0.element, Int32($0.offset)) },
      uniquingKeysWith: { first, _ in first })
    termByText = Dictionary(
      terms.enumerated().map { ($0.element, UInt16($0.offset)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Nil: this configuration does not know it.
  package func dimension(named name: String) -> Int32? { dimensionByName[name] }
  package func area(coded code: String) -> Int32? { areaByCode[code] }
  package func term(_ text: String) -> UInt16? { termByText[text] }
  package func service(named name: String) -> Int32? { serviceByName[name] }
}
