import Alerts
import EventTime
import Testing

@Suite("Words of every detector")
struct DetectorWordingTests {
  struct Kind: Sendable, CustomTestStringConvertible {
    var detector: String
    var kind: String
    var measures: [String: Double]
    /// In the French and the English headline.
    var french: String
    var english: String
    var testDescription: String { "\(detector)/\(kind)" }
  }

  static let kinds: [Kind] = [
    Kind(
      detector: "rumour", kind: "organic",
      measures: [
        "tellings": 23, "shares": 140, "enquiries": 4, "denials": 1, "callsToShare": 3,
        "placed": 9, "areaShare": 0.78, "synchrony": 11,
      ], french: "23 personnes la racontent", english: "23 people tell it independently"),
    Kind(
      detector: "rumour", kind: "coordinated",
      measures: ["accounts": 31, "partners": 6, "floods": 4], french: "31 comptes agissent",
      english: "31 accounts act together"),
    Kind(
      detector: "panic", kind: "panic",
      measures: [
        "posts": 80, "markers": 40, "markerShare": 0.5, "usualShare": 0.06, "coverage": 0.9,
      ], french: "40 messages de peur", english: "40 messages of fear"),
    Kind(
      detector: "crowd", kind: "gathering", measures: ["excess": 400, "cells": 4],
      french: "400 de plus", english: "400 more than usual"),
    Kind(
      detector: "crowd", kind: "movement",
      measures: ["excess": 400, "bearing": 93, "speed": 1.4, "path": 700],
      french: "400 de plus", english: "400 more than usual"),
    Kind(
      detector: "crowd", kind: "dispersal", measures: [:], french: "Dispersion",
      english: "dispersing"),
    Kind(
      detector: "emerging", kind: "topic",
      measures: ["clusters": 12, "authors": 15, "posts": 40], french: "15 auteurs en parlent",
      english: "15 authors speak of it"),
    Kind(
      detector: "satisfaction", kind: "fall",
      measures: [
        "good": 0.42, "usualGood": 0.7, "bad": 0.4, "usualBad": 0.15, "within": -0.25,
        "mix": -0.03, "ratings": 120,
      ], french: "% d'avis favorables", english: "42% good ratings"),
    Kind(
      detector: "scam", kind: "category", measures: ["usualPerDay": 2],
      french: "42 signalements en 1 jour", english: "42 reports in 1 day"),
    Kind(
      detector: "scam", kind: "merchant", measures: [:], french: "commerçant",
      english: "merchant"),
    Kind(detector: "scam", kind: "domain", measures: [:], french: "domaine", english: "domain"),
    Kind(
      detector: "scam", kind: "new-domain", measures: ["ageDays": 3], french: "Domaine nouveau",
      english: "New domain"),
    Kind(
      detector: "watchlist", kind: "match", measures: [:], french: "référence exemple.fr",
      english: "reference exemple.fr"),
    Kind(
      detector: "watchlist", kind: "to-verify", measures: [:], french: "à vérifier",
      english: "to verify"),
    Kind(
      detector: "silence", kind: "source", measures: ["silentSeconds": 1800, "limitSeconds": 300],
      french: "rien depuis 30 minutes", english: "nothing for 30 minutes"),
    Kind(
      detector: "silence", kind: "connector", measures: ["silentSeconds": 60],
      french: "Connecteur muet", english: "Silent connector"),
    Kind(
      detector: "silence", kind: "partial", measures: ["share": 0.2], french: "% de l'habituel",
      english: "20% of the usual"),
    Kind(
      detector: "silence", kind: "area", measures: [:], french: "Zone muette",
      english: "Silent area"),
    Kind(
      detector: "situation", kind: "situation", measures: ["members": 3, "detectors": 2],
      french: "3 signes concordants", english: "3 signs agree"),
    Kind(
      detector: "tomorrow", kind: "tomorrow", measures: [:], french: "Fait inhabituel",
      english: "Something unusual"),
  ]

