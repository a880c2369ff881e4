package import Base

/// Takes the chunked coding off a request body (RFC 9112, section 7.1).
///
/// Fed in pieces of any size; what it gives does not hang on where they were cut. Extensions are passed over
/// and bounded, the trailer section is checked as strictly as a head and then dropped.
package struct ChunkedDecoder: ~Copyable, Sendable {
    private enum Phase {
        case size, extensions, sizeEnd, content, contentReturn, contentEnd, trailer, complete
    }

    private var phase = Phase.size
    /// Digits of the chunk size read so far.
    private var digits = 0
    /// In `size` the number so far, in `content` the bytes still to come.
    private var remaining = 0
    private var extensionBytes = 0
    private let bytesMax: Int
    private var trailer = TrailerSection()

    /// Bytes decoded so far.
    package private(set) var decodedBytes = 0

    /// Whether the last chunk and the trailer section have been taken.
    package var isComplete: Bool { phase == .complete }

    /// Decodes one body of at most `bytesMax` bytes; more is `bodyTooLarge`.
    package init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Appends the content found in `input` to `output`; gives how many bytes of `input` it took.
    ///
    /// Takes all of `input` unless the body ends within it. After a refusal it must not be used again.
    package mutating func decode(
        _ input: ByteView, into output: inout ByteBuffer
    ) throws(Refusal) -> Int {
        var index = 0
        while index < input.count {
            switch phase {
            case .content:
                let taken = Swift.min(remaining, input.count - index)
                output.append(input[index..<index + taken])
                index += taken
                remaining -= taken
                decodedBytes += taken
                if remaining == 0 { phase = .contentReturn }
            case .trailer:
                index += try trailer.take(input.dropping(index))
                guard trailer.isComplete else { return index }
                phase = .complete
            case .complete:
                return index
            default:
                try step(input[index])
                index += 1
            }
        }
        return index
    }

    /// Takes one byte of the framing around the content.
    private mutating func step(_ byte: UInt8) throws(Refusal) {
        switch phase {
        case .size:
            if let digit = hexDigit(byte) { return try addDigit(digit) }
            guard digits > 0 else { throw ChunkedDecoder.malformed(byte) }
            if byte == UInt8(ascii: ";") {
                phase = .extensions
            } else {
                guard byte == 0x0d else { throw ChunkedDecoder.malformed(byte) }
                phase = .sizeEnd
            }
        case .extensions:
            if byte == 0x0d {
                phase = .sizeEnd
                return
            }
            guard byte == 0x09 || (byte >= 0x20 && byte != 0x7f) else { throw ChunkedDecoder.malformed(byte) }
            extensionBytes += 1
            guard extensionBytes <= Limits.chunkExtensionBytesMax else { throw Refusal(.badChunk) }
        case .sizeEnd:
            guard byte == 0x0a else { throw Refusal(.bareCarriageReturn) }
            phase = remaining == 0 ? .trailer : .content
            digits = 0
        case .contentReturn:
            guard byte == 0x0d else { throw ChunkedDecoder.malformed(byte) }
            phase = .contentEnd
        case .contentEnd:
            guard byte == 0x0a else { throw Refusal(.bareCarriageReturn) }
            phase = .size
            remaining = 0
        case .content, .trailer, .complete: break
        }
    }

    private mutating func addDigit(_ digit: UInt8) throws(Refusal) {
        digits += 1
        guard digits <= 16 else { throw Refusal(.badChunk) }
        // Checked at each digit, the number never comes near the end of Int.
        remaining = remaining << 4 | Int(digit)
        guard remaining <= bytesMax - decodedBytes else { throw Refusal(.bodyTooLarge) }
    }

    private static func malformed(_ byte: UInt8) -> Refusal {
        Refusal(byte == 0x0a ? .bareLineFeed : .badChunk)
    }
}
