import Testing
@Suite struct SimulationPlaceholderTests { @Test func placeholder() {} }
