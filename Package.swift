// swift-tools-version: 6.2
import PackageDescription

/// Tests keep the same rules but may touch raw memory without marking each place.
let tested: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// What every Swift target is held to: the 6 mode, strict memory safety, no warning.
let house: [SwiftSetting] = tested + [.strictMemorySafety()]

/// A target of ours: its walls are the dependencies named here, and `TidyTests` reads the imports.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: tested)
}

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

let package = Package(
    name: "martlet",
    products: [.executable(name: "martlet", targets: ["martlet"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        // C: intrinsics without a system header, shims of what Glibc's module lacks, files the binary carries.
        .target(name: "CIntrinsics"),
        .target(name: "CLinux"),
        .target(name: "CAssets"),
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CIgzip", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // Pure: no Foundation, no Glibc, no clock, no thread, no file.
        room("Base", ["CIntrinsics"]),
        room("JSONText", ["CIntrinsics", "Base"]),
        room("HTTPWire", ["CIntrinsics", "Base"]),
        room("LogFormat", ["CIntrinsics", "Base", "JSONText"]),
        room("Broker", ["CIntrinsics", "Base", "LogFormat"]),

        // Input and output.
        room("Reactor", ["CLinux", "Base", deque]),
        room("LogStore", ["CLinux", "CZlib", "CIgzip", "Base", "LogFormat", deque]),
        room("HTTPTransport", ["CLinux", "CZlib", "Base", "HTTPWire", "Reactor", deque, logging]),

        // Services.
        room("Node", ["Base", "LogFormat", "Broker", "LogStore", deque, logging]),
        room(
            "API",
            [
                "CAssets", "Base", "JSONText", "HTTPWire", "LogFormat", "Broker", "Node", "HTTPTransport",
                "Reactor",
            ]),
        .executableTarget(
            name: "martlet",
            dependencies: [
                "CLinux", "Base", "JSONText", "LogFormat", "Reactor", "LogStore", "HTTPTransport", "Node",
                "API", argumentParser, logging, histogram,
            ],
            swiftSettings: house),

        // Tests mirror Sources; what several of them need stands in TestSupport.
        .target(
            name: "TestSupport", dependencies: ["CLinux", "Base", "LogFormat", "LogStore"],
            path: "Tests/TestSupport", swiftSettings: tested),
        .target(
            name: "Simulation",
            dependencies: ["Base", "LogFormat", "Broker", "LogStore", "Node", "TestSupport", logging],
            path: "Tests/Simulation", swiftSettings: tested),
        .executableTarget(
            name: "simulate", dependencies: ["Simulation", "TestSupport"], path: "Tests/Simulate",
            swiftSettings: tested),
        .executableTarget(
            name: "soak", dependencies: ["CLinux", "Reactor", "TestSupport"], path: "Tests/Soak",
            swiftSettings: tested),
        .executableTarget(
            name: "routing-times", dependencies: ["Base", "LogFormat", "Broker", "TestSupport"],
            path: "Tests/RoutingTimes", swiftSettings: tested),
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .executableTarget(
            name: "allocations",
            dependencies: [
                "CAllocations", "CLinux", "Base", "HTTPWire", "LogFormat", "Broker", "Reactor", "LogStore",
                "HTTPTransport", "Node", "API", "Simulation", "TestSupport", logging,
            ],
            path: "Tests/Allocations", swiftSettings: tested),
        tests("BaseTests", ["CIntrinsics", "Base", "TestSupport"]),
        tests("JSONTextTests", ["Base", "JSONText", "TestSupport"]),
        tests("HTTPWireTests", ["Base", "HTTPWire", "TestSupport"], exclude: ["Golden"]),
        tests("LogFormatTests", ["Base", "JSONText", "LogFormat", "TestSupport"]),
        tests("BrokerTests", ["Base", "LogFormat", "Broker", "TestSupport"], exclude: ["Golden"]),
        tests("ReactorTests", ["CLinux", "Base", "Reactor", "TestSupport"]),
        tests("LogStoreTests", ["CZlib", "Base", "LogFormat", "LogStore", "TestSupport"]),
        tests(
            "HTTPTransportTests",
            ["CLinux", "CZlib", "Base", "HTTPWire", "Reactor", "HTTPTransport", "TestSupport", logging]),
        tests(
            "NodeTests", ["Base", "LogFormat", "Broker", "LogStore", "Node", "Simulation", "TestSupport"]),
        tests(
            "APITests",
            ["Base", "JSONText", "HTTPWire", "LogFormat", "Broker", "Reactor", "Node", "API", "TestSupport"]),
        tests(
            "SimulationTests",
            ["Base", "LogFormat", "Broker", "LogStore", "Node", "Simulation", "simulate", "TestSupport"]),
        tests("AllocationTests", ["allocations", "TestSupport"], exclude: ["allocations.txt"]),
        tests("MartletTests", ["Base", "JSONText", "TestSupport", "martlet", argumentParser]),
        tests("ClientTests", ["CCurl", "Base", "JSONText", "Reactor", "TestSupport"]),
        tests("TidyTests", ["TestSupport"]),
    ]
)
