internal import CCrypto

/// The first 128 bits, in lower-case hexadecimal, of SHA-256 over the fields, each as its length in
/// UTF-8 bytes (four bytes, big-endian) and its bytes: no two lists of fields are written alike.
package func digest128(_ fields: [String]) -> String {
  var message: [UInt8] = []
  for field in fields {
    let bytes = Array(field.utf8)
    let length = UInt32(bytes.count)
    for shift in [24, 16, 8, 0] as [UInt32] {
      message.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    message += bytes
  }
  var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
  _ = SHA256(message, message.count, &digest)
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in digest.prefix(16) {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}
