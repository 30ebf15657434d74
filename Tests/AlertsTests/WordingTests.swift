import Alerts
import EventTime
import Testing

/// French spaces are made visible: ~ is a no-break space, ^ a narrow one.
private func visible(_ text: String) -> String {
  String(
    text.map { character in
      switch character {
      case "\u{00A0}": "~"
      case "\u{202F}": "^"
      case let other: other
      }
    })
}

@Suite struct WordingTests {
  private func facts(
    state: AlertEvent.State = .opened, counted: VolumeFacts.Counted = .post,
    theme: AlertEvent.Words? = AlertEvent.Words(fr: "Inondation", en: "Flood"),
    areaName: String? = "Rhône", observed: Int64 = 42, expected: Double = 5.25, window: Int = 30,
    score: Double = 4.3, rate: Double = 0.4, authors: Int? = 31, duplicates: Double = 0.1,
    terms: [String] = [], durationSeconds: Int64? = nil
  ) -> VolumeFacts {
    VolumeFacts(
      state: state, counted: counted, source: "bluesky", theme: theme, areaName: areaName,
      observed: observed, expected: expected, windowMinutes: window, score: score,
      falseAlarmsPerWeek: rate, distinctAuthors: authors, duplicateRatio: duplicates,
      topTerms: terms, since: Instant(seconds: 1_369_079_760),
      time: Instant(seconds: 1_369_080_000),
      durationSeconds: durationSeconds, zone: .utc)
  }

  @Test func aHeadlineSaysWhatWhereHowMuch() {
    let words = facts().headline
    #expect(visible(words.fr) == "Inondation – Rhône~: 42~messages en 30~min, 5,3~attendus")
    #expect(words.en == "Flood – Rhône: 42 messages in 30 min, 5.3 expected")
  }

