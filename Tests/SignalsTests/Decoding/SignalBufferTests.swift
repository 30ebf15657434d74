import Signals
import Testing

@Suite struct SignalBufferTests {
  @Test func bufferGrowsAndKeepsWhatItHolds() {
    var buffer = SignalBuffer(capacity: 1)
    for offset in 0..<1000 {
      var signal = Signal()
      signal.offset = Int64(offset)
      buffer.append(signal)
    }
    #expect(buffer.signals.map(\.offset) == Array(0..<1000))
    let capacity = buffer.capacity
    buffer.removeAll(keepingCapacity: true)
    #expect(buffer.count == 0)
    #expect(buffer.capacity == capacity)
    buffer.append(Signal())
    buffer[0].value = 5
    #expect(buffer[0].value == 5)
    buffer.removeAll(keepingCapacity: false)
    #expect(buffer.capacity < capacity)
  }
}
