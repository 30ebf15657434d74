extension VolumeFacts {
  private static let style = NumberStyle.english
  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  private var subject: String {
    "\(theme?.en ?? "All subjects") – \(areaName ?? "whole territory")"
  }

  var englishHeadline: String {
    switch state {
    case .closed:
      return "Over: \(subject), back to normal after \(duration)"
    case .stale:
      return "Data interrupted: \(subject)"
    case .opened, .updated, .acknowledged, .transferred:
      let bound = expected < 0.05 ? "under " : ""
      return "\(subject): \(things) in \(window), \(bound)\(Self.style.expected(expected)) expected"
    }
  }

  var englishExplanation: String {
    var sentences: [String] = []
    let place = areaName.map { "in \($0)" } ?? "in the whole territory"
    let about = theme.map { " on “\($0.en)”" } ?? ""
    let scope = "Source “\(source)”, \(place)\(about)"
    switch state {
    case .closed:
      sentences.append("\(scope): unusual activity since \(began); it is over.")
      sentences.append("It lasted \(duration).")
      return sentences.joined(separator: " ")
    case .stale:
      sentences.append("\(scope): unusual activity since \(began).")
      sentences.append("No more data arrives: nothing says that the event is over.")
      return sentences.joined(separator: " ")
    case .opened, .updated, .acknowledged, .transferred:
      sentences.append("\(scope): unusual activity since \(began).")
    }
    sentences.append(measured)
    if let chance { sentences.append(chance) }
    sentences.append(chanceRate)
    if duplicateRatio >= Self.notableDuplicates {
      let percent = Int64((duplicateRatio * 100).rounded())
      sentences.append("Caution: \(percent)% of the texts repeat another one.")
    }
    if !topTerms.isEmpty {
      sentences.append("Most frequent words: \(topTerms.joined(separator: ", ")).")
    }
    return sentences.joined(separator: " ")
  }

  private var measured: String {
    let last = windowMinutes == 1 ? "In the last minute" : "In the last \(lastWindow)"
    let authors = distinctAuthors.map { count in
      count >= Self.authorsCounted
        ? " from at least \(Self.authorsCounted) authors"
        : " from \(count) \(count == 1 ? "author" : "authors")"
    }
    let verb = Self.style.expected(expected) == "1" ? "was" : "were"
    let bound = expected < 0.05 ? "fewer than " : ""
    var text =
      "\(last), \(things)\(authors ?? "") where \(bound)\(Self.style.expected(expected))"
      + " \(verb) expected"
    if let ratio { text += ", \(Self.style.rounded(ratio)) times the usual number" }
    return text + "."
  }

  private var chance: String? {
    let window = "for this series and this length of time"
    return switch Odds(score: score) {
    case .number(let number):
      "Chance alone would do that once in \(Self.style.integer(number)), \(window)."
    case .millions(let millions):
      "Chance alone would do that once in \(Self.style.rounded(millions)) million, \(window)."
    case .beyondBillion:
      "Chance alone would do that less than once in a billion, \(window)."
    case nil: nil
    }
  }

  private var chanceRate: String {
    let all = "Over all series, chance would raise an alert as strong"
    return switch ChanceRate(perWeek: falseAlarmsPerWeek) {
    case .perWeek(let rate): "\(all) about \(Self.style.rounded(rate)) times a week."
    case .onceInWeeks(1): "\(all) about once a week."
    case .onceInWeeks(let weeks): "\(all) about once in \(weeks) weeks."
    case .hardlyEver: "\(all) less than once in two years."
    }
  }

  private var things: String {
    let isOne = observed == 1
    let noun =
      switch counted {
      case .post: isOne ? "message" : "messages"
      case .feedback: isOne ? "rating" : "ratings"
      case .report: isOne ? "report" : "reports"
      case .count: isOne ? "event" : "events"
      case .read: isOne ? "read" : "reads"
      }
    return "\(Self.style.integer(observed)) \(noun)"
  }

  private var window: String {
    windowMinutes < 120 ? "\(windowMinutes) min" : "\(windowMinutes / 60) h"
  }

  private var lastWindow: String {
    windowMinutes < 120 ? "\(windowMinutes) minutes" : "\(windowMinutes / 60) hours"
  }

  private var began: String {
    let at = localSince
    let minute = at.minute < 10 ? "0\(at.minute)" : String(at.minute)
    let hour = at.hour < 10 ? "0\(at.hour)" : String(at.hour)
    return "\(at.day) \(Self.months[at.month - 1]) \(at.year), \(hour):\(minute) local time"
  }

  private var duration: String {
    let (hours, minutes) = durationMinutes.quotientAndRemainder(dividingBy: 60)
    if hours == 0 { return "\(minutes) min" }
    return minutes == 0 ? "\(hours) h" : "\(hours) h \(minutes) min"
  }

  // What the words of the other detectors share.
  var englishThings: String { things }
  var englishWindow: String { window }
  var englishBegan: String { began }
  var englishDuration: String { duration }
  var englishChanceRate: String { chanceRate }
}
