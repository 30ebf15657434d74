/// The languages that the simulated residents write.
package enum CityLanguage: Int, Sendable, CaseIterable {
  case french, english, arabic

  /// The ISO 639-1 code.
  package var code: String {
    switch self {
    case .french: "fr"
    case .english: "en"
    case .arabic: "ar"
    }
  }
}
