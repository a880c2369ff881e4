import Base
import Synchronization

/// Offsets in the order in which somebody asked about them; the answer is always yes.
final class Asked: Sendable {
    private let noted = Mutex<[Offset]>([])

    var offsets: [Offset] { noted.withLock { $0 } }

    func note(_ offset: Offset) -> Bool {
        noted.withLock { $0.append(offset) }
        return true
    }
}
