extension DetectorFacts {
  private static let style = NumberStyle.english
  private static let winds = [
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west",
  ]

  var englishHeadline: String {
    let phrases = englishPhrases
    let subject = "\(phrases.title) – \(base.areaName ?? "whole territory")"
    switch base.state {
    case .closed: return "Over: \(subject), after \(base.englishDuration)"
    case .stale: return "Data interrupted: \(subject)"
    case .opened, .updated, .acknowledged, .transferred:
      return phrases.amount.map { "\(subject): \($0)" } ?? subject
    }
  }

  var englishExplanation: String {
    let phrases = englishPhrases
    let place = base.areaName.map { "in \($0)" } ?? "in the whole territory"
    let scope = "\(phrases.title) (stream “\(base.source)”), \(place), since \(base.englishBegan)"
    var sentences: [String] = []
    switch base.state {
    case .closed: return "\(scope): it is over. It lasted \(base.englishDuration)."
    case .stale: return "\(scope). No more data arrives: nothing says that it is over."
    case .opened, .updated, .acknowledged, .transferred:
      sentences.append(scope + ".")
    }
    sentences += phrases.seen
    if detector != "watchlist" && detector != "situation" && base.falseAlarmsPerWeek > 0 {
      sentences.append(base.englishChanceRate)
    }
    sentences += phrases.caution
    if detector != "watchlist" && !base.topTerms.isEmpty {
      sentences.append("Words: \(base.topTerms.joined(separator: ", ")).")
    }
    return sentences.joined(separator: " ")
  }

  private func plural(_ value: Int64, _ one: String, _ many: String) -> String {
    "\(Self.style.integer(value)) \(value == 1 ? one : many)"
  }

  private var expectation: String {
    let text = Self.style.expected(base.expected)
    return base.expected < 0.05 ? "under \(text)" : text
  }

  /// The count of the window beside what was expected.
  private var counted: String {
    var text = "\(base.englishThings) in \(base.englishWindow) where \(expectation) are usual"
    if let ratio = timesUsual { text += ", \(Self.style.rounded(ratio)) times as many" }
    return text + "."
  }

  private var englishPhrases: Phrases {
    switch topic {
    case .organicRumour, .coordinatedRumour: rumourPhrases
    case .panic: panicPhrases
    case .gathering, .movement, .dispersal: crowdPhrases
    case .emerging: emergingPhrases
    case .satisfaction: satisfactionPhrases
    case .scamCategory, .scamMerchant, .scamDomain, .scamNewDomain: scamPhrases
    case .match, .toVerify: watchlistPhrases
    case .silentSource, .silentConnector, .partialLoss, .silentArea: silencePhrases
    case .situation: situationPhrases
    case .other:
      Phrases(
        title: "Something unusual (\(detector))", amount: "\(base.englishThings)",
        seen: [counted])
    }
  }

  private var rumourPhrases: Phrases {
    var phrases = Phrases(
      title: topic == .organicRumour ? "Rumour" : "Coordinated spreading", amount: nil)
    if topic == .organicRumour {
      phrases.amount = count("tellings").map {
        plural($0, "person tells it independently", "people tell it independently")
      }
      if let tellings = count("tellings") {
        phrases.seen.append(
          "The same thing is told by \(plural(tellings, "author", "authors")) who neither shared it "
            + "nor copied a link, as jokes and headlines are not.")
      }
      if let shares = count("shares") {
        phrases.seen.append("It was shared \(plural(shares, "time", "times")).")
      }
      if let placed = count("placed"), let share = percent("areaShare") {
        phrases.seen.append(
          "Of \(plural(placed, "author", "authors")) with a known place, \(share)% are in the same "
            + "one.")
      }
    } else {
      phrases.amount = count("accounts").map {
        plural($0, "account acts with others", "accounts act together")
      }
      if let accounts = count("accounts") {
        phrases.seen.append(
          "\(plural(accounts, "account publishes", "accounts publish")) the same texts within a "
            + "minute, again and again, far more than chance would.")
      }
      if let floods = count("floods") {
        phrases.seen.append("\(plural(floods, "flood was", "floods were")) seen.")
      }
      if let partners = count("partners") {
        phrases.seen.append("One account has up to \(plural(partners, "partner", "partners")).")
      }
      phrases.caution.append(
        "Caution: a club or an agency acts together too, and can be silenced as a group.")
    }
    if let synchrony = count("synchrony"), topic == .organicRumour {
      phrases.caution.append(
        "\(plural(synchrony, "author", "authors")) published within the same minute: one flood alone "
          + "does not tell a concerted action.")
    }
    if let calls = count("callsToShare") {
      phrases.seen.append("\(plural(calls, "message calls", "messages call")) to share it.")
    }
    if let enquiries = count("enquiries") {
      phrases.caution.append("\(plural(enquiries, "person asks", "people ask")) if it is true.")
    }
    if let denials = count("denials") {
      phrases.caution.append("\(plural(denials, "message denies", "messages deny")) it.")
    }
    return phrases
  }

