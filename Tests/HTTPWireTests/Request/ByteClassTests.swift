import Base
import HTTPWire
import Testing

/// Each byte value at each of 40 places: the scans look at sixteen bytes a step, then at single ones.
@Suite struct ByteClassTests {
    private static let tokenBytes = Set(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    @Test(arguments: UInt8.min...UInt8.max)
    func `a value holds all but control bytes, wherever they stand`(byte: UInt8) {
        let isTaken = byte == 9 || (byte >= 32 && byte != 127)
        check("GET / HTTP/1.1\r\nHost: h\r\nX: ", byte, "\r\n\r\n", isTaken: isTaken)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `a name holds token bytes alone, wherever they stand`(byte: UInt8) {
        // A colon ends the name, which then must not be empty.
        let isTaken = ByteClassTests.tokenBytes.contains(byte) || byte == 58
        check("GET / HTTP/1.1\r\nHost: h\r\nX", byte, ": y\r\n\r\n", isTaken: isTaken)
    }

    @Test(arguments: UInt8.min...UInt8.max)
    func `a target holds visible ASCII without a fragment, wherever it stands`(byte: UInt8) {
        // A percent sign stands for itself nowhere.
        let isTaken = byte > 32 && byte < 127 && byte != 35 && byte != 37
        check("GET /", byte, " HTTP/1.1\r\nHost: h\r\n\r\n", isTaken: isTaken)
    }

    private func check(_ front: String, _ byte: UInt8, _ back: String, isTaken: Bool) {
        for place in 0..<40 {
            let filler = [UInt8](repeating: 121, count: 40 - place)
            let bytes =
                Array(front.utf8) + [UInt8](repeating: 121, count: place) + [byte] + filler + Array(back.utf8)
            var parser = RequestParser()
            var head = RequestHead()
            let outcome = bytes.withByteView { parser.parse($0, into: &head) }
            if (outcome == .head(bytes.count)) != isTaken { Issue.record("\(byte) at \(place): \(outcome)") }
        }
    }
}
