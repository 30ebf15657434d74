internal import Compression
package import Detection
internal import EventTime

/// What a record between the stages is.
package struct RecordKind: Sendable, Equatable {
  package let id: UInt8
  /// Its newest version that this code writes and reads.
  package let version: UInt8
  /// For messages.
  package let name: String

  package init(id: UInt8, version: UInt8, name: String) {
    self.id = id
    self.version = version
    self.name = name
  }

  /// Kinds from here on may be skipped by who does not know them.
  package static let firstOptional: UInt8 = 128
}

/// What every record between the stages is wrapped in.
///
/// | bytes | in clear |
/// |---|---|
/// | 0 | magic: 0xE, then the version of the frame, four bits each |
/// | 1, 2 | kind, version |
/// | 3 | flags: 1 the body is packed with zstd |
/// | 4…7 | bytes of the body unpacked |
/// | 8…15 | XXH3-64 of the body as it is stored, seeded with bytes 0…7 |
///
/// The checksum is looked at before anything else is believed, kind and version too.
package struct RecordFrame: ~Copyable {
  package static let headerBytes = 16
  /// A body that says it is larger is damage.
  package static let maxRawBytes = 4 << 20
  /// A shorter body is not worth a try.
  private static let minPackedBytes = 64
  private static let magic: UInt8 = 0xE1
  private static let packedFlag: UInt8 = 1

  private var zstd = ZstdBlock()

  package init() {}

  /// Writes the record of `body`, packed when that is smaller.
  package mutating func seal(_ body: [UInt8], kind: RecordKind, into record: inout [UInt8]) {
    precondition(body.count <= Self.maxRawBytes, "a body of \(body.count) bytes")
    record.removeAll(keepingCapacity: true)
    record.append(contentsOf: repeatElement(0, count: Self.headerBytes))
    var flags: UInt8 = 0
    if body.count >= Self.minPackedBytes {
      record.append(contentsOf: repeatElement(0, count: body.count - 1))
      let size = record.withUnsafeMutableBytes { record in
        body.withUnsafeBytes { body in
          zstd.compress(
            body, into: UnsafeMutableRawBufferPointer(rebasing: record[Self.headerBytes...]))
        }
      }
      record.removeLast(record.count - Self.headerBytes - (size ?? 0))
      if size != nil { flags = Self.packedFlag }
    }
    if flags == 0 { record.append(contentsOf: body) }
    let header =
      UInt64(Self.magic) | UInt64(kind.id) << 8 | UInt64(kind.version) << 16
      | UInt64(flags) << 24 | UInt64(body.count) << 32
    record.withUnsafeMutableBytes { record in
      let checksum = hash64(
        UnsafeRawBufferPointer(rebasing: record[Self.headerBytes...]), seed: header)
      record.storeBytes(of: header.littleEndian, toByteOffset: 0, as: UInt64.self)
      record.storeBytes(of: checksum.littleEndian, toByteOffset: 8, as: UInt64.self)
    }
  }

  /// Unpacks a record into `body` and says its kind, with the version that it was written in.
  ///
  /// Nil: a kind from 128 on that is not among `kinds`, to be skipped and counted.
  package mutating func open(
    _ record: UnsafeRawBufferPointer, kinds: [RecordKind], into body: inout [UInt8]
  ) throws(StateError) -> RecordKind? {
    guard record.count >= Self.headerBytes else { throw .damaged("a record without a header") }
    let header = UInt64(littleEndian: record.loadUnaligned(as: UInt64.self))
    try Self.checkMagic(UInt8(truncatingIfNeeded: header))
    let checksum = UInt64(littleEndian: record.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    let stored = UnsafeRawBufferPointer(rebasing: record[Self.headerBytes...])
    guard hash64(stored, seed: header) == checksum else { throw .damaged("a wrong checksum") }

    let id = UInt8(truncatingIfNeeded: header >> 8)
    let version = UInt8(truncatingIfNeeded: header >> 16)
    guard let kind = kinds.first(where: { $0.id == id }) else {
      if id >= RecordKind.firstOptional { return nil }
      throw .newer(what: "record kind \(id)", version: Int(version), known: 0)
    }
    guard version <= kind.version else {
      throw .newer(what: kind.name, version: Int(version), known: Int(kind.version))
    }
    guard version > 0 else { throw .damaged("\(kind.name) of version 0") }
    let flags = UInt8(truncatingIfNeeded: header >> 24)
    guard flags <= Self.packedFlag else {
      throw .newer(what: "packing of \(kind.name)", version: Int(flags), known: 1)
    }
    try unpack(stored, isPacked: flags != 0, count: Int(header >> 32), into: &body)
    return RecordKind(id: id, version: version, name: kind.name)
  }

  private static func checkMagic(_ found: UInt8) throws(StateError) {
    if found == magic { return }
    guard found > magic, found >> 4 == magic >> 4 else {
      throw .damaged("byte \(found) where a record begins")
    }
    throw .newer(
      what: "frame of a record", version: Int(found & 0x0F), known: Int(magic & 0x0F))
  }

  private mutating func unpack(
    _ stored: UnsafeRawBufferPointer, isPacked: Bool, count: Int, into body: inout [UInt8]
  ) throws(StateError) {
    guard count <= Self.maxRawBytes else { throw .damaged("a body of \(count) bytes") }
    body.removeAll(keepingCapacity: true)
    guard isPacked else {
      guard count == stored.count else {
        throw .damaged("\(stored.count) bytes where \(count) were said to be")
      }
      body.append(contentsOf: stored)
      return
    }
    body.append(contentsOf: repeatElement(0, count: count))
    do {
      try body.withUnsafeMutableBufferPointer { (body) throws(CompressionError) in
        try zstd.decompress(stored, into: UnsafeMutableRawBufferPointer(body))
      }
    } catch {
      throw .damaged(error.reason)
    }
  }
}
