import Base
import Testing

/// The vectors are those of the reference implementation: key 00 … 0f, message 00 … n-1.
struct SipHashTests {
    static let key = SipHash.Key(low: 0x0706_0504_0302_0100, high: 0x0f0e_0d0c_0b0a_0908)
    static let vectors: [UInt64] = [
        0x726f_db47_dd0e_0e31, 0x74f8_39c5_93dc_67fd, 0x0d6c_8009_d9a9_4f5a, 0x8567_6696_d7fb_7e2d,
        0xcf27_94e0_2771_87b7, 0x1876_5564_cd99_a68d, 0xcbc9_466e_58fe_e3ce, 0xab02_00f5_8b01_d137,
        0x93f5_f579_9a93_2462, 0x9e00_82df_0ba9_e4b0, 0x7a5d_bbc5_94dd_b9f3, 0xf4b3_2f46_226b_ada7,
        0x751e_8fbc_860e_e5fb, 0x14ea_5627_c084_3d90, 0xf723_ca90_8e7a_f2ee, 0xa129_ca61_49be_45e5,
    ]

    @Test(arguments: 0..<16)
    func `a message hashes as in the reference`(length: Int) {
        let message = (0..<length).map { UInt8($0) }
        #expect(message.withByteView { SipHash(key: Self.key).hash($0) } == Self.vectors[length])
    }

    @Test func `an empty message has the wide hash of the reference`() {
        let wide = SipHash(key: Self.key).wideHash(.empty)
        #expect(wide.low == 0xe6a8_25ba_047f_81a3)
        #expect(wide.high == 0x9302_55c7_1472_f66d)
    }

    @Test func `another key gives another hash`() {
        let other = SipHash.Key(low: Self.key.low, high: Self.key.high ^ 1)
        #expect(
            SipHash(key: other).hash(ByteView("martlet")) != SipHash(key: Self.key).hash(ByteView("martlet")))
    }
}
