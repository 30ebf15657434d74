import Testing
@Suite struct ReplayPlaceholderTests { @Test func placeholder() {} }
