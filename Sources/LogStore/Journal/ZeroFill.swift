import Base

/// Writes zeros where frames will come, so that later syncs need not touch the file system's own records.
enum ZeroFill {
    /// Bytes that one write takes.
    static let stepBytes = 1 << 20

    /// Fills `range` of a file; the caller syncs.
    static func write(_ range: Range<Int>, of file: any File) throws(LogStoreError) {
        var position = range.lowerBound
        while position < range.upperBound {
            let zeros = [UInt8](repeating: 0, count: min(stepBytes, range.upperBound - position))
            try zeros.withByteView { zeros throws(LogStoreError) in try file.write([zeros], at: position) }
            position += zeros.count
        }
    }
}
