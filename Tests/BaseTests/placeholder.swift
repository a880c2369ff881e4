import Base
import CIntrinsics
import Testing

@Test func `CRC-32C of the check string is E3069283`() {
    #expect(CRC32C.checksum(ByteView("123456789")) == 0xE306_9283)
}
@Test func `decimals`() {
    var b = ByteBuffer()
    for v: UInt64 in [0, 9, 10, 99, 100, 12345, .max] { b.append(decimal: v); b.append(",") }
    #expect(b.bytes.string == "0,9,10,99,100,12345,18446744073709551615,")
}
