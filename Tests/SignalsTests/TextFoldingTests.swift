import Foundation
import Signals
import Testing

@Suite("Folding of texts")
struct TextFoldingTests {
  @Test(
    "Case, accents and forms of letters make no difference",
    arguments: [
      ("ÉVACUATION À L'ÉCOLE", "evacuation a l ecole"),
      ("Œuvre, cœur et æther", "oeuvre coeur et aether"),
      ("Straße STRASSE ẞ", "strasse strasse ss"), ("Łódź đøħ ŧıŋſ", "lodz doh tiŋs"),
      ("Țară și ștergător", "tara si stergator"), ("Đường phố Hà Nội", "duong pho ha noi"),
      ("ΦΩΤΙΆ ΣΤΗΝ ΑΘΉΝΑ ὁδός", "φωτια στην αθηνα οδοσ"),
      ("ПОЖАР Ёлка Йод Їжак", "пожар елка иод іжак"),
      ("إطفاء آمن أين ٱلنار", "اطفاء امن اين النار"), ("مدرسة مستشفى", "مدرسه مستشفي"),
      ("حَرِيقٌ كـــبير", "حريق كبير"), ("طوارئ ١١٢ ۱۱۲", "طواري 112 112"), ("مؤسسة", "موسسه"),
      ("ＦＩＲＥ　１１２", "fire 112"), ("𝗙𝗶𝗿𝗲 𝟙𝟙𝟚", "fire 112"), ("ﬁn ﬂot", "fin flot"),
      ("soft\u{AD}hyphen zero\u{200B}width", "softhyphen zerowidth"),
      ("l’incendie d'hier", "l incendie d hier"), ("rez-de-chaussée", "rez de chaussee"),
      ("feu🔥🔥feu", "feu feu"), ("un\u{A0}deux\u{202F}trois…quatre", "un deux trois quatre"),
      ("nonnnnn 1000 hooouuu", "nonn 1000 hoouu"),
    ])
  func folds(text: String, plain: String) throws {
    #expect(try textHash(text) == textHash(plain))
    #expect(try textHash(text) != textHash(plain + " autre"))
  }

  @Test("Composed and decomposed letters fold alike, in every block of the tables")
  func composedAndDecomposed() throws {
    let lexicon = try Lexicon(themes: [], places: [])
    var scanner = TextScanner(lexicon: lexicon)
    func hash(_ text: String) -> UInt64 {
      Array("x\(text)y".utf8).withUnsafeBytes { scanner.scan($0).hash }
    }
    var compared = 0
    for code in [0x80..<0x800, 0x1E00..<0x2000].joined() {
      let scalar = Unicode.Scalar(UInt32(code))!
      let text = String(Character(scalar))
      let decomposed = text.decomposedStringWithCanonicalMapping
      if Array(decomposed.unicodeScalars) == [scalar] { continue }
      if scalar.properties.generalCategory.isLetter {
        #expect(hash(text) == hash(decomposed), "U+\(String(code, radix: 16))")
        compared += 1
      }
    }
    #expect(compared > 700)
  }

  @Test("Letters are folded to themselves in lower case when nothing else is said")
  func upperAndLower() throws {
    let lexicon = try Lexicon(themes: [], places: [])
    var scanner = TextScanner(lexicon: lexicon)
    func hash(_ text: String) -> UInt64 {
      Array("x\(text)y".utf8).withUnsafeBytes { scanner.scan($0).hash }
    }
    for code in [0x20..<0x250, 0x370..<0x530].joined() {
      let scalar = Unicode.Scalar(UInt32(code))!
      let lower = scalar.properties.lowercaseMapping
      if lower.unicodeScalars.count == 1 {
        #expect(hash(String(Character(scalar))) == hash(lower), "U+\(String(code, radix: 16))")
      }
    }
  }

  @Test(
    "Words are counted as they are cut",
    arguments: [
      ("", 0), ("...", 0), ("un", 1), ("l'eau d’ici", 4), ("a b c d e f g h i j k l m n", 14),
      ("#GiletsJaunes demain", 2), ("RT @x: salut à @tous", 2), ("voir https://a.b/c?d=e ici", 2),
      ("été_2016", 2),
    ])
  func words(text: String, count: Int32) throws {
    #expect(try TextCase().scan(text).words == count)
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isLetter: Bool {
    switch self {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter: true
    default: false
    }
  }
}