  private var panicPhrases: Phrases {
    let markers = count("markers") ?? base.observed
    var phrases = Phrases(
      title: "Signs of panic",
      amount: "\(plural(markers, "message", "messages")) of fear or calls for help in "
        + base.englishWindow)
    var sentence = "\(plural(markers, "marker", "markers")) of fear, urgency or calls for help in "
    sentence += base.englishWindow
    if let posts = count("posts") { sentence += " among \(plural(posts, "message", "messages"))" }
    phrases.seen.append(sentence + " where \(expectation) are usual.")
    if let share = percent("markerShare"), let usual = percent("usualShare") {
      phrases.seen.append("That is \(share)% of the messages, against \(usual)% usually.")
    }
    if let coverage = percent("coverage") {
      phrases.caution.append(
        "\(coverage)% of the messages are in a language whose words Vigie knows.")
    }
    return phrases
  }

  private var crowdPhrases: Phrases {
    let title =
      switch topic {
      case .movement: "Moving crowd"
      case .dispersal: "Crowd dispersing"
      default: "Gathering"
      }
    var phrases = Phrases(title: title, amount: nil)
    if let excess = count("excess") {
      phrases.amount = "\(Self.style.integer(excess)) more than usual"
    } else {
      phrases.amount = "\(base.englishThings) in \(base.englishWindow), \(expectation) expected"
    }
    phrases.seen.append(counted)
    if let cells = count("cells"), cells > 1 {
      phrases.seen.append("The excess covers \(plural(cells, "cell", "cells")) side by side.")
    }
    if let wind, topic == .movement {
      var sentence = "The centre moves \(Self.winds[wind])"
      if let speed = number("speed") { sentence += " at \(Self.style.rounded(speed * 3.6)) km/h" }
      if let path = number("path") { sentence += ", \(Self.style.rounded(path)) m so far" }
      phrases.seen.append(sentence + ".")
    }
    if topic == .dispersal {
      phrases.seen.append("The centre empties while its surroundings fill.")
    }
    phrases.caution.append("Caution: an event that was not announced to Vigie looks the same.")
    return phrases
  }

  private var emergingPhrases: Phrases {
    let name = label.isEmpty ? base.topTerms.joined(separator: ", ") : label
    var phrases = Phrases(title: name.isEmpty ? "New topic" : "New topic “\(name)”", amount: nil)
    if let authors = count("authors") ?? base.distinctAuthors.map({ Int64($0) }) {
      phrases.amount = plural(authors, "author speaks of it", "authors speak of it")
    }
    let clusters = count("clusters") ?? base.observed
    phrases.seen.append(
      "\(plural(clusters, "different text speaks", "different texts speak")) of it in "
        + "\(base.englishWindow) where \(expectation) are usual: a text copied a hundred times "
        + "counts once.")
    if let posts = count("posts") {
      phrases.seen.append("That makes \(plural(posts, "message", "messages")) in all.")
    }
    return phrases
  }

