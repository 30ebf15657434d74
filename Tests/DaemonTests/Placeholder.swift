import Testing
@Suite struct DaemonPlaceholderTests { @Test func placeholder() {} }
