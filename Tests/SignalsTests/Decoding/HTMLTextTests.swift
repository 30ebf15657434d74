import Signals
import Testing

private func text(of html: String) -> String {
  var output = ByteScratch(capacity: 16)
  Array(html.utf8).withUnsafeBytes { HTMLText.append($0, to: &output) }
  return String(decoding: output.bytes, as: UTF8.self)
}

@Suite struct HTMLTextTests {
  @Test(arguments: [
    ("", ""),
    ("plain", "plain"),
    ("<p>one</p><p>two</p>", "one two "),
    ("one<br>two<br />three", "one two three"),
    ("in<b>side</b> a <em>word</em>", "inside a word"),
    ("&amp;&lt;&gt;&quot;&#39;&#x27;&apos;", "&<>\"'''"),
    ("&eacute;t&eacute;&nbsp;&Eacute;t&eacute;&hellip;", "été Été…"),
    ("&#233;&#xE9;&#x1F525;", "éé🔥"),
    ("&#0;&#xD800;&#x110000;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ("&unknown; & &; &#; &#x; &#9999999999; R&D", "&unknown; & &; &#; &#x; &#9999999999; R&D"),
    ("a < b > c", "a < b > c"),
    ("a <b", "a <b"),
    ("1<2 <i>x</i>", "1<2 x"),
    ("<!-- a <b>comment</b> -->x<!DOCTYPE html>y", "xy"),
    ("<script>alert('<p>')</script>x<STYLE>p{}</style>y", "x y"),
    ("<a title=\"x > y\">z</a>", "z"),
    (
      #"<a href="https://t.ex/@a" class="u-url mention">@<span>a</span></a> "#
        + #"<a href="https://t.ex/tags/feu" class="mention hashtag" rel="tag">#<span>feu</span></a>"#,
      "@a #feu"
    ),
    (
      #"<a href="https://ex.org/abc"><span class="invisible">https://</span>"#
        + #"<span class="ellipsis">ex.org/a</span><span class="invisible">bc</span></a>"#,
      "https://ex.org/abc"
    ),
  ])
  func markupBecomesText(html: String, expected: String) {
    #expect(text(of: html) == expected)
  }

  @Test func textOfAnyBytesIsNoLongerAndStaysUTF8() {
    var generator = SeededGenerator(state: 11)
    let pieces = [
      "<", ">", "</", "<p", "&", ";", "#", "x", "amp", "é", "\"", "'", "<!--", "-->", "<script>",
      "&#1", "&#128;", " ", "br", "=",
    ]
    var longer: [String] = []
    var broken: [String] = []
    for _ in 0..<5000 {
      let html = (0..<Int.random(in: 0..<30, using: &generator)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }.joined()
      let result = text(of: html)
      if result.utf8.count > html.utf8.count { longer.append(html) }
      if !html.contains("&#") && result.contains("\u{FFFD}") { broken.append(html) }
    }
    #expect(longer.isEmpty)
    #expect(broken.isEmpty)
  }

  @Test func hostileMarkupTakesLinearTime() {
    // A square of this length would take minutes: this ends, or the run's limit ends it.
    for piece in ["<a ", "<", "&", "<!--", "<script>", "</p", "&#", "<a '"] {
      let html = String(repeating: piece, count: 300_000 / piece.utf8.count)
      #expect(text(of: html).utf8.count <= html.utf8.count)
    }
  }
}
