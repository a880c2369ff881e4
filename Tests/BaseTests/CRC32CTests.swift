import Base
import CIntrinsics
import TestSupport
import Testing

struct CRC32CTests {
    @Test(arguments: [("123456789", 0xE306_9283), ("", 0), ("a", 0xC1D0_4330)] as [(String, UInt32)])
    func `known texts have their known checksums`(text: String, checksum: UInt32) {
        text.withByteView { #expect(CRC32C.checksum($0) == checksum) }
    }

    @Test func `thirty-two zeros give the checksum of RFC 3720`() {
        [UInt8](repeating: 0, count: 32).withByteView { #expect(CRC32C.checksum($0) == 0x8A91_36AA) }
    }

    @Test(arguments: Seed.first(20))
    func `the instruction, the tables and any split agree`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let bytes = (0..<Int.random(in: 0..<300, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        bytes.withByteView { view in
            let whole = CRC32C.checksum(view)
            #expect(martlet_crc32c_portable(0, view.base, view.count) == whole)
            for split in stride(from: 0, through: view.count, by: 7) {
                let head = CRC32C.checksum(view[0..<split])
                #expect(CRC32C.checksum(view.dropping(split), seed: head) == whole)
            }
        }
    }
}
