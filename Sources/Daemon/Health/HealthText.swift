internal import HTTP

/// The answers of `/livez` and `/readyz`: 200 or 503, and a line for each part that says why.
///
/// `[+]name …` is well, `[-]name …` is not; well ones stand there with `verbose` alone.
extension HealthReport {
  func livezAnswer(isVerbose: Bool) -> HTTPResponse {
    let lines = threads.map { thread in
      let silence = "\(Int(thread.silentSeconds)) s since its last turn"
      return (
        isWell: !thread.isHung,
        text: "thread \(thread.name) \(thread.isHung ? "hangs: " : "turns: ")\(silence)"
      )
    }
    return Self.answer("livez", isWell: isAlive, lines, isVerbose)
  }

  func readyzAnswer(isVerbose: Bool) -> HTTPResponse {
    var lines = components.map { component in
      (isWell: component.state.isReady, text: "\(component.name) \(component.state.words)")
    }
    if lines.isEmpty { lines.append((false, "no component has reported yet")) }
    return Self.answer("readyz", isWell: isReady, lines, isVerbose)
  }

  private static func answer(
    _ check: String, isWell: Bool, _ lines: [(isWell: Bool, text: String)], _ isVerbose: Bool
  ) -> HTTPResponse {
    var text = ""
    for line in lines where isVerbose || !line.isWell {
      // A reason may hold another program's words.
      text += "[\(line.isWell ? "+" : "-")]\(line.text.replacing("\n", with: " "))\n"
    }
    text += isWell ? "\(check): ok\n" : "\(check): not ok\n"
    return .text(text, status: isWell ? 200 : 503)
  }
}
