import Base
import TestSupport
import Testing

struct UTF8TextTests {
    @Test(arguments: Seed.first(100))
    func `bytes are judged like the standard library judges them`(seed: Seed) {
        var maker = RandomJSON(seed)
        for _ in 0..<10 {
            let bytes = maker.anything()
            bytes.withByteView { view in
                #expect(UTF8Text.isValid(view) == (view.validString != nil))
                #expect(UTF8Text.isASCII(view) == bytes.allSatisfy { $0 < 0x80 })
                if let position = UTF8Text.firstInvalid(view) {
                    #expect(UTF8Text.isValid(view[0..<position]))
                }
            }
        }
    }

    @Test func `every pair and every edge of the longer forms is judged right`() {
        for first in UInt8(0x80)...0xFF {
            for second in UInt8(0x70)...0xFF {
                for tail in [[], [0x80], [0xBF, 0x80], [0x80, 0x7F]] as [[UInt8]] {
                    let bytes = [first, second] + tail
                    let valid = bytes.withByteView { UTF8Text.isValid($0) }
                    #expect(valid == (String(validating: bytes, as: UTF8.self) != nil))
                }
            }
        }
    }
}
