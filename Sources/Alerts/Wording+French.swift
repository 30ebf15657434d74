extension VolumeFacts {
  private static let style = NumberStyle.french
  private static let months = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
  ]
  /// Before a colon and inside quotation marks.
  private static let space = "\u{00A0}"
  /// Before a percent sign and a semicolon.
  private static let narrow = "\u{202F}"

  private var subject: String {
    let place = areaName ?? "tout le territoire"
    return "\(theme?.fr ?? "Tous les sujets") – \(place)"
  }

  var frenchHeadline: String {
    let (style, space) = (Self.style, Self.space)
    switch state {
    case .closed:
      return "Fin\(space): \(subject), retour à la normale après \(duration)"
    case .stale:
      return "Données interrompues\(space): \(subject)"
    case .opened, .updated, .acknowledged, .transferred:
      let expects = "\(style.expected(expected))\(space)\(expected < 2 ? "attendu" : "attendus")"
      let bound = expected < 0.05 ? "moins de \(expects)" : expects
      return "\(subject)\(space): \(things) en \(window), \(bound)"
    }
  }

  var frenchExplanation: String {
    var sentences: [String] = []
    let space = Self.space
    let place = areaName.map { "dans la zone \($0)" } ?? "sur tout le territoire"
    let about = theme.map { " sur le thème «\(space)\($0.fr)\(space)»" } ?? ""
    let scope = "Source «\(space)\(source)\(space)», \(place)\(about)"
    switch state {
    case .closed:
      sentences.append("\(scope)\(space): activité inhabituelle depuis \(began), terminée.")
      sentences.append("Elle a duré \(duration).")
      return sentences.joined(separator: " ")
    case .stale:
      sentences.append("\(scope)\(space): activité inhabituelle depuis \(began).")
      sentences.append(
        "Les données n'arrivent plus\(space): rien ne dit que l'événement soit terminé.")
      return sentences.joined(separator: " ")
    case .opened, .updated, .acknowledged, .transferred:
      sentences.append("\(scope)\(space): activité inhabituelle depuis \(began).")
    }
    sentences.append(measured)
    if let chance { sentences.append(chance) }
    sentences.append(chanceRate)
    if duplicateRatio >= Self.notableDuplicates {
      let percent = Int64((duplicateRatio * 100).rounded())
      sentences.append(
        "Prudence\(space): \(percent)\(Self.narrow)% des textes en répètent un autre.")
    }
    if !topTerms.isEmpty {
      sentences.append("Mots les plus fréquents\(space): \(topTerms.joined(separator: ", ")).")
    }
    return sentences.joined(separator: " ")
  }

  private var measured: String {
    let style = Self.style
    let last =
      windowMinutes == 1 ? "Dans la dernière minute" : "Dans les \(lastWindow)"
    let authors = distinctAuthors.map { count in
      count >= Self.authorsCounted
        ? " d'au moins \(Self.authorsCounted) auteurs"
        : " de \(count) \(count < 2 ? "auteur" : "auteurs")"
    }
    let noun = expected < 2 ? "était attendu" : "étaient attendus"
    let bound = expected < 0.05 ? "moins de " : ""
    var text =
      "\(last), \(things)\(authors ?? "") quand \(bound)\(style.expected(expected)) \(noun)"
    if let ratio { text += ", soit \(style.rounded(ratio)) fois le nombre habituel" }
    return text + "."
  }

  private var chance: String? {
    let window = "pour cette série et cette durée"
    return switch Odds(score: score) {
    case .number(let number):
      "Le hasard seul en donnerait autant une fois sur \(Self.style.integer(number)), \(window)."
    case .millions(let millions):
      "Le hasard seul en donnerait autant une fois sur \(Self.style.rounded(millions))"
        + "\(Self.space)\(millions < 2 ? "million" : "millions"), \(window)."
    case .beyondBillion:
      "Le hasard seul en donnerait autant moins d'une fois sur un milliard, \(window)."
    case nil: nil
    }
  }

  private var chanceRate: String {
    let all = "Toutes séries réunies, le hasard lèverait une alerte aussi forte"
    return switch ChanceRate(perWeek: falseAlarmsPerWeek) {
    case .perWeek(let rate): "\(all) environ \(Self.style.rounded(rate)) fois par semaine."
    case .onceInWeeks(1): "\(all) environ une fois par semaine."
    case .onceInWeeks(let weeks): "\(all) environ une fois en \(weeks) semaines."
    case .hardlyEver: "\(all) moins d'une fois en deux ans."
    }
  }

  private var things: String {
    let isOne = observed < 2
    let noun =
      switch counted {
      case .post: isOne ? "message" : "messages"
      case .feedback: "avis"
      case .report: isOne ? "signalement" : "signalements"
      case .count: isOne ? "événement" : "événements"
      case .read: isOne ? "lecture" : "lectures"
      }
    return "\(Self.style.integer(observed))\(Self.space)\(noun)"
  }

  private var window: String {
    windowMinutes < 120
      ? "\(windowMinutes)\(Self.space)min" : "\(windowMinutes / 60)\(Self.space)h"
  }

  private var lastWindow: String {
    windowMinutes < 120
      ? "\(windowMinutes) dernières minutes" : "\(windowMinutes / 60) dernières heures"
  }

  private var began: String {
    let at = localSince
    let day = at.day == 1 ? "1er" : String(at.day)
    let minute = at.minute < 10 ? "0\(at.minute)" : String(at.minute)
    return "le \(day) \(Self.months[at.month - 1]) \(at.year)"
      + " à \(at.hour)\(Self.space)h\(Self.space)\(minute) (heure locale)"
  }

  private var duration: String {
    let (hours, minutes) = durationMinutes.quotientAndRemainder(dividingBy: 60)
    let space = Self.space
    if hours == 0 { return "\(minutes)\(space)min" }
    let padded = minutes < 10 ? "0\(minutes)" : String(minutes)
    return minutes == 0 ? "\(hours)\(space)h" : "\(hours)\(space)h\(space)\(padded)"
  }

  // What the words of the other detectors share.
  var frenchThings: String { things }
  var frenchWindow: String { window }
  var frenchBegan: String { began }
  var frenchDuration: String { duration }
  var frenchChanceRate: String { chanceRate }
}
