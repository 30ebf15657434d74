package import EventTime

/// The words of an alert about ourselves: a source's data does not come through our own stages.
package struct LagFacts: Sendable, Equatable {
  package var source: String
  /// Panes of the source are stepped up to here.
  package var reached: Instant
  package var behindSeconds: Int64
  package var isClosed: Bool

  package init(source: String, reached: Instant, behindSeconds: Int64, isClosed: Bool) {
    self.source = source
    self.reached = reached
    self.behindSeconds = behindSeconds
    self.isClosed = isClosed
  }

  package var headline: AlertEvent.Words {
    let minutes = max(1, behindSeconds / 60)
    return isClosed
      ? AlertEvent.Words(
        fr: "Vigie suit de nouveau « \(source) »", en: "Vigie follows “\(source)” again")
      : AlertEvent.Words(
        fr: "Vigie est aveugle sur « \(source) » depuis \(minutes) min",
        en: "Vigie has been blind to “\(source)” for \(minutes) min")
  }

  package var explanation: AlertEvent.Words {
    let at = reached.rfc3339
    return isClosed
      ? AlertEvent.Words(
        fr: "Les données de « \(source) » sont de nouveau traitées jusqu'à l'heure présente.",
        en: "Data of “\(source)” are processed up to the present again.")
      : AlertEvent.Words(
        fr: "Rien de « \(source) » n'est traité au-delà de \(at) : l'étage OBSERVE de cette source "
          + "est arrêté, en retard, ou une partition de son sujet n'a pas de lecteur. "
          + "Aucune alerte de cette source n'est possible d'ici là.",
        en: "Nothing of “\(source)” is processed beyond \(at): the OBSERVE stage of this source is "
          + "down or behind, or a partition of its topic has no reader. "
          + "No alert of this source is possible until then.")
  }
}
