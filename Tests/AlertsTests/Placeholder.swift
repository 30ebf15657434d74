import Testing
@Suite struct AlertsPlaceholderTests { @Test func placeholder() {} }