  static func facts(
    _ kind: Kind, state: AlertEvent.State = .opened, measures: Bool = true
  ) -> DetectorFacts {
    let base = VolumeFacts(
      state: state, counted: .report, source: "posts", theme: nil, areaName: "Rhône",
      observed: 42, expected: 5.25, windowMinutes: 60, score: 6, falseAlarmsPerWeek: 0.4,
      distinctAuthors: 31, duplicateRatio: 0, topTerms: ["CSI L233-1"],
      since: Instant(seconds: 1_369_079_760), time: Instant(seconds: 1_369_080_000),
      durationSeconds: state == .closed ? 4800 : nil, zone: .utc)
    return DetectorFacts(
      detector: kind.detector, kind: kind.kind, label: "exemple.fr",
      measures: measures ? kind.measures : [:], base: base)
  }

  /// Words with plain spaces.
  static func plain(_ text: String) -> String {
    String(text.map { $0 == "\u{00A0}" || $0 == "\u{202F}" ? " " : $0 })
  }

  @Test(arguments: kinds) func headlineSaysWhatWhereHowMuch(kind: Kind) {
    let words = Self.facts(kind).headline
    #expect(Self.plain(words.fr).contains(kind.french), "\(words.fr)")
    #expect(words.en.contains(kind.english), "\(words.en)")
    #expect(words.fr.contains("Rhône") && words.en.contains("Rhône"))
  }

  @Test(arguments: kinds) func explanationSaysWhereSinceWhenAndWhy(kind: Kind) {
    let words = Self.facts(kind).explanation
    #expect(words.fr.contains("dans la zone Rhône"))
    #expect(words.fr.contains("le 20 mai 2013"))
    #expect(words.en.contains("in Rhône"))
    #expect(words.en.contains("20 May 2013"))
    for text in [words.fr, words.en] {
      #expect(text.hasSuffix("."))
      #expect(!text.contains("..") && !text.contains("  ") && !text.contains("nan"), "\(text)")
      #expect(text.split(separator: ". ").count >= 2, "\(text)")
    }
  }

  @Test(arguments: kinds) func sentenceWithoutItsNumberIsLeftOut(kind: Kind) {
    let all = Self.facts(kind).explanation
    let few = Self.facts(kind, measures: false).explanation
    #expect(few.fr.count <= all.fr.count + 40)
    for text in [few.fr, few.en] {
      #expect(!text.contains("nil") && !text.contains("nan") && text.hasSuffix("."), "\(text)")
    }
  }

  @Test(arguments: kinds) func closeAndSilenceAreSaidPlainly(kind: Kind) {
    let closed = Self.facts(kind, state: .closed)
    #expect(closed.headline.fr.hasPrefix("Fin"))
    #expect(Self.plain(closed.headline.fr).hasSuffix("après 1 h 20"), "\(closed.headline.fr)")
    #expect(closed.headline.en.hasPrefix("Over: "))
    let stale = Self.facts(kind, state: .stale)
    #expect(stale.explanation.fr.contains("rien ne dit que ce soit terminé"))
    #expect(stale.explanation.en.contains("nothing says that it is over"))
  }

  @Test func watchListShowsTheReferenceAndTheLegalBasisAlone() throws {
    let kind = try #require(Self.kinds.first { $0.kind == "match" })
    let words = Self.facts(kind).explanation
    #expect(words.fr.contains("exemple.fr") && words.fr.contains("CSI L233-1"))
    #expect(!words.fr.contains("Mots") && !words.en.contains("Words"))
  }

  @Test(arguments: [(0.0, "north"), (93, "east"), (-45, "north-west"), (359, "north")])
  func movementHasAWind(bearing: Double, wind: String) throws {
    var kind = try #require(Self.kinds.first { $0.kind == "movement" })
    kind.measures["bearing"] = bearing
    let words = Self.facts(kind).explanation
    #expect(words.en.contains("The centre moves \(wind) at 5 km/h, 700 m so far."), "\(words.en)")
  }
}
