package import Base

/// The 56 bytes before each frame's payload.
///
/// ```
///  0  4  magic "MRT1"
///  4  2  part, from 1
///  6  2  parts: how many frames the command wrote
///  8  8  journal id
/// 16  8  sequence
/// 24  8  durable: highest sequence known to be on disk when this frame was written
/// 32  8  written_at, ms since 1970
/// 40  4  shard epoch
/// 44  4  payload length, at most 921,600
/// 48  4  flags, zero
/// 52  4  CRC of bytes 0 ..< 52 and the payload
/// 56     payload, then zero bytes up to the next multiple of 8
/// ```
package struct FrameHeader: Equatable, Sendable {
    package static let encodedBytes = 56
    /// "MRT1" read as a little-endian number.
    package static let magic: UInt32 = 0x3154_524D
    /// Frames start at multiples of this.
    package static let alignment = 8

    package var part: UInt16
    package var parts: UInt16
    package var journal: UInt64
    package var sequence: JournalSequence
    package var durable: JournalSequence
    package var writtenAt: Instant
    package var epoch: UInt32
    /// Bytes of the payload.
    package var length: Int

    package init(
        part: UInt16 = 1, parts: UInt16 = 1, journal: UInt64, sequence: JournalSequence,
        durable: JournalSequence = .none, writtenAt: Instant, epoch: UInt32, length: Int
    ) {
        self.part = part
        self.parts = parts
        self.journal = journal
        self.sequence = sequence
        self.durable = durable
        self.writtenAt = writtenAt
        self.epoch = epoch
        self.length = length
    }

    /// Bytes of a whole frame with a payload of `length`: header, payload and padding.
    package static func frameBytes(_ length: Int) -> Int {
        (encodedBytes + length + alignment - 1) & ~(alignment - 1)
    }

    /// Bytes of the whole frame.
    package var frameBytes: Int { Self.frameBytes(length) }

    /// Reads the header at the start of `bytes`, or nil where none can stand; checks no CRC.
    ///
    /// The frame may be longer than `bytes`.
    package init?(decoding bytes: ByteView) {
        guard bytes.count >= Self.encodedBytes, bytes.load(0, as: UInt32.self) == Self.magic else {
            return nil
        }
        length = Int(bytes.load(44, as: UInt32.self))
        guard length <= Limits.framePayloadBytesMax else { return nil }
        part = bytes.load(4, as: UInt16.self)
        parts = bytes.load(6, as: UInt16.self)
        journal = bytes.load(8, as: UInt64.self)
        sequence = JournalSequence(bytes.load(16, as: UInt64.self))
        durable = JournalSequence(bytes.load(24, as: UInt64.self))
        writtenAt = Instant(milliseconds: bytes.load(32, as: Int64.self))
        epoch = bytes.load(40, as: UInt32.self)
    }

    /// Writes the 56 bytes at `place`, with a CRC of zero: `seal` computes it once the payload is there.
    package func store(at place: UnsafeMutableRawPointer) {
        unsafe place.storeBytes(of: Self.magic.littleEndian, toByteOffset: 0, as: UInt32.self)
        unsafe place.storeBytes(of: part.littleEndian, toByteOffset: 4, as: UInt16.self)
        unsafe place.storeBytes(of: parts.littleEndian, toByteOffset: 6, as: UInt16.self)
        unsafe place.storeBytes(of: journal.littleEndian, toByteOffset: 8, as: UInt64.self)
        unsafe place.storeBytes(of: sequence.rawValue.littleEndian, toByteOffset: 16, as: UInt64.self)
        unsafe place.storeBytes(of: durable.rawValue.littleEndian, toByteOffset: 24, as: UInt64.self)
        unsafe place.storeBytes(of: writtenAt.milliseconds.littleEndian, toByteOffset: 32, as: Int64.self)
        unsafe place.storeBytes(of: epoch.littleEndian, toByteOffset: 40, as: UInt32.self)
        unsafe place.storeBytes(of: UInt32(length).littleEndian, toByteOffset: 44, as: UInt32.self)
        unsafe place.storeBytes(of: 0, toByteOffset: 48, as: UInt64.self)
    }

    /// Fills in `durable` and the CRC of the frame at `frame`, whose payload is complete.
    package static func seal(frame: UnsafeMutableRawPointer, length: Int, durable: JournalSequence) {
        unsafe frame.storeBytes(of: durable.rawValue.littleEndian, toByteOffset: 24, as: UInt64.self)
        let crc = checksum(unsafe ByteView(base: frame, count: encodedBytes + length))
        unsafe frame.storeBytes(of: crc.littleEndian, toByteOffset: 52, as: UInt32.self)
    }

    /// Whether the whole frame lies at the start of `bytes` and is as it was written.
    package func isSound(in bytes: ByteView) -> Bool {
        guard bytes.count >= frameBytes, bytes.load(48, as: UInt32.self) == 0 else { return false }
        for index in Self.encodedBytes + length..<frameBytes where bytes[index] != 0 { return false }
        return Self.checksum(bytes[0..<Self.encodedBytes + length]) == bytes.load(52, as: UInt32.self)
    }

    /// The CRC of a header and its payload, the field of the CRC itself left out.
    private static func checksum(_ frame: ByteView) -> UInt32 {
        CRC32C.checksum(frame.dropping(encodedBytes), seed: CRC32C.checksum(frame[0..<52]))
    }
}
