import Daemon
import EventTime

/// The seconds of a duration written as `60s`, `5m`, `1h` or `2d`; nil for any other text.
func durationSeconds(_ text: String) -> Double? {
  let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
  guard let last = text.last, let unit = units[last], let number = Double(text.dropLast()),
    number > 0, number.isFinite
  else { return nil }
  return number * unit
}

/// The moment that an option names, in RFC 3339 or, where `allowsAgo`, as a duration before now; nil
/// where the option is not given.
func moment(
  _ text: String?, _ option: String, command: String, allowsAgo: Bool = false
) throws(Failure) -> Instant? {
  guard let text else { return nil }
  if allowsAgo, let seconds = durationSeconds(text), seconds < 1e9 {
    return SystemClock.now() - Interval(microseconds: Int64(seconds * 1e6))
  }
  var copy = text
  let parsed = copy.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
  guard let parsed else {
    throw .usage(
      "--\(option) \(text) is no time: write it as 2026-03-01T00:00:00Z"
        + (allowsAgo ? ", or as 12h for so long ago" : ""), command: command)
  }
  return parsed
}
