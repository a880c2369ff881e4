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
        let found = transcript(golden.request)
        #expect(found == golden.events, "\(shown(found))")
    }

    @Test(arguments: GoldenCase.small)
    func `a strict prefix is incomplete or already refused in the same words`(golden: GoldenCase) {
        var whole = WireReader()
        whole.feed(golden.request[...])
        for count in 1..<golden.request.count {
            var part = WireReader()
            part.feed(golden.request[..<count])
            #expect(whole.events.starts(with: part.events), "\(count) bytes: \(part.events.map(shown))")
            #expect(part.isIncomplete || !part.events.isEmpty, "\(count) bytes are taken for nothing")
        }
    }

    @Test(arguments: GoldenCase.small)
    func `a head without its last byte is incomplete`(golden: GoldenCase) {
        var reader = WireReader()
        reader.feed(golden.request[...])
        guard let head = reader.heads.first else { return }
        for count in 1..<head.count {
            #expect(transcript(Array(head[..<count])) == Array("incomplete".utf8))
        }
    }

    @Test(arguments: GoldenCase.small)
    func `a split in two changes nothing`(golden: GoldenCase) {
        for cut in 0...golden.request.count {
            let found = transcript(golden.request, cutAt: [cut])
            #expect(found == golden.events, "cut at \(cut): \(shown(found))")
        }
    }

    @Test(arguments: GoldenCase.small)
    func `byte by byte changes nothing`(golden: GoldenCase) {
        #expect(transcript(golden.request, cutAt: Array(1..<golden.request.count)) == golden.events)
    }

    @Test(arguments: GoldenCase.all.filter { !$0.isSmall })
    func `a large request cut into pieces changes nothing`(golden: GoldenCase) {
        for size in [997, 4096, 16_384] {
            let cuts = Array(stride(from: size, to: golden.request.count, by: size))
            #expect(transcript(golden.request, cutAt: cuts) == golden.events, "pieces of \(size)")
        }
        for cut in golden.request.count - 70..<golden.request.count {
            #expect(transcript(golden.request, cutAt: [cut]) == golden.events, "cut at \(cut)")
        }
    }
}
