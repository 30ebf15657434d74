import EventTime
import Foundation
import Simulation

let benchPostsCommand = Command(
  name: "bench-posts",
  summary: "Writes the posts that Scripts/bench measures with",
  explanation: """
    Writes Bluesky posts as NDJSON, shaped as Jetstream delivers them: 546 bytes each, 5,000 a second
    of event time, without rhythm or incidents. The same seed gives the same bytes.
    """,
  options: [
    CommandOption(name: "count", value: "N", help: "how many posts", isRequired: true),
    CommandOption(
      name: "out", value: "PATH", help: "where to; - for standard output", isRequired: true),
    CommandOption(name: "seed", value: "N", help: "seed of the posts", fallback: "1"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    guard let count = Int(arguments["count"] ?? ""), count > 0,
      let seed = UInt64(arguments["seed"] ?? "")
    else { throw .usage("count or seed is no usable number", command: "bench-posts") }
    let output = try OutputFile(path: arguments["out"] ?? "-")
    var posts = BenchPosts(seed: seed, start: Instant(seconds: 1_767_600_000))
    var batch: [Data] = []
    for start in stride(from: 0, to: count, by: 1000) {
      posts.next(min(1000, count - start)) { _, _, payload in batch.append(Data(payload)) }
      for line in batch { try output.write(line) }
      batch.removeAll(keepingCapacity: true)
    }
    try output.close()
  })
