import Base
import HTTPWire
import Testing

@Suite struct GoldenTests {
    @Test func `there are golden cases of every kind`() {
        #expect(GoldenCase.all.count >= 150)
        #expect(Set(GoldenCase.all.map(\.description)).count == GoldenCase.all.count)
    }

    @Test(arguments: GoldenCase.all)
    func `a golden request gives its events`(golden: GoldenCase) {
        expectSame(transcript(golden.request), golden.events)
    }

    @Test(arguments: GoldenCase.small)
    func `a strict prefix is incomplete or already refused in the same words`(golden: GoldenCase) {
        var whole = WireReader()
        whole.feed(golden.request[...])
        for count in 1..<golden.request.count {
            var part = WireReader()
            part.feed(golden.request[..<count])
            let isPart = whole.events.starts(with: part.events)
            #expect(isPart, "\(count) bytes: \(part.events.map(shown))")
            #expect(part.isIncomplete || !part.events.isEmpty, "\(count) bytes are taken for nothing")
        }
    }

    @Test(arguments: GoldenCase.small)
    func `a head without its last byte is incomplete`(golden: GoldenCase) {
        var reader = WireReader()
        reader.feed(golden.request[...])
        guard let head = reader.heads.first else { return }
        for count in 1..<head.count {
            expectSame(transcript(Array(head[..<count])), Array("incomplete".utf8), "\(count) bytes")
        }
    }

    @Test(arguments: GoldenCase.small)
    func `a split in two changes nothing`(golden: GoldenCase) {
        for cut in 0...golden.request.count {
            expectSame(transcript(golden.request, cutAt: [cut]), golden.events, "cut at \(cut)")
        }
    }

    @Test(arguments: GoldenCase.small)
    func `byte by byte changes nothing`(golden: GoldenCase) {
        expectSame(transcript(golden.request, cutAt: Array(1..<golden.request.count)), golden.events)
    }

    @Test(arguments: GoldenCase.all.filter { !$0.isSmall })
    func `a large request cut into pieces changes nothing`(golden: GoldenCase) {
        for size in [997, 4096, 16_384] {
            let cuts = Array(stride(from: size, to: golden.request.count, by: size))
            expectSame(transcript(golden.request, cutAt: cuts), golden.events, "pieces of \(size)")
        }
        for cut in golden.request.count - 70..<golden.request.count {
            expectSame(transcript(golden.request, cutAt: [cut]), golden.events, "cut at \(cut)")
        }
    }
}
