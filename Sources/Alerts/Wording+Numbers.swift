internal import Glibc

/// How a language writes numbers.
struct NumberStyle {
  var decimalMark: String
  var groupMark: String

  /// French has a comma, and a narrow no-break space between thousands (Imprimerie nationale).
  static let french = NumberStyle(decimalMark: ",", groupMark: "\u{202F}")
  static let english = NumberStyle(decimalMark: ".", groupMark: ",")

  func integer(_ value: Int64) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text += groupMark }
      text.append(digit)
    }
    return text
  }

  /// A value as people say it: one decimal under 10 (none when it is 0), none from there on.
  ///
  /// `value` is finite, 0 or more; beyond 10^15 it is written as that.
  func rounded(_ value: Double) -> String {
    let tenths = Int64((min(value, 1e15) * 10).rounded())
    guard tenths < 100, tenths % 10 != 0 else { return integer((tenths + 5) / 10) }
    return "\(tenths / 10)\(decimalMark)\(tenths % 10)"
  }

  /// An expected count; under 0.05 there is no digit to show.
  func expected(_ value: Double) -> String { value < 0.05 ? "0\(decimalMark)1" : rounded(value) }
}

/// The N of "one chance in N", as people say it.
enum Odds: Equatable {
  /// Less than a million, with two significant digits.
  case number(Int64)
  case millions(Double)
  case beyondBillion

  /// By −log10 p, 0 or more; nil when N is under 2 and says nothing.
  init?(score: Double) {
    guard score >= 0.302 else { return nil }
    guard score < 9 else {
      self = .beyondBillion
      return
    }
    let value = pow(10, score)
    let unit = pow(10, max(0, floor(log10(value)) - 1))
    let number = Int64((value / unit).rounded() * unit)
    self = number < 1_000_000 ? .number(number) : .millions(Double(number) / 1e6)
  }
}

/// How often chance alone would do it, as people say it.
enum ChanceRate: Equatable {
  case perWeek(Double)
  /// Once in so many weeks, 1 to 103.
  case onceInWeeks(Int64)
  /// Less than once in two years.
  case hardlyEver

  init(perWeek rate: Double) {
    guard rate < 1.5 else {
      self = .perWeek(rate)
      return
    }
    let weeks = 1 / max(rate, 1e-6)
    self = weeks < 103.5 ? .onceInWeeks(max(1, Int64(weeks.rounded()))) : .hardlyEver
  }
}
