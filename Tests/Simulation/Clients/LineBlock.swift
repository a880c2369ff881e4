import Base

/// Lines of a publish in one stretch of memory that stays where it is.
final class LineBlock: @unchecked Sendable {
    let lines: [[UInt8]]
    private var buffer = ByteBuffer()

    init(_ lines: [[UInt8]]) {
        self.lines = lines
        for line in lines { buffer.append(line) }
    }

    var bytes: ByteView { buffer.bytes }
}
