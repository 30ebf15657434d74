internal import Signals

/// The details of the events of one open pane. A class, so that it goes from pane to pane whole.
final class PaneDetails {
  var arena = DetailArena()

  /// Copies the detail at `place` of a batch's details; its place here, −1 for none.
  @inline(__always)
  func take(_ place: Int32, of source: UnsafeRawPointer?) -> Int32 {
    guard place >= 0, let source else { return -1 }
    return arena.append(copying: DetailArena.detail(place, in: source))
  }

  /// As `take`, in the place of a detail that nobody reads any more.
  func replace(_ old: Int32, by place: Int32, of source: UnsafeRawPointer?) -> Int32 {
    guard place >= 0, let source else { return -1 }
    return arena.replace(old, copying: DetailArena.detail(place, in: source))
  }
}
