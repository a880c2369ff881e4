import Base
import HTTPWire
import TestSupport
import Testing

@Suite struct MutationTests {
    @Test(arguments: Seed.first(40))
    func `mutated bytes are framed alike however they are cut`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        for _ in 0..<500 {
            guard let golden = GoldenCase.small.randomElement(using: &random) else { return }
            let bytes = mutated(golden.request, using: &random)
            var whole = WireReader()
            whole.feed(bytes[...])
            var cuts: [Int] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) where !bytes.isEmpty {
                cuts.append(Int.random(in: 0...bytes.count, using: &random))
            }
            let cutUp = transcript(bytes, cutAt: cuts.sorted())
            expectSame(cutUp, whole.transcript, "\(shown(bytes)) cut at \(cuts)")
            for head in whole.heads { #expect(isStrict(head), "\(shown(head))") }
        }
    }

    @Test(arguments: Seed.first(10))
    func `noise never crashes the parser`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        for _ in 0..<500 {
            let count = Int.random(in: 1...64, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            expectSame(transcript(bytes, cutAt: Array(1..<count)), transcript(bytes), shown(bytes))
        }
    }

    private static let spices: [[UInt8]] = [
        [13, 10], [10], [13], [0], [32], [9], [58], [44], [127], [255], Array("\r\n\r\n".utf8),
        Array("Content-Length: 3\r\n".utf8), Array("Transfer-Encoding: chunked\r\n".utf8),
        Array("Host: b\r\n".utf8), Array("0\r\n\r\n".utf8), Array("GET / HTTP/1.1\r\n".utf8),
    ]

    /// `bytes` with up to four of them changed, dropped, repeated, or joined by something spicy.
    private func mutated(_ bytes: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.remove(at: place)
            case 3:
                let end = Swift.min(bytes.count, place + Int.random(in: 1...20, using: &random))
                bytes.insert(contentsOf: bytes[place..<end], at: place)
            default:
                bytes.insert(contentsOf: MutationTests.spices.randomElement(using: &random) ?? [], at: place)
            }
        }
        return bytes
    }

    /// What must hold for every head that was let through, checked with none of the parser's means.
    private func isStrict(_ head: [UInt8]) -> Bool {
        var lines: [String] = []
        var line: [UInt8] = []
        var index = head.starts(with: [13, 10]) ? 2 : 0
        while index < head.count {
            if head[index] == 13 {
                guard index + 1 < head.count, head[index + 1] == 10 else { return false }
                lines.append(String(decoding: line, as: UTF8.self))
                line = []
                index += 2
                continue
            }
            guard head[index] >= 32 || head[index] == 9, head[index] != 127 else { return false }
            line.append(head[index])
            index += 1
        }
        guard line.isEmpty, lines.count >= 2, lines.last == "" else { return false }
        let requestLine = lines[0].split(separator: " ", omittingEmptySubsequences: false)
        guard requestLine.count == 3, ["HTTP/1.0", "HTTP/1.1"].contains(requestLine[2]) else { return false }
        var count: [String: Int] = [:]
        for line in lines[1..<lines.count - 1] {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else { return false }
            let name = line[..<colon].lowercased()
            guard !name.contains(" "), !name.contains("\t") else { return false }
            count[name, default: 0] += 1
            let value = line[line.index(after: colon)...].trimming { $0 == " " || $0 == "\t" }
            if name == "content-length", !value.allSatisfy({ ("0"..."9").contains($0) }) || value.isEmpty {
                return false
            }
            if name == "transfer-encoding", value.lowercased() != "chunked" { return false }
        }
        let lengths = count["content-length", default: 0] + count["transfer-encoding", default: 0]
        let hosts = count["host", default: 0]
        return lengths <= 1 && hosts <= 1 && (hosts == 1 || requestLine[2] == "HTTP/1.0")
    }
}

extension Substring {
    /// Without the characters at both ends that `isBlank` holds for.
    fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
        var rest = self
        while let first = rest.first, isBlank(first) { rest.removeFirst() }
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
