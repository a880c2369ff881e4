import Base
import Testing

@testable import martlet

@Suite struct ResponseReaderTests {
    private struct Answer: Equatable {
        let status: Int
        let body: String
    }

    /// Reads `text` in pieces of `step` bytes.
    private func read(_ text: String, step: Int) throws -> [Answer] {
        var reader = ResponseReader(keepsBodies: true)
        var answers: [Answer] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            let piece = Array(bytes[start..<min(start + step, bytes.count)])
            try piece.withByteView { view in
                var position = 0
                while try reader.advance(view, from: &position) {
                    answers.append(Answer(status: reader.status, body: reader.body.string))
                }
            }
        }
        return answers
    }

    static let pipelined =
        "HTTP/1.1 200 OK\r\nDate: x\r\ncontent-length: 5\r\n\r\nhello"
        + "HTTP/1.1 204 No Content\r\n\r\n"
        + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n, world!!!\r\n0\r\n\r\n"
        + "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    @Test(arguments: 1...pipelined.utf8.count)
    func `pipelined answers are told apart wherever they are cut`(step: Int) throws {
        let wanted = [
            Answer(status: 200, body: "hello"), Answer(status: 204, body: ""),
            Answer(status: 200, body: "hello, world!!!"), Answer(status: 404, body: ""),
        ]
        #expect(try read(Self.pipelined, step: step) == wanted)
    }

    @Test func `fields are kept where that is wished, those of the last answer`() throws {
        var reader = ResponseReader(keepsBodies: true, keepsFields: true)
        let text = "HTTP/1.1 200 OK\r\nA: 1\r\n\r\nHTTP/1.1 200 OK\r\nMartlet-Next:  c1.x\r\n\r\n"
        let isWhole = try text.withByteView { view in
            var position = 0
            return try (0..<2).map { _ in try reader.advance(view, from: &position) }
        }
        #expect(isWhole == [true, true])
        #expect(reader.field("martlet-next") == "c1.x")
        #expect(reader.field("a") == nil)
    }

    @Test func `what is no HTTP is a breach`() {
        #expect(throws: ResponseReader.Breach.self) { try read("SSH-2.0-OpenSSH_9.2p1\r\n", step: 64) }
    }
}
