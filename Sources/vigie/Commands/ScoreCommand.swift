import Replay

let scoreCommand = Command(
  name: "score",
  summary: "Scores a numeric stream: how unlike its own past each value is",
  explanation: """
    Reads a table timestamp,value and writes timestamp,value,expected,score,anomaly_score,alert, row
    by row, each judged by the rows before it alone. Nothing has to be known of the stream, and
    nothing is set: a memory of the patterns seen, and the tail of their surprise.
    """,
  options: [
    CommandOption(
      name: "input", value: "PATH", help: "a CSV table, plain, .gz, .zst, or -", isRequired: true),
    CommandOption(
      name: "output", value: "PATH", help: "the scored table; - for standard output",
      isRequired: true),
  ],
  examples: ["vigie score --input sensor.csv --output scored.csv"],
  run: { (arguments) throws(Failure) in
    do throws(ReplayError) {
      let report = try scoreFile(
        input: arguments["input"] ?? "-", output: arguments["output"] ?? "-")
      for row in report.badRows { Terminal.say("line \(row.line): \(row.reason)") }
      Terminal.say(
        "\(report.scored) rows scored, \(report.alerts) alerts, \(report.missing) without a value, "
          + "\(report.bad) left out")
    } catch {
      throw Failure(error)
    }
  })
