extension DetectorFacts {
  private static let style = NumberStyle.french
  private static let space = "\u{00A0}"
  private static let narrow = "\u{202F}"
  private static let winds = [
    "le nord", "le nord-est", "l'est", "le sud-est", "le sud", "le sud-ouest", "l'ouest",
    "le nord-ouest",
  ]

  var frenchHeadline: String {
    let phrases = frenchPhrases
    let subject = "\(phrases.title) – \(base.areaName ?? "tout le territoire")"
    switch base.state {
    case .closed: return "Fin\(Self.space): \(subject), après \(base.frenchDuration)"
    case .stale: return "Données interrompues\(Self.space): \(subject)"
    case .opened, .updated, .acknowledged, .transferred:
      return phrases.amount.map { "\(subject)\(Self.space): \($0)" } ?? subject
    }
  }

  var frenchExplanation: String {
    let phrases = frenchPhrases
    let space = Self.space
    let place = base.areaName.map { "dans la zone \($0)" } ?? "sur tout le territoire"
    let scope =
      "\(phrases.title) (flux «\(space)\(base.source)\(space)»), \(place), depuis "
      + base.frenchBegan
    var sentences: [String] = []
    switch base.state {
    case .closed:
      return "\(scope)\(space): c'est terminé. La durée a été de \(base.frenchDuration)."
    case .stale:
      return "\(scope). Les données n'arrivent plus\(space): rien ne dit que ce soit terminé."
    case .opened, .updated, .acknowledged, .transferred:
      sentences.append(scope + ".")
    }
    sentences += phrases.seen
    if detector != "watchlist" && detector != "situation" && base.falseAlarmsPerWeek > 0 {
      sentences.append(base.frenchChanceRate)
    }
    sentences += phrases.caution
    if detector != "watchlist" && !base.topTerms.isEmpty {
      sentences.append("Mots\(space): \(base.topTerms.joined(separator: ", ")).")
    }
    return sentences.joined(separator: " ")
  }

  private func quoted(_ text: String) -> String { "«\(Self.space)\(text)\(Self.space)»" }

  private func plural(_ value: Int64, _ one: String, _ many: String) -> String {
    "\(Self.style.integer(value))\(Self.space)\(value < 2 ? one : many)"
  }

  private func share(_ percent: Int64) -> String { "\(percent)\(Self.narrow)%" }

  private var expectation: String {
    let text = Self.style.expected(base.expected)
    return base.expected < 0.05 ? "moins de \(text)" : text
  }

  /// The count of the window beside what was expected.
  private var counted: String {
    var text = "\(base.frenchThings) en \(base.frenchWindow), \(expectation) attendus d'ordinaire"
    if let ratio = timesUsual { text += ", soit \(Self.style.rounded(ratio)) fois plus" }
    return text + "."
  }

