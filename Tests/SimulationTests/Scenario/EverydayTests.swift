import EventTime
import Foundation
import Settings
import Simulation
import Testing

@Suite struct EverydayTests {
  private static let steady = """
    sources:
      - { name: bluesky, recordsPerHour: 1000, rhythm: constant, dispersion: 0, \
    correlation: { deviation: 0 }, authors: 5000, lateShare: 0, duplicateShare: 0 }
    """

  @Test func sameSeedGivesTheSameBytesAndAnotherGivesOthers() throws {
    let incidents = """
      incidents:
        - { kind: rumour, sources: bluesky, areas: "67", onsetMinutes: 60, size: 50 }
      """
    let first = try ScenarioFixture(Self.steady + "\n" + incidents, hours: 3)
    let second = try ScenarioFixture(Self.steady + "\n" + incidents, hours: 3)
    let other = try ScenarioFixture(Self.steady + "\n" + incidents, hours: 3, seed: 2)
    let lines = first.lines()
    #expect(lines == second.lines())
    #expect(first.run.labels == second.run.labels)
    #expect(Set(lines).isDisjoint(with: other.lines()))
  }

  @Test func ratesAreWhatWasAsked() throws {
    let count = Double(try ScenarioFixture(Self.steady).lines().count)
    #expect(abs(count - 24_000) < 5 * 24_000.0.squareRoot())
  }

  @Test func warmupHasItsOwnLengthAndRate() throws {
    let text = Self.steady.replacing("authors: 5000", with: "authors: 5000, warmupRate: 0.25")
    let posts = try ScenarioFixture(text, hours: 12, warmupDays: 1).posts()
    let before = posts.count { $0.time < ScenarioFixture.start }
    #expect(abs(Double(before) - 6_000) < 5 * 6_000.0.squareRoot())
    #expect(abs(Double(posts.count - before) - 12_000) < 5 * 12_000.0.squareRoot())
    #expect(posts.allSatisfy { $0.time >= ScenarioFixture.start - .days(1) })
  }

  @Test func rhythmIsOfLocalTime() throws {
    let text = """
      sources:
        - { name: bluesky, recordsPerHour: 800, rhythm: social, dispersion: 0, \
      correlation: { deviation: 0 } }
      """
    var hours = [Int](repeating: 0, count: 24)
    for post in try ScenarioFixture(text).posts() {
      hours[Int((post.time - ScenarioFixture.start).microseconds / 3_600_000_000)] += 1
    }
    // The evening's height is between 20 h and 22 h in Paris, the night's depth between 3 h and 5 h.
    let height = try #require(hours.indices.max { hours[$0] < hours[$1] })
    let depth = try #require(hours.indices.min { hours[$0] < hours[$1] })
    #expect([19, 20].contains(height) && [2, 3].contains(depth))
    #expect(Double(hours[height]) > 5 * Double(hours[depth]))
  }

  @Test func countsAreOverDispersedAndDrift() throws {
    let noisy = """
      sources:
        - { name: text-alert, format: text-alert, recordsPerHour: 600, rhythm: constant, \
      dispersion: 0.1, correlation: { deviation: 0.2, minutes: 120 } }
      """
    var counts = [Double](repeating: 0, count: 48 * 12)
    for line in try ScenarioFixture(noisy, hours: 48).lines() {
      var text = try #require(try object(line)["ts"] as? String)
      let instant = text.withUTF8 { Instant.rfc3339(UnsafeRawBufferPointer($0), zone: .utc) }
      let seconds = (try #require(instant) - ScenarioFixture.start).microseconds / 1_000_000
      counts[Int(seconds / 300)] += 1
    }
    let mean = counts.reduce(0, +) / Double(counts.count)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(counts.count)
    // Poisson would be the mean, 50; the gamma factor alone adds 0.1 of its square.
    #expect(variance > mean + 0.05 * mean * mean)
    let covariance =
      zip(counts, counts.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
      / Double(counts.count)
    #expect(covariance / variance > 0.05)
  }

  @Test func oneAuthorInAHundredWritesThreeInTen() throws {
    let posts = try ScenarioFixture(Self.steady, hours: 48).posts().filter {
      $0.operation != "delete"
    }
    let counts = Dictionary(grouping: posts, by: \.author).values.map(\.count).sorted(by: >)
    let top = Double(counts.prefix(50).reduce(0, +)) / Double(posts.count)
    #expect(abs(top - 0.3) < 0.04)
    #expect(Double(counts[0]) / Double(posts.count) < 0.03, "nobody writes most")
  }

  @Test func whatGoesRoundHasAHeavyTail() throws {
    let text = Self.steady.replacing("recordsPerHour: 1000", with: "recordsPerHour: 3000")
      .replacing("authors: 5000", with: "authors: 5000, repostShare: 0")
    let posts = try ScenarioFixture(text, hours: 12).posts()
    let shares = Dictionary(grouping: posts.compactMap(\.original)) { $0 }.values.map(\.count)
      .sorted(by: >)
    let total = shares.reduce(0, +)
    // Shares are three in ten of what is viral, which is three in ten of all.
    #expect(abs(Double(total) / Double(posts.count) - 0.09) < 0.02)
    #expect(shares.count > 30)
    let top = shares.prefix(max(1, shares.count / 100)).reduce(0, +)
    #expect(Double(top) / Double(total) > 0.15)
  }

  @Test func everydayTextsAreHardlyEverAlike() throws {
    let text = Self.steady.replacing("authors: 5000", with: "harmlessViralShare: 0")
    let texts = try ScenarioFixture(text, hours: 6).posts().compactMap(\.text)
    #expect(texts.count > 4000)
    #expect(Double(Set(texts).count) > 0.99 * Double(texts.count))
    #expect(!texts.contains { $0.contains("{") || $0.contains("[") || $0.contains("|") })
  }

  @Test func someComeLateSomeTwiceAndSomeAreWithdrawn() throws {
    let text = """
      sources:
        - { name: bluesky, recordsPerHour: 1500, lateShare: 0.01, duplicateShare: 0.02, \
      withdrawnShare: 0.03 }
      """
    let posts = try ScenarioFixture(text, hours: 12).posts()
    var highest = Instant.distantPast
    var late = 0
    for post in posts {
      if post.time < highest - .seconds(40) { late += 1 }
      highest = max(highest, post.time)
    }
    #expect(abs(Double(late) / Double(posts.count) - 0.01) < 0.004)
    let created = posts.filter { $0.operation == "create" }
    #expect(created.count > Set(created.map(\.id)).count)
    let twice = Double(posts.count - Set(posts.map(\.bytes)).count) / Double(posts.count)
    #expect(abs(twice - 0.02) < 0.006)
    let deleted = Set(posts.filter { $0.operation == "delete" }.map(\.id))
    #expect(Double(deleted.count) > 0.01 * Double(posts.count))
    #expect(deleted.isSubset(of: Set(created.map(\.id))))
  }
}
