internal import EventTime

/// Shares of the answers, or counts of them.
struct Answers: BitwiseCopyable, Sendable, Equatable {
  var good = 0.0
  var medium = 0.0
  var bad = 0.0

  var total: Double { good + medium + bad }

  /// The shares, of which `prior` has so many ratings' worth.
  func shares(prior: Answers, weight: Double) -> Answers {
    let all = total + weight
    return Answers(
      good: (good + weight * prior.good) / all, medium: (medium + weight * prior.medium) / all,
      bad: (bad + weight * prior.bad) / all)
  }

  mutating func scale(_ factor: Double) {
    good *= factor
    medium *= factor
    bad *= factor
  }

  mutating func add(_ other: Answers, times factor: Double = 1) {
    good += factor * other.good
    medium += factor * other.medium
    bad += factor * other.bad
  }

  static let even = Answers(good: 1.0 / 3, medium: 1.0 / 3, bad: 1.0 / 3)

  func save(into writer: inout StateWriter) {
    for value in [good, medium, bad] { writer.double(value) }
  }

  init(good: Double = 0, medium: Double = 0, bad: Double = 0) {
    self.good = good
    self.medium = medium
    self.bad = bad
  }

  init(from reader: inout StateReader) throws(StateError) {
    good = try reader.double(in: StateLimits.sums, "good ratings")
    medium = try reader.double(in: StateLimits.sums, "medium ratings")
    bad = try reader.double(in: StateLimits.sums, "bad ratings")
  }
}

/// The window of a series, beside what its shares let expect.
struct RatingWindow {
  var seen = Answers()
  /// Counts that the usual shares give for the services that answered.
  var usual = Answers()
  /// Relative weight of what is not known of those shares: Σ (n_j/n)² / (A_j + prior).
  var uncertainty = 0.0
}

/// What a series knows between two days; the counts of its days stand in the detector's ring.
struct RatingSeries: Sendable {
  enum Family: Int { case total, service, area }
  /// 0…services; −1 is the total.
  var service: Int32
  /// −1 is the whole territory.
  var area: Int32
  var firstDay: Int64
  /// Discounted ratings, those of yesterday not among them.
  var known = Answers()
  var scatter = DayScatter()
  var cumulative = 0.0
  /// Days since the cumulative sum was last zero.
  var cumulativeDays: Int64 = 0
  var freeze = BoundedHold()
  var scatterHold = BoundedHold()
  var episode = DailyEpisode()
  /// Of the last judged day.
  var score = 0.0

  init(service: Int32, area: Int32, firstDay: Int64) {
    self.service = service
    self.area = area
    self.firstDay = firstDay
  }

  var family: Family { service < 0 && area < 0 ? .total : area < 0 ? .service : .area }
}

extension RatingSeries {
  func save(into writer: inout StateWriter) {
    writer.signed(Int64(service))
    writer.signed(Int64(area))
    writer.signed(firstDay)
    known.save(into: &writer)
    scatter.save(into: &writer)
    writer.double(cumulative)
    writer.signed(cumulativeDays)
    freeze.save(into: &writer)
    scatterHold.save(into: &writer)
    episode.save(into: &writer)
    writer.double(score)
  }

  init(from reader: inout StateReader) throws(StateError) {
    service = try reader.int32()
    area = try reader.int32()
    firstDay = try reader.integer(in: StateLimits.panes, "a day")
    known = try Answers(from: &reader)
    scatter = try DayScatter(from: &reader)
    cumulative = try reader.double(
      in: 0...SatisfactionConstants.cumulativeLimit, "a cumulative sum")
    cumulativeDays = try reader.integer(in: 0...(1 << 30), "days")
    freeze = try BoundedHold(from: &reader)
    scatterHold = try BoundedHold(from: &reader)
    episode = try DailyEpisode(from: &reader)
    score = try reader.double(in: StateLimits.scores, "a score")
  }
}