  private var frenchPhrases: Phrases {
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
        title: "Fait inhabituel (\(detector))", amount: "\(base.frenchThings)", seen: [counted])
    }
  }

  private var rumourPhrases: Phrases {
    var phrases = Phrases(
      title: topic == .organicRumour ? "Rumeur" : "Diffusion coordonnée", amount: nil)
    if topic == .organicRumour {
      phrases.amount = count("tellings").map {
        "\(plural($0, "personne la raconte", "personnes la racontent")) de leur côté"
      }
      if let tellings = count("tellings") {
        phrases.seen.append(
          "La même chose est racontée par \(plural(tellings, "auteur", "auteurs")) sans partager ni "
            + "recopier un lien, ce que les plaisanteries et les titres de presse ne font pas.")
      }
      if let shares = count("shares") {
        phrases.seen.append("Elle a été partagée \(Self.style.integer(shares)) fois.")
      }
      if let placed = count("placed"), let share = percent("areaShare") {
        phrases.seen.append(
          "Des \(plural(placed, "auteur localisé", "auteurs localisés")), \(self.share(share)) sont "
            + "au même endroit.")
      }
    } else {
      phrases.amount = count("accounts").map {
        "\(plural($0, "compte agit", "comptes agissent")) ensemble"
      }
      if let accounts = count("accounts") {
        phrases.seen.append(
          "\(plural(accounts, "compte publie", "comptes publient")) les mêmes textes en moins d'une "
            + "minute, encore et encore, bien plus que le hasard ne le ferait.")
      }
      if let floods = count("floods") {
        phrases.seen.append("\(plural(floods, "vague a été vue", "vagues ont été vues")).")
      }
      if let partners = count("partners") {
        phrases.seen.append("Un compte a jusqu'à \(plural(partners, "partenaire", "partenaires")).")
      }
      phrases.caution.append(
        "Prudence\(Self.space): un club ou une agence agit aussi de concert, et peut être mis en "
          + "sourdine comme groupe.")
    }
    if let synchrony = count("synchrony"), topic == .organicRumour {
      phrases.caution.append(
        "\(plural(synchrony, "auteur a", "auteurs ont")) publié dans la même minute\(Self.space): une "
          + "seule vague ne distingue pas une action concertée.")
    }
    if let calls = count("callsToShare") {
      phrases.seen.append("\(plural(calls, "message appelle", "messages appellent")) à partager.")
    }
    if let enquiries = count("enquiries") {
      phrases.caution.append(
        "\(plural(enquiries, "personne demande", "personnes demandent")) si c'est vrai.")
    }
    if let denials = count("denials") {
      phrases.caution.append("\(plural(denials, "message dément", "messages démentent")).")
    }
    return phrases
  }

  private var panicPhrases: Phrases {
    var phrases = Phrases(title: "Signes de panique", amount: nil)
    let markers = count("markers") ?? base.observed
    phrases.amount =
      "\(plural(markers, "message", "messages")) de peur ou d'appel à l'aide en "
      + base.frenchWindow
    var sentence =
      "Dans les messages, \(plural(markers, "marque", "marques")) de peur, d'urgence ou "
    sentence += "d'appel à l'aide en \(base.frenchWindow)"
    if let posts = count("posts") { sentence += " sur \(plural(posts, "message", "messages"))" }
    phrases.seen.append(sentence + ", \(expectation) attendues.")
    if let share = percent("markerShare"), let usual = percent("usualShare") {
      phrases.seen.append(
        "C'est \(self.share(share)) des messages, contre \(self.share(usual)) d'ordinaire.")
    }
    if let coverage = percent("coverage") {
      phrases.caution.append(
        "\(self.share(coverage)) des messages sont d'une langue dont Vigie connaît les mots.")
    }
    return phrases
  }

  private var crowdPhrases: Phrases {
    let title =
      switch topic {
      case .movement: "Foule en mouvement"
      case .dispersal: "Dispersion d'une foule"
      default: "Rassemblement"
      }
    var phrases = Phrases(title: title, amount: nil)
    if let excess = count("excess") {
      phrases.amount = "\(Self.style.integer(excess)) de plus que d'ordinaire"
    } else {
      phrases.amount = "\(base.frenchThings) en \(base.frenchWindow), \(expectation) attendus"
    }
    phrases.seen.append(counted)
    if let cells = count("cells"), cells > 1 {
      phrases.seen.append("L'excès s'étend sur \(plural(cells, "maille", "mailles")) voisines.")
    }
    if let wind, topic == .movement {
      var sentence = "Le centre se déplace vers \(Self.winds[wind])"
      if let speed = number("speed") {
        sentence += " à \(Self.style.rounded(speed * 3.6))\(Self.space)km/h"
      }
      if let path = number("path") {
        sentence += ", de \(Self.style.rounded(path))\(Self.space)m jusqu'ici"
      }
      phrases.seen.append(sentence + ".")
    }
    if topic == .dispersal {
      phrases.seen.append("Le centre se vide tandis que les alentours se remplissent.")
    }
    phrases.caution.append(
      "Prudence\(Self.space): un événement qui n'a pas été annoncé à Vigie y ressemble.")
    return phrases
  }

  private var emergingPhrases: Phrases {
    let name = label.isEmpty ? base.topTerms.joined(separator: ", ") : label
    var phrases = Phrases(
      title: name.isEmpty ? "Sujet nouveau" : "Sujet nouveau \(quoted(name))", amount: nil)
    if let authors = count("authors") ?? base.distinctAuthors.map({ Int64($0) }) {
      phrases.amount = plural(authors, "auteur en parle", "auteurs en parlent")
    }
    let clusters = count("clusters") ?? base.observed
    phrases.seen.append(
      "\(plural(clusters, "texte différent en parle", "textes différents en parlent")) en "
        + "\(base.frenchWindow), \(expectation) attendus\(Self.space): un texte copié cent fois "
        + "compte une fois.")
    if let posts = count("posts") {
      phrases.seen.append("Cela fait \(plural(posts, "message", "messages")) en tout.")
    }
    return phrases
  }

  private var satisfactionPhrases: Phrases {
    var phrases = Phrases(
      title: label.isEmpty ? "Satisfaction en baisse" : "Satisfaction en baisse, \(label)",
      amount: nil)
    if let good = percent("good"), let usual = percent("usualGood") {
      phrases.amount = "\(share(good)) d'avis favorables, \(share(usual)) d'ordinaire"
      phrases.seen.append(
        "Les avis favorables sont à \(share(good)), contre \(share(usual)) d'ordinaire.")
    }
    if let bad = percent("bad"), let usual = percent("usualBad") {
      phrases.seen.append(
        "Les avis défavorables sont à \(share(bad)), contre \(share(usual)) d'ordinaire.")
    }
    if let ratings = count("ratings") {
      phrases.seen.append("\(plural(ratings, "avis est compté", "avis sont comptés")).")
    }
    if let within = points("within"), let mix = points("mix") {
      let unit = { (value: Int64) in abs(value) < 2 ? "point" : "points" }
      phrases.caution.append(
        "De l'écart, \(within)\(Self.space)\(unit(within)) viennent des services eux-mêmes et "
          + "\(mix)\(Self.space)\(unit(mix)) de ceux qui ont répondu.")
    }
    return phrases
  }

  private var scamPhrases: Phrases {
    let name = label.isEmpty ? "" : " \(quoted(label))"
    let title =
      switch topic {
      case .scamMerchant: "Signalements d'escroquerie, commerçant\(name)"
      case .scamDomain: "Signalements d'escroquerie, domaine\(name)"
      case .scamNewDomain: "Domaine nouveau signalé pour escroquerie\(name)"
      default: "Signalements d'escroquerie\(name)"
      }
    let reports = count("reports") ?? base.observed
    let days = count("days") ?? max(1, Int64(base.windowMinutes / 1440))
    var phrases = Phrases(
      title: title,
      amount:
        "\(plural(reports, "signalement", "signalements")) en \(plural(days, "jour", "jours"))")
    let usual = usualReports ?? base.expected
    let bound = usual < 0.05 ? "moins de " : ""
    phrases.seen.append(
      "\(plural(reports, "signalement", "signalements")) en \(plural(days, "jour", "jours")), "
        + "\(bound)\(Self.style.expected(usual)) d'ordinaire.")
    if let age = count("ageDays"), topic == .scamNewDomain {
      phrases.seen.append("Le domaine est vu depuis \(plural(age, "jour", "jours")) seulement.")
    }
    phrases.caution.append(
      "Prudence\(Self.space): un signalement est une déclaration, et n'établit rien.")
    return phrases
  }

  private var watchlistPhrases: Phrases {
    var phrases = Phrases(
      title: topic == .match ? "Liste de surveillance" : "Liste de surveillance, à vérifier",
      amount: label.isEmpty ? nil : "référence \(label)")
    if !label.isEmpty {
      phrases.seen.append("L'entrée de référence \(quoted(label)) a été lue.")
    }
    if let basis = base.topTerms.first {
      phrases.seen.append("Base légale de l'entrée\(Self.space): \(basis).")
    }
    phrases.caution.append(
      topic == .match
        ? "La lecture est exacte\(Self.space); une personne doit la confirmer avant d'agir."
        : "Un caractère a pu être mal lu (0 et O, 1 et I, 8 et B, 5 et S)\(Self.space): à vérifier "
          + "avant d'agir.")
    return phrases
  }

  private var silencePhrases: Phrases {
    let title =
      switch topic {
      case .silentConnector: "Connecteur muet"
      case .partialLoss: "Perte partielle de données"
      case .silentArea: "Zone muette"
      default: "Source muette"
      }
    var phrases = Phrases(title: title, amount: nil)
    if let gap = gapMinutes {
      phrases.amount = "rien depuis \(plural(gap, "minute", "minutes"))"
      var sentence = "Rien n'est arrivé depuis \(plural(gap, "minute", "minutes"))"
      if let usual = usualGapMinutes {
        sentence +=
          ", quand un silence passe inaperçu jusqu'à \(Self.style.rounded(usual))\(Self.space)min"
      }
      phrases.seen.append(sentence + ".")
    }
    if let share = percent("share") {
      if phrases.amount == nil { phrases.amount = "\(self.share(share)) de l'habituel" }
      phrases.seen.append("Il arrive \(self.share(share)) de ce qui est habituel à cette heure.")
    }
    phrases.caution.append("Tant que cela dure, l'absence d'alerte ne dit rien.")
    return phrases
  }

  private var situationPhrases: Phrases {
    let members = count("members") ?? base.observed
    var phrases = Phrases(
      title: "Situation", amount: "\(plural(members, "signe concordant", "signes concordants"))")
    if let detectors = count("detectors") {
      phrases.seen.append(
        "\(plural(members, "signe", "signes")) de \(plural(detectors, "sorte", "sortes")) se "
          + "rejoignent au même endroit et au même moment.")
    }
    phrases.seen.append(
      "Pris ensemble, ils sont plus rares que chacun d'eux\(Self.space): certains seuls "
        + "n'auraient pas alerté.")
    phrases.seen.append(base.frenchChanceRate)
    return phrases
  }
}
