internal import EventTime
internal import Glibc

/// A count of reports a day: of a category, a merchant or a domain.
struct ReportSeries: Sendable {
  enum Family: Int, CaseIterable { case category, merchant, domain }
  var family: Family
  /// The category's index, or the hash.
  var key: UInt64
  /// From this day on it is judged.
  var judgedFrom: Int64
  /// The last day with a report.
  var lastDay: Int64
  /// Reports so far, at most `Int32.max`.
  var reports: Int32 = 0
  /// What people call it, once enough have.
  var label: [UInt8] = []
  /// Discounted reports, and the discounted days that were not learned from.
  var known = 0.0
  var unlearned = 0.0
  var scatter = DayScatter()
  var cumulative = 0.0
  var cumulativeDays: Int64 = 0
  var freeze = BoundedHold()
  var scatterHold = BoundedHold()
  var episode = DailyEpisode()
  var score = 0.0

  init(family: Family, key: UInt64, judgedFrom: Int64, day: Int64) {
    self.family = family
    self.key = key
    self.judgedFrom = judgedFrom
    lastDay = day
  }

  /// Reports a day.
  func level(exposure: Double) -> Double {
    (known + ScamConstants.levelPrior)
      / (max(0, exposure - unlearned) + ScamConstants.exposurePrior)
  }

  /// Relative variance of the level.
  var uncertainty: Double { 1 / (known + ScamConstants.levelPrior) }
}

extension ReportSeries {
  func save(into writer: inout StateWriter) {
    writer.byte(UInt8(family.rawValue))
    writer.fixed64(key)
    writer.signed(judgedFrom)
    writer.signed(lastDay)
    writer.count(Int(reports))
    writer.data(label)
    writer.double(known)
    writer.double(unlearned)
    scatter.save(into: &writer)
    writer.double(cumulative)
    writer.signed(cumulativeDays)
    freeze.save(into: &writer)
    scatterHold.save(into: &writer)
    episode.save(into: &writer)
    writer.double(score)
  }

  init(from reader: inout StateReader) throws(StateError) {
    let raw = try reader.byte()
    guard let family = Family(rawValue: Int(raw)) else { throw .damaged("family \(raw)") }
    self.family = family
    key = try reader.fixed64()
    judgedFrom = try reader.integer(in: StateLimits.panes, "a day")
    lastDay = try reader.integer(in: StateLimits.panes, "a day")
    reports = Int32(try reader.index(below: 1 << 31, "reports"))
    label = try reader.data()
    guard label.count <= ScamConstants.labelBytes else { throw .damaged("a long label") }
    known = try reader.double(in: StateLimits.sums, "reports")
    unlearned = try reader.double(in: StateLimits.sums, "days")
    scatter = try DayScatter(from: &reader)
    cumulative = try reader.double(in: 0...ScamConstants.cumulativeLimit, "a cumulative sum")
    cumulativeDays = try reader.integer(in: 0...(1 << 30), "days")
    freeze = try BoundedHold(from: &reader)
    scatterHold = try BoundedHold(from: &reader)
    episode = try DailyEpisode(from: &reader)
    score = try reader.double(in: StateLimits.scores, "a score")
  }
}
