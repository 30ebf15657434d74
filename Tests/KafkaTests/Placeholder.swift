import Testing
@Suite struct KafkaPlaceholderTests { @Test func placeholder() {} }
