internal import Base
internal import Broker
internal import LogFormat

extension QueueSettings {
    /// The bytes of each of these lines, if the queue bounds them and they may differ; else none.
    func sizes(of lines: ByteView, count: Int) -> [UInt32] {
        bytesMax == nil || count == 1 ? [] : lines.lineSizes(count: count)
    }
}

extension ByteView {
    /// The bytes of each of `count` lines, LF included.
    func lineSizes(count: Int) -> [UInt32] {
        var sizes: [UInt32] = []
        sizes.reserveCapacity(count)
        var start = 0
        while start < self.count {
            let rest = dropping(start)
            let size = (rest.firstIndex(of: 0x0A) ?? rest.count - 1) + 1
            sizes.append(UInt32(clamping: size))
            start += size
        }
        return sizes
    }
}
