import Base
import Testing

struct ByteViewTests {
    @Test func `a byte is found wherever it stands`() {
        let bytes = [UInt8](repeating: 1, count: 70)
        for position in 0..<70 {
            var changed = bytes
            changed[position] = 7
            changed.withByteView { #expect($0.firstIndex(of: 7) == position) }
        }
        bytes.withByteView { #expect($0.firstIndex(of: 7) == nil) }
        #expect(ByteView.empty.firstIndex(of: 7) == nil)
    }

    @Test func `slices compare by their bytes`() {
        let view = ByteView("abcabc")
        #expect(view[0..<3] == view[3..<6])
        #expect(view[0..<3] != view[2..<5])
        #expect(view.dropping(4) == "bc")
        #expect(view.hasPrefix("abca") && !view.hasPrefix("b"))
    }

    @Test func `text is trimmed of spaces and tabs alone`() {
        #expect(ByteView(" \t a b\t ").trimmed == "a b")
        #expect(ByteView(" \t ").trimmed.isEmpty)
        #expect(ByteView("\na").trimmed == "\na")
    }

    @Test func `the case of letters can be ignored`() {
        #expect(ByteView("Content-TYPE").equalsIgnoringCase("content-type"))
        #expect(!ByteView("content_type").equalsIgnoringCase("content-type"))
        #expect(!ByteView("[").equalsIgnoringCase("{"))
    }

    @Test func `bytes that are not UTF-8 have no valid string`() {
        [0x61, 0xFF].withByteView {
            #expect($0.validString == nil)
            #expect($0.string == "a\u{FFFD}")
        }
    }
}
