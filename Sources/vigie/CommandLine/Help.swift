/// Text that teaches, made from the table of commands.
enum Help {
  static func overview(_ commands: [Command]) -> String {
    let shown = commands.filter { !$0.isHidden }
    let width = shown.map(\.name.count).max() ?? 0
    let rows = shown.map { "  \(padded($0.name, width))  \($0.summary)" }
    return """
      vigie: notices weak signals of a crisis in streams of what people say and report.

      Usage: vigie COMMAND [OPTIONS]

      \(rows.joined(separator: "\n"))

      vigie help COMMAND explains one. Start with: vigie demo --for 60s
      Exit codes: 0 done, 64 usage, 65 no usable record, 66 input missing, 69 broker unreachable,
      70 a bug of ours, 73 output cannot be made, 78 bad configuration.
      """
  }

  static func page(_ command: Command) -> String {
    var usage = "Usage: vigie \(command.name)"
    if let operand = command.operand { usage += " (\(operand.choices.joined(separator: "|")))" }
    for option in command.options where option.isRequired {
      usage += " --\(option.name) \(option.value ?? "")"
    }
    if command.options.contains(where: { !$0.isRequired }) { usage += " [OPTIONS]" }
    var text = "\(command.summary)\n\n\(usage)\n\n\(command.explanation)\n"
    if let operand = command.operand { text += "\n\(operand.name): \(operand.help)\n" }
    if !command.options.isEmpty {
      text += "\nOptions:\n"
      let heads = command.options.map { "--\($0.name)" + ($0.value.map { " \($0)" } ?? "") }
      let width = heads.map(\.count).max() ?? 0
      for (option, head) in zip(command.options, heads) {
        var notes: [String] = []
        if option.isRequired { notes.append("required") }
        if option.isRepeatable { notes.append("may be repeated") }
        if let fallback = option.fallback { notes.append("default \(fallback)") }
        let note = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
        text += "  \(padded(head, width))  \(option.help)\(note)\n"
      }
    }
    if !command.examples.isEmpty {
      text += "\nExamples:\n" + command.examples.map { "  \($0)\n" }.joined()
    }
    return text
  }

  /// A completion script for bash.
  static func completion(_ commands: [Command]) -> String {
    let names = commands.filter { !$0.isHidden }.map(\.name).joined(separator: " ")
    let cases = commands.map { command in
      let words =
        command.options.map { "--\($0.name)" } + (command.operand?.choices ?? [])
      return "    \(command.name)) words=\"\(words.joined(separator: " "))\" ;;"
    }
    return """
      _vigie() {
        local words
        if [ "$COMP_CWORD" -eq 1 ]; then words="\(names)"; else
        case "${COMP_WORDS[1]}" in
      \(cases.joined(separator: "\n"))
          *) words="" ;;
        esac; fi
        COMPREPLY=($(compgen -W "$words" -f -- "${COMP_WORDS[COMP_CWORD]}"))
      }
      complete -F _vigie vigie
      """
  }

  /// A manual page (roff, section 1).
  static func manual(_ commands: [Command]) -> String {
    var page = ".TH VIGIE 1\n.SH NAME\nvigie \\- notices weak signals of a crisis\n"
    page += ".SH SYNOPSIS\n.B vigie\n.I COMMAND\n[OPTIONS]\n.SH COMMANDS\n"
    for command in commands where !command.isHidden {
      page += ".SS \(command.name)\n\(roff(command.summary)).\n.PP\n\(roff(command.explanation))\n"
      for option in command.options {
        page += ".TP\n.B \\-\\-\(option.name) \(option.value ?? "")\n\(roff(option.help))\n"
      }
    }
    return page
  }

  private static func roff(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }
      .joined(separator: "\n")
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
