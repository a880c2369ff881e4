import Testing

@testable import martlet

@Suite struct ConfigurationTests {
    private func sources(
        flags: [(SettingName, [String])] = [], environment: [(SettingName, [String])] = [],
        file: [(SettingName, [String])] = []
    ) -> SettingSources {
        func entries(_ pairs: [(SettingName, [String])]) -> [SettingSources.Entry] {
            pairs.map { SettingSources.Entry(name: $0.0, texts: $0.1) }
        }
        var sources = SettingSources()
        sources.flags = entries(flags)
        sources.environment = entries(environment)
        sources.file = entries(file)
        sources.filePath = "martlet.json"
        return sources
    }

    @Test func `nothing said gives the defaults`() throws {
        let configuration = try Configuration(SettingSources())
        #expect(configuration.listen.description == "127.0.0.1:7411")
        #expect(configuration.dataFolder == "./data")
        #expect(configuration.bodyBytesMax == 8 << 20)
        #expect(configuration.dev == false)
    }

    @Test func `a flag beats the environment, which beats the file`() throws {
        let all = sources(
            flags: [(.bodyBytesMax, ["1MiB"])],
            environment: [(.bodyBytesMax, ["2MiB"]), (.connectionsMax, ["20"])],
            file: [(.bodyBytesMax, ["3MiB"]), (.connectionsMax, ["30"]), (.loops, ["3"])])
        let configuration = try Configuration(all)
        #expect(configuration.bodyBytesMax == 1 << 20)
        #expect(configuration.connectionsMax == 20)
        #expect(configuration.loops == 3)
    }

    @Test func `a list is taken whole from the first place that has it`() throws {
        let all = sources(environment: [(.hosts, ["a", "b"])], file: [(.hosts, ["c"])])
        #expect(try Configuration(all).hosts == ["a", "b"])
    }

    @Test func `the report says where each value stands`() throws {
        let all = sources(environment: [(.dev, ["true"])], file: [(.loops, ["3"])])
        let table = try Configuration(all).report.table.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(table.contains("dev true MARTLET_DEV"))
        #expect(table.contains("loops 3 martlet.json: loops"))
        #expect(table.contains("listen 127.0.0.1:7411 default"))
    }

    @Test(arguments: [
        (SettingName.listen, "7411"), (.listen, "example.org:1"), (.listen, "127.0.0.1:99999"),
        (.listen, "::1:80"), (.loops, "0"), (.loops, "many"), (.bodyBytesMax, "65MiB"),
        (.journalBytesMax, "1M"), (.logLevel, "loud"), (.dev, "yes"), (.hosts, "a:1"),
        (.origins, "board.example"),
    ])
    func `a bad value names its place`(name: SettingName, text: String) {
        let refused = #expect(throws: ConfigurationError.self) {
            try Configuration(sources(environment: [(name, [text])]))
        }
        #expect(refused?.description.hasPrefix("\(name.variable): '\(text)' will not do; wanted ") == true)
    }
}
