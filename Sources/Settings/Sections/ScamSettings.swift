/// `scam.yaml` of the directory of detectors.
package struct ScamSettings: Sendable, Equatable {
  package var enabled: Bool
  package var falseAlarmsPerWeek: Double
  package var minimumReports: Int
  package var minimumAuthors: Int
  package var warmUpDays: Int
  package var newDomainShare: Double
  package var rememberDays: Int
  package var maximumMerchants: Int
  package var maximumDomains: Int
  package var maximumNewDomains: Int
  package var maximumRememberedDomains: Int
  package var publicSuffixes: String
}

extension ScamSettings {
  init(_ s: inout Section, known: KnownNames) {
    enabled = s.boolean("enabled", default: true, "Whether the detector runs.")
    falseAlarmsPerWeek = s.number(
      "falseAlarmsPerWeek", default: 1, in: 0.01...1000,
      "Chance alarms a week over all its series, half of them for new domains: the one knob.")
    minimumReports = s.integer(
      "minimumReports", default: 3, in: 1...1000, "Reports that a window needs.")
    minimumAuthors = s.integer(
      "minimumAuthors", default: 10, in: 1...1000,
      "Reports from which on a domain or a merchant is named.")
    warmUpDays = s.integer(
      "warmUpDays", default: 28, in: 7...365, "Days that are only learned.")
    newDomainShare = s.number(
      "newDomainShare", default: 0.01, in: 0.0001...0.5,
      "Of honest new domains so many are said at most.")
    rememberDays = s.integer(
      "rememberDays", default: 400, in: 30...3650, "How long a domain counts as known.")
    maximumMerchants = s.integer(
      "maximumMerchants", default: 2500, in: 1...100_000,
      "Merchants; those reported least recently are forgotten.")
    maximumDomains = s.integer(
      "maximumDomains", default: 2500, in: 1...100_000,
      "Domains whose reports are counted; those reported least recently are forgotten.")
    maximumNewDomains = s.integer(
      "maximumNewDomains", default: 20_000, in: 1...1_000_000,
      "Domains in their first 28 days; those reported least recently are forgotten.")
    maximumRememberedDomains = s.integer(
      "maximumRememberedDomains", default: 1_000_000, in: 1000...16_000_000,
      "Domains that were there; at the limit the oldest tenth is forgotten.")
    publicSuffixes = s.text(
      "publicSuffixes", default: "/usr/share/publicsuffix/public_suffix_list.dat",
      "The rules of registrable domains; where the file is not there, a small built-in list.")
  }
}
