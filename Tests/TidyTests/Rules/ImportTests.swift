import Testing

/// Who may see whom: each target's walls, as docs/ARCHITECTURE.md draws them.
@Suite struct ImportTests {
    /// No clock, no thread, no file: what goes in decides what comes out.
    static let pure = ["Base", "JSONText", "HTTPWire", "LogFormat", "Broker"]

    private static let allowed: [String: [String]] = [
        "Base": ["CIntrinsics", "Synchronization"],
        "JSONText": ["CIntrinsics", "Base"],
        "HTTPWire": ["CIntrinsics", "Base"],
        "LogFormat": ["CIntrinsics", "Base", "JSONText"],
        "Broker": ["CIntrinsics", "Base", "LogFormat"],
        "Reactor": ["CLinux", "Base", "DequeModule", "Glibc", "Synchronization"],
        "LogStore": [
            "CLinux", "CZlib", "CIgzip", "Base", "LogFormat", "Reactor", "DequeModule", "Glibc",
            "Synchronization",
        ],
        "HTTPTransport": [
            "CLinux", "CZlib", "Base", "HTTPWire", "Reactor", "DequeModule", "Logging", "Glibc",
            "Synchronization",
        ],
        "Node": [
            "CLinux", "Base", "LogFormat", "Broker", "LogStore", "DequeModule", "Logging", "Synchronization",
            "Glibc",
        ],
        "API": [
            "CAssets", "Base", "JSONText", "HTTPWire", "LogFormat", "Broker", "Node", "HTTPTransport",
            "Reactor",
            "Logging",
            "Synchronization",
        ],
    ]

    @Test func `each target imports only what its wall allows`() {
        for file in Repository.sources {
            guard let modules = Self.allowed[file.target] else { continue }
            for (line, module) in file.imports where !modules.contains(module) {
                Issue.record("\(file.path):\(line): \(file.target) may not import \(module)")
            }
        }
    }

    @Test func `no target imports Foundation`() {
        for file in Repository.sources {
            for (line, module) in file.imports where module.hasPrefix("Foundation") || module == "Dispatch" {
                Issue.record("\(file.path):\(line): imports \(module)")
            }
        }
    }

    @Test func `only the composition and the tools name concrete parts of the store`() {
        let rooms = ["/Composition/", "/Tools/"]
        for file in Repository.sources
        where file.target == "martlet" && !rooms.contains(where: file.path.contains) {
            for (line, module) in file.imports where ["LogStore", "Node", "API"].contains(module) {
                Issue.record("\(file.path):\(line): \(module) belongs to the composition")
            }
        }
    }

    @Test func `every target has its row`() {
        let targets = Set(Repository.sources.map(\.target)).subtracting(["martlet"])
        #expect(targets.subtracting(Self.allowed.keys) == [])
    }
}
