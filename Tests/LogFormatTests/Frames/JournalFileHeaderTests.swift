import Base
import LogFormat
import Testing

@Suite struct JournalFileHeaderTests {
    private let header = JournalFileHeader(
        shard: 2, journal: 0x0102_0304_0506_0708, number: 3, first: JournalSequence(258))

    private var block: [UInt8] {
        var bytes = ByteBuffer()
        header.encode(into: &bytes)
        return bytes.bytes.array
    }

    @Test func `the bytes of a file header are those of version 1`() {
        #expect(
            hex(Array(block[0..<48])) == """
                4d4152544c45544a01000000020000000807060504030201\
                0300000000000000020100000000000000000000e95fbdde
                """)
        #expect(block.count == 4096)
        #expect(block[48...].allSatisfy { $0 == 0 })
    }

    @Test func `a file header reads back`() throws {
        #expect(try block.withByteView { try JournalFileHeader(decoding: $0) } == header)
    }

    @Test func `every wrong byte is noticed`() {
        for index in 0..<48 {
            var wrong = block
            wrong[index] ^= 0x10
            #expect(throws: FormatError.self) {
                try wrong.withByteView { try JournalFileHeader(decoding: $0) }
            }
        }
    }

    @Test func `another version is named`() {
        var bytes = ByteBuffer()
        header.encode(into: &bytes)
        bytes.store(littleEndian: UInt32(2), at: 8)
        bytes.store(littleEndian: CRC32C.checksum(bytes.bytes[0..<44]), at: 44)
        #expect(throws: FormatError.unknownFormat(2)) { try JournalFileHeader(decoding: bytes.bytes) }
    }
}