  @Test func anExplanationSaysWhyItIsUnusual() {
    let words = facts(duplicates: 0.6, terms: ["crue", "digue"]).explanation
    #expect(
      visible(words.fr)
        == "Source «~bluesky~», dans la zone Rhône sur le thème «~Inondation~»~: activité "
        + "inhabituelle depuis le 20 mai 2013 à 19~h~56 (heure locale). Dans les 30 dernières "
        + "minutes, 42~messages de 31 auteurs quand 5,3 étaient attendus, soit 8 fois le nombre "
        + "habituel. Le hasard seul en donnerait autant une fois sur 20^000, pour cette série et "
        + "cette durée. Toutes séries réunies, le hasard lèverait une alerte aussi forte environ "
        + "une fois en 3 semaines. Prudence~: 60^% des textes en répètent un autre. Mots les plus "
        + "fréquents~: crue, digue.")
    #expect(
      words.en
        == "Source “bluesky”, in Rhône on “Flood”: unusual activity since 20 May 2013, 19:56 local "
        + "time. In the last 30 minutes, 42 messages from 31 authors where 5.3 were expected, 8 "
        + "times the usual number. Chance alone would do that once in 20,000, for this series and "
        + "this length of time. Over all series, chance would raise an alert as strong about once "
        + "in 3 weeks. Caution: 60% of the texts repeat another one. Most frequent words: crue, "
        + "digue.")
  }

  @Test(arguments: [
    (Int64(1), 0.0, "1~message en 30~min, moins de 0,1~attendu", "1 message in 30 min, under 0.1"),
    (3, 0.44, "3~messages en 30~min, 0,4~attendu", "3 messages in 30 min, 0.4"),
    (12, 1.96, "12~messages en 30~min, 2~attendu", "12 messages in 30 min, 2"),
    (12, 2.0, "12~messages en 30~min, 2~attendus", "12 messages in 30 min, 2"),
    (99, 9.96, "99~messages en 30~min, 10~attendus", "99 messages in 30 min, 10"),
    (
      1_234_567, 12_345.6, "1^234^567~messages en 30~min, 12^346~attendus",
      "1,234,567 messages in 30 min, 12,346"
    ),
  ])
  func numbersAreWrittenAsEachLanguageDoes(
    observed: Int64, expected: Double, fr: String, en: String
  ) {
    let words = facts(observed: observed, expected: expected).headline
    #expect(visible(words.fr) == "Inondation – Rhône~: " + fr)
    #expect(words.en == "Flood – Rhône: \(en) expected")
  }

  @Test(
    arguments: [
      (0.1, nil, nil),
      (1.0, "une fois sur 10,", "once in 10,"),
      (3.0, "une fois sur 1^000,", "once in 1,000,"),
      (5.98, "une fois sur 950^000,", "once in 950,000,"),
      (6.0, "une fois sur 1~million,", "once in 1 million,"),
      (6.5, "une fois sur 3,2~millions,", "once in 3.2 million,"),
      (9.0, "moins d'une fois sur un milliard,", "less than once in a billion,"),
      (300.0, "moins d'une fois sur un milliard,", "less than once in a billion,"),
    ] as [(Double, String?, String?)])
  func oddsAreRoundNumbers(score: Double, fr: String?, en: String?) {
    let words = facts(score: score).explanation
    if let fr, let en {
      #expect(visible(words.fr).contains("Le hasard seul en donnerait autant \(fr)"))
      #expect(words.en.contains("Chance alone would do that \(en)"))
    } else {
      #expect(!words.fr.contains("Le hasard seul"))
      #expect(!words.en.contains("Chance alone"))
    }
  }

  @Test(arguments: [
    (5.0, "environ 5 fois par semaine", "about 5 times a week"),
    (1.0, "environ une fois par semaine", "about once a week"),
    (0.1, "environ une fois en 10 semaines", "about once in 10 weeks"),
    (0.0, "moins d'une fois en deux ans", "less than once in two years"),
  ])
  func theChanceRateIsSaidInWeeks(rate: Double, fr: String, en: String) {
    let words = facts(rate: rate).explanation
    #expect(words.fr.contains("aussi forte \(fr)."))
    #expect(words.en.contains("as strong \(en)."))
  }

  @Test(
    arguments: [
      (nil, "42~messages quand", "42 messages where"),
      (1, "42~messages de 1 auteur quand", "42 messages from 1 author where"),
      (63, "42~messages de 63 auteurs quand", "42 messages from 63 authors where"),
      (64, "42~messages d'au moins 64 auteurs quand", "42 messages from at least 64 authors where"),
    ] as [(Int?, String, String)])
  func authorsAreSaidAsFarAsTheyAreKnown(authors: Int?, fr: String, en: String) {
    let words = facts(authors: authors).explanation
    #expect(visible(words.fr).contains(fr))
    #expect(words.en.contains(en))
  }

  @Test(arguments: [
    (1, "Dans la dernière minute,", "In the last minute,"),
    (120, "Dans les 2 dernières heures,", "In the last 2 hours,"),
    (1440, "Dans les 24 dernières heures,", "In the last 24 hours,"),
  ])
  func windowsAreSaidInMinutesOrHours(window: Int, fr: String, en: String) {
    let words = facts(window: window).explanation
    #expect(words.fr.contains(fr))
    #expect(words.en.contains(en))
  }

  @Test(
    arguments: zip(
      VolumeFacts.Counted.allCases,
      [
        ("1~message", "2~messages", "1 message", "2 messages"),
        ("1~avis", "2~avis", "1 rating", "2 ratings"),
        ("1~signalement", "2~signalements", "1 report", "2 reports"),
        ("1~événement", "2~événements", "1 event", "2 events"),
        ("1~lecture", "2~lectures", "1 read", "2 reads"),
      ]))
  func whatIsCountedHasItsName(
    counted: VolumeFacts.Counted, names: (String, String, String, String)
  ) {
    let one = facts(counted: counted, observed: 1).headline
    let two = facts(counted: counted, observed: 2).headline
    #expect(visible(one.fr).contains(": \(names.0) en"))
    #expect(visible(two.fr).contains(": \(names.1) en"))
    #expect(one.en.contains(": \(names.2) in"))
    #expect(two.en.contains(": \(names.3) in"))
  }

  @Test func theEndSaysHowLongItLasted() {
    let closed = facts(state: .closed, durationSeconds: 4800)
    #expect(
      visible(closed.headline.fr)
        == "Fin~: Inondation – Rhône, retour à la normale après 1~h~20")
    #expect(closed.headline.en == "Over: Flood – Rhône, back to normal after 1 h 20 min")
    #expect(visible(closed.explanation.fr).hasSuffix("terminée. Elle a duré 1~h~20."))
    #expect(closed.explanation.en.hasSuffix("it is over. It lasted 1 h 20 min."))
    let brief = facts(state: .closed, durationSeconds: 90)
    #expect(visible(brief.headline.fr).hasSuffix("après 2~min"))
  }

  @Test func missingDataIsNoEnd() {
    let stale = facts(state: .stale)
    #expect(visible(stale.headline.fr) == "Données interrompues~: Inondation – Rhône")
    #expect(stale.headline.en == "Data interrupted: Flood – Rhône")
    #expect(stale.explanation.fr.contains("rien ne dit que l'événement soit terminé"))
  }

  @Test func withoutThemeAndAreaItIsAboutAll() {
    let words = facts(theme: nil, areaName: nil)
    #expect(words.headline.fr.hasPrefix("Tous les sujets – tout le territoire"))
    #expect(words.headline.en.hasPrefix("All subjects – whole territory"))
    #expect(words.explanation.fr.contains(", sur tout le territoire\u{00A0}:"))
    #expect(words.explanation.en.contains(", in the whole territory:"))
  }

  @Test func aSmallExcessHasNoRatio() {
    let words = facts(observed: 9, expected: 5.25).explanation
    #expect(!words.fr.contains("fois le nombre habituel"))
    #expect(!facts(expected: 0.01).explanation.en.contains("times the usual"))
  }
}
