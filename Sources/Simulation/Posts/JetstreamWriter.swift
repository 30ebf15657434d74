internal import EventTime

/// Writes events of the Bluesky Jetstream as JSON: a post, a repost, a deletion.
///
/// The shape is that of FORMATS; identifiers have the alphabets and lengths of the AT Protocol.
struct JetstreamWriter: Sendable {
  /// A record's identity: whose it is, and its key.
  struct Key: Sendable {
    var author: UInt64
    var record: UInt64

    init(author: UInt64, record: UInt64) {
      self.author = author
      self.record = record
    }

    /// The key of the `sequence`-th record, written at `time`: a TID, 53 bits of microseconds and
    /// 10 of a clock.
    init(author: UInt64, time: Instant, sequence: UInt64) {
      self.author = author
      record = UInt64(time.microseconds) << 10 | sequence & 1023
    }
  }

  private static let tidAlphabet: StaticString = "234567abcdefghijklmnopqrstuvwxyz"
  private static let base32Alphabet: StaticString = "abcdefghijklmnopqrstuvwxyz234567"

  /// `did/rkey`, by which a consumer knows a record.
  func write(id key: Key, into out: inout OutputBuffer) {
    write(did: key.author, into: &out)
    out.append(UInt8(ascii: "/"))
    write(recordKey: key.record, into: &out)
  }

  /// The event up to its record, which a creation has and a deletion has not.
  func open(
    _ key: Key, time: Instant, operation: StaticString, collection: StaticString,
    into out: inout OutputBuffer
  ) {
    out.append("{\"did\":\"")
    write(did: key.author, into: &out)
    out.append("\",\"time_us\":")
    out.append(decimal: time.microseconds)
    out.append(",\"kind\":\"commit\",\"commit\":{\"rev\":\"")
    write(recordKey: key.record &+ 1024, into: &out)
    out.append("\",\"operation\":\"")
    out.append(operation)
    out.append("\",\"collection\":\"")
    out.append(collection)
    out.append("\",\"rkey\":\"")
    write(recordKey: key.record, into: &out)
    out.append("\"")
  }

  /// A post's record up to the first byte of its text.
  func openPost(time: Instant, language: CityLanguage, into out: inout OutputBuffer) {
    out.append(",\"record\":{\"$type\":\"app.bsky.feed.post\",\"createdAt\":\"")
    out.append(rfc3339: time)
    switch language {
    case .french: out.append("\",\"langs\":[\"fr\"],\"text\":\"")
    case .english: out.append("\",\"langs\":[\"en\"],\"text\":\"")
    case .arabic: out.append("\",\"langs\":[\"ar\"],\"text\":\"")
    }
  }

  /// The facet of a hashtag whose text stands at `tag` of the buffer; `text` is where the text
  /// starts.
  func write(
    facetOf tag: TextComposer.Tag, text start: Int, into out: inout OutputBuffer
  ) {
    out.append(
      ",\"facets\":[{\"$type\":\"app.bsky.richtext.facet\",\"features\":[{\"$type\":\"app.bsky.richtext.facet#tag\",\"tag\":\""
    )
    out.appendCopy(of: tag.start + 1..<tag.end)
    out.append("\"}],\"index\":{\"byteEnd\":")
    out.append(decimal: Int64(tag.end - start))
    out.append(",\"byteStart\":")
    out.append(decimal: Int64(tag.start - start))
    out.append("}}]")
  }

  /// The card of a link to a page of the town's newspaper.
  func write(linkCard number: UInt64, into out: inout OutputBuffer) {
    out.append(
      ",\"embed\":{\"$type\":\"app.bsky.embed.external\",\"external\":{\"description\":\"Toute l'actualité\",\"title\":\"Le journal de la ville\",\"uri\":\"https://journal.example/article/"
    )
    out.append(decimal: Int64(number % 1_000_000))
    out.append("\"}}")
  }

  /// The card of a link to page `number` of `host`; equal numbers are equal links.
  func write(
    link number: UInt64, host: Piece, pool: borrowing TextPool, into out: inout OutputBuffer
  ) {
    out.append(
      ",\"embed\":{\"$type\":\"app.bsky.embed.external\",\"external\":{\"description\":\"\",\"title\":\"\",\"uri\":\"https://"
    )
    out.append(host, of: pool)
    out.append("/p/")
    out.append(decimal: Int64(number % 1_000_000_000))
    out.append("\"}}")
  }

  /// The references of a reply.
  func write(replyTo key: Key, into out: inout OutputBuffer) {
    out.append(",\"reply\":{\"parent\":{")
    write(reference: key, into: &out)
    out.append("},\"root\":{")
    write(reference: key, into: &out)
    out.append("}}")
  }

  /// The record of a repost of `key`.
  func write(repostOf key: Key, time: Instant, into out: inout OutputBuffer) {
    out.append(",\"record\":{\"$type\":\"app.bsky.feed.repost\",\"createdAt\":\"")
    out.append(rfc3339: time)
    out.append("\",\"subject\":{")
    write(reference: key, into: &out)
    out.append("}")
  }

  /// The end of an event with a record.
  func closeRecord(_ key: Key, into out: inout OutputBuffer) {
    out.append("},\"cid\":\"")
    write(contentOf: key, into: &out)
    out.append("\"}}")
  }

  private func write(reference key: Key, into out: inout OutputBuffer) {
    out.append("\"cid\":\"")
    write(contentOf: key, into: &out)
    out.append("\",\"uri\":\"at://")
    write(did: key.author, into: &out)
    out.append("/app.bsky.feed.post/")
    write(recordKey: key.record, into: &out)
    out.append("\"")
  }

  private func write(did author: UInt64, into out: inout OutputBuffer) {
    out.append("did:plc:")
    out.append(base32: mix64(author), letters: 12, alphabet: Self.base32Alphabet)
    out.append(
      base32: mix64(author ^ 0x5851_F42D_4C95_7F2D), letters: 12, alphabet: Self.base32Alphabet)
  }

  private func write(recordKey key: UInt64, into out: inout OutputBuffer) {
    out.append(base32: key, letters: 13, alphabet: Self.tidAlphabet)
  }

  private func write(contentOf key: Key, into out: inout OutputBuffer) {
    out.append("bafyrei")
    var part = key.author ^ key.record
    for _ in 0..<4 {
      part = mix64(part &+ 0x9E37_79B9_7F4A_7C15)
      out.append(base32: part, letters: 12, alphabet: Self.base32Alphabet)
    }
    out.append(base32: mix64(part), letters: 4, alphabet: Self.base32Alphabet)
  }
}