  private var satisfactionPhrases: Phrases {
    var phrases = Phrases(
      title: label.isEmpty ? "Satisfaction falling" : "Satisfaction falling, \(label)",
      amount: nil)
    if let good = percent("good"), let usual = percent("usualGood") {
      phrases.amount = "\(good)% good ratings, \(usual)% usually"
      phrases.seen.append("Good ratings are at \(good)%, against \(usual)% usually.")
    }
    if let bad = percent("bad"), let usual = percent("usualBad") {
      phrases.seen.append("Bad ratings are at \(bad)%, against \(usual)% usually.")
    }
    if let ratings = count("ratings") {
      phrases.seen.append("\(plural(ratings, "rating is", "ratings are")) counted.")
    }
    if let within = points("within"), let mix = points("mix") {
      phrases.caution.append(
        "Of the difference, \(plural(within, "point comes", "points come")) from the services "
          + "themselves and \(plural(mix, "point", "points")) from who answered.")
    }
    return phrases
  }

  private var scamPhrases: Phrases {
    let name = label.isEmpty ? "" : " “\(label)”"
    let title =
      switch topic {
      case .scamMerchant: "Reports of fraud, merchant\(name)"
      case .scamDomain: "Reports of fraud, domain\(name)"
      case .scamNewDomain: "New domain reported for fraud\(name)"
      default: "Reports of fraud\(name)"
      }
    let reports = count("reports") ?? base.observed
    let days = count("days") ?? max(1, Int64(base.windowMinutes / 1440))
    let amount = "\(plural(reports, "report", "reports")) in \(plural(days, "day", "days"))"
    var phrases = Phrases(title: title, amount: amount)
    let usual = usualReports ?? base.expected
    let bound = usual < 0.05 ? "under " : ""
    phrases.seen.append("\(amount) where \(bound)\(Self.style.expected(usual)) are usual.")
    if let age = count("ageDays"), topic == .scamNewDomain {
      phrases.seen.append("The domain was first seen only \(plural(age, "day", "days")) ago.")
    }
    phrases.caution.append("Caution: a report is a statement, and establishes nothing.")
    return phrases
  }

  private var watchlistPhrases: Phrases {
    var phrases = Phrases(
      title: topic == .match ? "Watch list" : "Watch list, to verify",
      amount: label.isEmpty ? nil : "reference \(label)")
    if !label.isEmpty { phrases.seen.append("The entry of reference “\(label)” was read.") }
    if let basis = base.topTerms.first {
      phrases.seen.append("Legal basis of the entry: \(basis).")
    }
    phrases.caution.append(
      topic == .match
        ? "The reading is exact; a person must confirm it before acting."
        : "One character may have been misread (0 and O, 1 and I, 8 and B, 5 and S): to be verified "
          + "before acting.")
    return phrases
  }

  private var silencePhrases: Phrases {
    let title =
      switch topic {
      case .silentConnector: "Silent connector"
      case .partialLoss: "Partial loss of data"
      case .silentArea: "Silent area"
      default: "Silent source"
      }
    var phrases = Phrases(title: title, amount: nil)
    if let gap = gapMinutes {
      phrases.amount = "nothing for \(plural(gap, "minute", "minutes"))"
      var sentence = "Nothing has come for \(plural(gap, "minute", "minutes"))"
      if let usual = usualGapMinutes {
        sentence += ", where gaps up to \(Self.style.rounded(usual)) min are nothing"
      }
      phrases.seen.append(sentence + ".")
    }
    if let share = percent("share") {
      if phrases.amount == nil { phrases.amount = "\(share)% of the usual" }
      phrases.seen.append("\(share)% of what is usual at this hour comes.")
    }
    phrases.caution.append("As long as it lasts, no alert means nothing.")
    return phrases
  }

  private var situationPhrases: Phrases {
    let members = count("members") ?? base.observed
    var phrases = Phrases(
      title: "Situation", amount: plural(members, "sign agrees", "signs agree"))
    if let detectors = count("detectors") {
      phrases.seen.append(
        "\(plural(members, "sign", "signs")) of \(plural(detectors, "sort", "sorts")) meet in the "
          + "same place at the same time.")
    }
    phrases.seen.append(
      "Together they are rarer than each alone: some would not have raised an alert.")
    phrases.seen.append(base.englishChanceRate)
    return phrases
  }
}
