/// Themes and place names compiled for `TextScanner`.
///
/// Immutable, and shared by the scanners made from it. About 20 bytes of memory a word and 50 a
/// phrase. Compiling takes time in proportion to the themes and names (8,254 names: some 50 ms).
package struct Lexicon: Sendable {
  /// In the order of their dense indexes.
  package let themeNames: [String]
  /// Terms of all themes, each counted once however many themes have it.
  package let termCount: Int
  let storage: LexiconStorage
  private let termTexts: [String]
  private let termMasks: [UInt64]

  /// Compiles themes, theme i of the array with bit i + 1, and the names of places.
  ///
  /// A name given to several areas names none of them. "Saint" and "Sainte" in a name may also be
  /// written "St" and "Ste".
  /// - Throws: `ThemeError` for the first theme or name that cannot be compiled: no term, a term
  ///   without a word, a query that makes no sense, a limit of `TextLimits`.
  package init(themes: [Theme], places: [PlaceName]) throws(ThemeError) {
    var builder = LexiconBuilder()
    var compiler = ThemeCompiler()
    try compiler.compile(themes, with: &builder)
    themeNames = themes.map(\.name)
    termCount = compiler.termCount
    termTexts = compiler.drafts[..<compiler.termCount].map(\.text)
    termMasks = compiler.drafts[..<compiler.termCount].map(\.themes)
    do throws(PhraseError) {
      for group in PlaceMarkers.words {
        for word in group.words { try builder.mark(word, group.marker) }
      }
      let nodePatterns = try Self.insert(compiler.drafts, into: &builder)
      for place in places { try Self.insert(place, into: &builder) }
      storage = LexiconLayout.storage(&builder, compiler, nodePatterns)
    } catch {
      throw ThemeError(theme: "", message: error.message)
    }
  }

  /// A term as it was first written in a theme.
  package func termText(_ term: UInt16) -> String { termTexts[Int(term)] }

  /// The dense index of the first theme that has the term.
  package func termTheme(_ term: UInt16) -> Int {
    termMasks[Int(term)].trailingZeroBitCount - 1
  }

  /// All themes that have the term, as in `TextScan.themes`.
  package func termThemes(_ term: UInt16) -> UInt64 { termMasks[Int(term)] }

  /// The bit of a theme in `TextScan.themes`; 0 when there is none of this name.
  package func themeBit(_ name: String) -> UInt64 {
    themeNames.firstIndex(of: name).map { 2 << UInt64($0) } ?? 0
  }

  /// The patterns by the node at which they end.
  private static func insert(
    _ drafts: [ThemeCompiler.Draft], into builder: inout LexiconBuilder
  ) throws(PhraseError) -> [Int: [UInt32]] {
    var nodePatterns: [Int: [UInt32]] = [:]
    for (id, draft) in drafts.enumerated() {
      var ends = [try builder.node(draft.phrase)]
      if let tag = try builder.tagNode(draft.phrase) { ends.append(tag) }
      for node in ends {
        builder.nodes[node].themes |= draft.sufficient
        builder.nodes[node].queried |= draft.queried
        nodePatterns[node, default: []].append(UInt32(id))
      }
    }
    return nodePatterns
  }

  private static func insert(
    _ place: PlaceName, into builder: inout LexiconBuilder
  ) throws(PhraseError) {
    let written: [PhraseWord]
    do {
      written = try builder.cut(place.name, maxWords: TextLimits.placeWords)
    } catch {
      throw PhraseError(message: "place name '\(place.name)' \(error.message)")
    }
    let short = written.map { word in
      switch word.bytes {
      case Array("saint".utf8): PhraseWord(bytes: Array("st".utf8))
      case Array("sainte".utf8): PhraseWord(bytes: Array("ste".utf8))
      default: word
      }
    }
    for phrase in short == written ? [written] : [written, short] {
      var ends = [try builder.node(phrase)]
      if let tag = try builder.tagNode(phrase) { ends.append(tag) }
      for node in ends {
        let known = builder.nodes[node]
        let isNew = known.place == .none
        builder.nodes[node].area = isNew || known.area == place.area ? place.area : -1
        if isNew || place.needsMarker {
          builder.nodes[node].place = place.needsMarker ? .needsMarker : .name
        }
      }
    }
  }
}
