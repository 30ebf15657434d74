import Testing
@Suite struct SignalsPlaceholderTests { @Test func placeholder() {} }
