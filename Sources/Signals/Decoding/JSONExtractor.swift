internal import CSimdJSON

/// Owner of the compiled paths of a JSON source, with its parser (see `CSimdJSON.h`).
struct JSONExtractor: ~Copyable {
  private let handle: OpaquePointer

  /// Throws `outOfMemory` alone.
  init(paths: [FieldPath], maxRecordBytes: Int, source: String) throws(MappingError) {
    guard let handle = vigie_json_create(maxRecordBytes) else {
      throw MappingError(source: source, subject: "the mapping", reason: .outOfMemory)
    }
    for path in paths {
      guard JSONExtractor.want(path, handle) else {
        vigie_json_destroy(handle)
        throw MappingError(source: source, subject: path.text, reason: .outOfMemory)
      }
    }
    self.handle = handle
  }

  deinit { vigie_json_destroy(handle) }

  private static func want(_ path: FieldPath, _ handle: OpaquePointer) -> Bool {
    var node: Int32 = 0
    for step in path.steps where node >= 0 {
      switch step {
      case .key(let key):
        node = vigie_json_add_key(handle, node, key, key.utf8.count)
      case .index(let index):
        node = vigie_json_add_index(handle, node, UInt32(clamping: index))
      case .select(let key, let value):
        node = vigie_json_add_select(
          handle, node, key, key.utf8.count, value, value.utf8.count)
      }
    }
    return node >= 0 && vigie_json_want(handle, node) >= 0
  }

  /// Parses a document; the views in the order of `paths`, and why it was refused.
  @inline(__always)
  mutating func extract(
    _ payload: UnsafeRawBufferPointer, hasPadding: Bool,
    into fields: inout UnsafePointer<FieldView>
  ) -> RejectReason {
    var views: UnsafePointer<vigie_field>?
    let status = vigie_json_extract(
      handle, payload.baseAddress?.assumingMemoryBound(to: UInt8.self), payload.count, hasPadding,
      &views)
    if let views { fields = views }
    return JSONExtractor.reason(status)
  }

  @inline(__always)
  private static func reason(_ status: Int32) -> RejectReason {
    switch status {
    case Int32(VIGIE_JSON_OK): .none
    case Int32(VIGIE_JSON_INVALID_UTF8): .invalidUTF8
    case Int32(VIGIE_JSON_TOO_DEEP): .tooDeep
    case Int32(VIGIE_JSON_TOO_LARGE): .tooLarge
    case Int32(VIGIE_JSON_TRUNCATED): .truncated
    case Int32(VIGIE_JSON_DUPLICATE_KEY): .duplicateKey
    case Int32(VIGIE_JSON_NUMBER_OUT_OF_RANGE): .numberOutOfRange
    default: .malformed
    }
  }
}
