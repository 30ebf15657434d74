import Glibc
import Settings

@main
struct Vigie {
  /// Every command there is; help, completion and the manual page are made from it.
  static let commands: [Command] = [
    demoCommand, runCommand, replayCommand, checkCommand, scoreCommand, simulateCommand,
    scoreAlertsCommand, topicsCommand, deadLettersCommand, exerciseCommand, tailCommand, actCommand,
    powerCommand, benchPostsCommand, restoreBenchCommand,
    drainCommand, churnCommand, progressCommand, simulateFaultsCommand,
  ]

  static let version = "0.1.0"

  static func main() {
    signal(SIGPIPE, SIG_IGN)
    do {
      try dispatch(Array(CommandLine.arguments.dropFirst()))
    } catch {
      Terminal.say("vigie: \(error.message)")
      exit(error.code)
    }
  }

  private static func dispatch(_ words: [String]) throws(Failure) {
    guard let first = words.first else {
      Terminal.say(Help.overview(commands))
      throw .usage("no command was given")
    }
    let rest = Array(words.dropFirst())
    switch first {
    case "help", "--help", "-h":
      try help(rest)
      return
    case "version", "--version":
      Terminal.result("vigie \(version)")
      return
    case "completion":
      Terminal.result(Help.completion(commands))
      return
    case "manual":
      Terminal.result(Help.manual(commands))
      return
    case _:
      break
    }
    guard let command = commands.first(where: { $0.name == first }) else {
      throw .usage(
        "unknown command '\(first)'" + suggestion(for: first, among: commands.map(\.name)))
    }
    if rest.contains("--help") || rest.contains("-h") {
      Terminal.result(Help.page(command))
      return
    }
    try command.run(command.parse(rest))
  }

  private static func help(_ words: [String]) throws(Failure) {
    guard let name = words.first else {
      Terminal.result(Help.overview(commands))
      return
    }
    guard let command = commands.first(where: { $0.name == name }) else {
      throw .usage(
        "unknown command '\(name)'" + suggestion(for: name, among: commands.map(\.name)))
    }
    Terminal.result(Help.page(command))
  }
}
