import Base
import Testing

@testable import martlet

@Suite struct ConfigurationFileTests {
    private func parse(_ text: String) throws(ConfigurationError) -> [SettingSources.Entry] {
        try text.withByteView { bytes throws(ConfigurationError) in
            try ConfigurationFile.parse(bytes, path: "martlet.json")
        }
    }

    @Test func `strings, numbers, booleans and lists are read`() throws {
        let entries = try parse(
            #"{"listen":"[::1]:80","loops":2,"dev":true,"hosts":["a","b"],"body_bytes_max":"4MiB"}"#)
        #expect(entries.map(\.name) == [.listen, .loops, .dev, .hosts, .bodyBytesMax])
        #expect(entries.map(\.texts) == [["[::1]:80"], ["2"], ["true"], ["a", "b"], ["4MiB"]])
    }

    @Test(arguments: [
        (#"{"lissten":"x"}"#, "martlet.json: there is no setting 'lissten'; did you mean 'listen'?"),
        (#"{"loops":1,"loops":2}"#, "martlet.json: 'loops' stands there twice"),
        (#"{"loops":null}"#, "martlet.json: 'loops' must be a string"),
        (#"{"hosts":[1]}"#, "martlet.json: 'hosts' must be a string"),
        (#"{"loops":}"#, "martlet.json: expected a value at byte 9"),
        ("[]", "martlet.json: '' must be an object"),
    ])
    func `what is wrong is said`(text: String, complaint: String) {
        let error = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(error?.description.hasPrefix(complaint) == true, "\(error?.description ?? "")")
    }

    @Test func `a file that is not there is named`() {
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile.read("/nowhere/m.json") }
        #expect(error?.description == "/nowhere/m.json: cannot be read: No such file or directory")
    }
}
