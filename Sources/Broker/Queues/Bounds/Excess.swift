internal import Base
internal import LogFormat

/// By how much a queue holds more than it may: messages, and their bytes.
struct Excess {
    /// Not above 0 when there are not too many.
    private(set) var count: Int
    private(set) var bytes: Int

    /// What `count` messages of `bytes` bytes are too much by.
    init(of count: Int, _ bytes: Int, in settings: QueueSettings) {
        self.count = settings.lengthMax.map { count - $0 } ?? 0
        self.bytes = settings.bytesMax.map { bytes - $0 } ?? 0
    }

    var isLeft: Bool { count > 0 || bytes > 0 }

    /// Takes in that messages go.
    mutating func drop(_ dropped: Int, bytes weight: Int) {
        count -= dropped
        bytes -= weight
    }
}

extension QueueSettings {
    /// Whether a queue holds only so much.
    var isBounded: Bool { lengthMax != nil || bytesMax != nil }
}
