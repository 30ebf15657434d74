import Testing
@Suite struct SettingsPlaceholderTests { @Test func placeholder() {} }
