package import Detection
package import EventTime
internal import Foundation
internal import Signals

/// Dead letters as records: the reason and the reference, and the payload where it is asked for.
package struct DeadLetterEncoder: Sendable {
  /// A longer payload is left out: the letter must fit where the record itself did not.
  package static let maxPayloadBytes = 256 << 10

  private let topic: String
  private let sources: [(name: String, topic: String)]

  package init(topic: String, sources: [(name: String, topic: String)]) {
    self.topic = topic
    self.sources = sources
  }

  /// An operator's action that cannot be taken; never with its payload, which names the operator.
  package func record(
    action partition: LogPartition, offset: Int64, arrival: Instant, reason: String
  ) -> OutRecord {
    let text =
      #"{"arrival":"\#(arrival.rfc3339)","offset":\#(offset),"#
      + #""partition":\#(partition.partition),"reason":"\#(reason)","#
      + #""source":"actions","topic":"\#(partition.topic)"}"#
    return OutRecord(
      topic: topic, key: Array("\(partition.topic)-\(partition.partition)".utf8),
      payload: Array(text.utf8), headers: [("content-type", "application/json")])
  }

  package func record(_ letter: DeadLetter) -> OutRecord {
    let source = sources[Int(letter.source)]
    var payload = ""
    if let bytes = letter.payload, bytes.count <= Self.maxPayloadBytes {
      // Whoever asked for payloads gets the bytes as they came, whatever they are.
      payload = #","payload":"\#(Data(bytes).base64EncodedString())""#
    }
    let text =
      #"{"arrival":"\#(letter.arrival.rfc3339)","offset":\#(letter.offset),"#
      + #""partition":\#(letter.partition),"reason":"\#(letter.reason.name)","#
      + #""source":"\#(source.name)","topic":"\#(source.topic)"\#(payload)}"#
    return OutRecord(
      topic: topic, key: Array("\(source.topic)-\(letter.partition)".utf8),
      payload: Array(text.utf8), headers: [("content-type", "application/json")])
  }
}
