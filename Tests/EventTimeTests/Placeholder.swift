import Testing
@Suite struct EventTimePlaceholderTests { @Test func placeholder() {} }
