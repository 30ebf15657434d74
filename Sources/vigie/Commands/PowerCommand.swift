import Simulation

let powerCommand = Command(
  name: "power",
  summary: "Measures 'volume' on simulated counts: false alarms against the promise, and power",
  explanation: """
    Simulates 200 series over 20 weeks with the rhythms of day and week and over-dispersed, half of
    them autocorrelated counts. Counts the chance alarms by period, then injects incidents of 5 min
    to 6 h and counts what is found, and how soon. Takes minutes.
    """,
  options: [
    CommandOption(name: "seed", value: "N", help: "seed of the simulation", fallback: "1"),
    CommandOption(
      name: "promise", value: "B", help: "false alarms a week that are promised", fallback: "1"),
    CommandOption(name: "weeks", value: "N", help: "weeks simulated", fallback: "20"),
    CommandOption(
      name: "pane-seconds", value: "N", help: "length of a pane: 10 or 60", fallback: "60"),
  ],
  isHidden: true,
  run: { (arguments) throws(Failure) in
    guard let seed = UInt64(arguments["seed"] ?? ""),
      let promise = Double(arguments["promise"] ?? ""),
      let weeks = Int(arguments["weeks"] ?? ""), weeks > 0, promise > 0,
      let seconds = Int64(arguments["pane-seconds"] ?? ""), [10, 60].contains(seconds)
    else {
      throw .usage("seed, promise, weeks or pane-seconds is no usable number", command: "power")
    }
    Terminal.result(
      volumePowerTable(seed: seed, promise: promise, weeks: weeks, paneSeconds: seconds))
  })
