// swift-tools-version: 6.2
import PackageDescription

/// Tests keep the same rules but may touch raw memory without marking each place.
let tested: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    
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

let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")

let package = Package(
    name: "martlet",
    
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        .target(name: "CIntrinsics"), .target(name: "CLinux"),
        room("Base", ["CIntrinsics"]), room("JSONText", ["CIntrinsics", "Base"]),
        room("LogFormat", ["CIntrinsics", "Base", "JSONText"]),
        room("LogStore", ["CLinux", "Base", "LogFormat", deque]),
        .target(name: "TestSupport", dependencies: ["CLinux", "Base", "LogFormat", "LogStore"], path: "Tests/TestSupport", swiftSettings: tested),
        tests("LogFormatTests", ["Base", "JSONText", "LogFormat", "TestSupport"]),
        tests("LogStoreTests", ["Base", "LogFormat", "LogStore", "TestSupport"]),
        tests("SimulationTests", ["Base", "LogFormat", "LogStore", "TestSupport"]),
    ]
)
