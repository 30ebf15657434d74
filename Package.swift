// swift-tools-version: 6.2
import PackageDescription

/// Every room of ours is built alike: Swift 6 language mode, and a warning is an error.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func library(_ name: String, pkgConfig: String? = nil, debian: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([debian])])
}

let package = Package(
  name: "vigie",
  products: [.executable(name: "vigie", targets: ["vigie"])],
  targets: [
    // One small target per C library; each is imported by one room only.
    library("CRdKafka", pkgConfig: "rdkafka", debian: "librdkafka-dev"),
    library("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
    library("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    library("CXXHash", debian: "libxxhash-dev"),
    library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
    library("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
    library("CMicroHTTPD", pkgConfig: "libmicrohttpd", debian: "libmicrohttpd-dev"),
    library("CSystemd", pkgConfig: "libsystemd", debian: "libsystemd-dev"),
    .target(
      name: "CSimdJSON", path: "Sources/CLibraries/CSimdJSON",
      cxxSettings: [.unsafeFlags(["-O3", "-fno-rtti"])],
      linkerSettings: [.linkedLibrary("simdjson")]),

    // The pure rooms: no input or output, no clock, no randomness.
    room("EventTime", ["CXXHash"]),
    room("Statistics", ["EventTime"]),
    room("Crypto", ["CCrypto"]),
    room("Compression", ["CZlib", "CZstd"]),
    room("Signals", ["EventTime", "Crypto", "CSimdJSON"]),
    room("Alerts", ["EventTime", "Crypto"]),
    room("Detection", ["EventTime", "Statistics", "Signals", "Alerts"]),

    // The edges.
    room("Settings", ["CYAML", "EventTime", "Signals", "Alerts", "Detection"]),
    room("Kafka", ["CRdKafka"]),
    room("HTTP", ["CMicroHTTPD"]),
    room(
      "Pipeline",
      ["Compression", "Crypto", "EventTime", "Signals", "Detection", "Alerts", "Settings"]),
    room("Simulation", ["EventTime", "Signals", "Detection", "Alerts", "Settings", "Pipeline"]),
    room(
      "Replay",
      ["Compression", "EventTime", "Statistics", "Signals", "Detection", "Alerts", "Pipeline"]),
    room(
      "Daemon",
      [
        "CSystemd", "HTTP", "Kafka", "Settings", "EventTime", "Signals", "Detection", "Alerts",
        "Pipeline", "Replay",
      ]),
    .executableTarget(
      name: "vigie",
      dependencies: [
        "EventTime", "Statistics", "Crypto", "Signals", "Alerts", "Detection", "Settings", "Kafka",
        "Pipeline", "Simulation", "Replay", "Daemon",
      ],
      swiftSettings: strict),

    tests("EventTimeTests", ["EventTime"]),
    tests("StatisticsTests", ["Statistics", "EventTime"], exclude: ["Tables"]),
    tests("CryptoTests", ["Crypto"]),
    tests("CompressionTests", ["Compression"]),
    tests(
      "SignalsTests", ["Signals", "EventTime", "Crypto", "Settings"],
      exclude: ["Samples", "Themes/cases.tsv"]),
    tests("AlertsTests", ["Alerts", "EventTime"]),
    tests(
      "DetectionTests",
      ["Detection", "EventTime", "Statistics", "Signals", "Alerts", "Settings", "Simulation"]),
    tests("SettingsTests", ["Settings", "EventTime", "Signals", "Alerts", "Detection"]),
    tests("KafkaTests", ["Kafka", "Daemon", "Settings"]),
    tests("HTTPTests", ["HTTP"]),
    tests(
      "PipelineTests", ["Pipeline", "EventTime", "Signals", "Detection", "Alerts", "Settings"],
      exclude: ["Law"]),
    tests(
      "SimulationTests",
      ["Simulation", "EventTime", "Signals", "Detection", "Alerts", "Settings", "Pipeline"]),
    tests(
      "ReplayTests",
      ["Replay", "EventTime", "Statistics", "Signals", "Detection", "Alerts", "Settings"]),
    tests(
      "DaemonTests",
      [
        "Daemon", "HTTP", "Kafka", "Pipeline", "Replay", "EventTime", "Signals", "Alerts",
        "Settings",
      ]),
    tests("VigieTests", ["vigie", "Kafka", "Alerts", "EventTime"]),
    tests("TidyTests", []),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
