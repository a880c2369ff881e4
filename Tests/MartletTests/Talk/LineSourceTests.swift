import TestSupport
import Testing

@testable import martlet

@Suite struct LineSourceTests {
    private let folder = TemporaryFolder()

    private func file(_ text: String) throws -> String {
        try FileBytes.write(Array(text.utf8), to: folder.path + "/lines")
        return folder.path + "/lines"
    }

    private func batches(_ text: String) throws -> [String] {
        var source = try LineSource(try file(text))
        var batch = RecordBatch(key: nil, headers: [], isTextOnly: true)
        var bodies: [String] = []
        while try source.fill(&batch) {
            bodies.append(String(decoding: batch.body, as: UTF8.self))
            batch.removeAll()
        }
        return bodies
    }

    @Test func `lines end with LF or CR LF, blank ones are passed over, the last needs no end`() throws {
        #expect(
            try batches("one\n\ntwo\r\n\r\n three \nfour")
                == [#"[{"text":"one"},{"text":"two"},{"text":" three "},{"text":"four"}]"#])
    }

    @Test(arguments: ["", "\n\n\r\n"])
    func `where there is nothing there is no batch`(text: String) throws {
        #expect(try batches(text).isEmpty)
    }

    @Test func `batches are bounded and lose no line`() throws {
        let count = RecordBatch.messagesMax * 2 + 1
        let text = (0..<count).map { "line \($0)" }.joined(separator: "\n")
        let found = try batches(text)
        let wanted = text.split(separator: "\n").map { #"{"text":"\#($0)"}"# }
        #expect(found.count == 3)
        #expect(
            found.map { $0.dropFirst().dropLast() }.joined(separator: ",") == wanted.joined(separator: ","))
    }

    @Test func `a line longer than what is read at once stays whole`() throws {
        let line = String(repeating: "x", count: 300_000)
        #expect(try batches("a\n\(line)\nb\n") == [#"[{"text":"a"},{"text":"\#(line)"},{"text":"b"}]"#])
    }

    @Test func `all of a file is one message where that is wished`() throws {
        var source = try LineSource(try file("one\n\ntwo\n"))
        #expect(try source.rest() == Array("one\n\ntwo\n".utf8))
    }

    @Test func `a file that is not there is named`() {
        #expect(throws: LineSource.Failure.self) { _ = try LineSource(folder.path + "/nowhere").bytesInAll }
    }
}
