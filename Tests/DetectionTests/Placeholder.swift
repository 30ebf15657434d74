import Testing
@Suite struct DetectionPlaceholderTests { @Test func placeholder() {} }
