import Base
import Synchronization

/// The room that a data directory has: its limit, and a reserve that is given up when the disk is full.
///
/// Publishing is refused while `shortage` says why; what is journaled, and what frees room, goes on. The
/// reserve is made at the start. It is lent to a checkpoint that lacks room, or given up for a last journal
/// file, and made again by `prepare` when the disk has room for it.
package final class DiskRoom: Sendable {
    /// Why nothing may be published.
    package enum Shortage: Equatable, Sendable {
        /// The disk has no room, or only what the reserve gave.
        case disk
        /// The files have reached the limit that was set, in bytes.
        case limit(Int)
    }

    /// The files whose bytes count; all work on the data directory goes through it.
    package let files: MeteredFileSystem
    private let directory: String
    private let bytesMax: Int?
    private let reserveBytes: Int
    private let hasReserve = Atomic(false)
    /// Whoever was given the reserve still needs the room.
    private let isLent = Atomic(false)
    /// The last attempt to make a file was refused for want of room.
    private let isRefused = Atomic(false)
    /// The last attempt to make a file would have passed the limit.
    private let isBounded = Atomic(false)
    private let reserve = Mutex<Void>(())
    private let census: Mutex<DiskCensus>

    /// `bytesMax` counts all files of the data directory; a reserve of 0 bytes is none.
    package init(
        _ directory: String, fileSystem: any FileSystem, bytesMax: Int?, reserveBytes: Int
    ) {
        files = MeteredFileSystem(fileSystem)
        self.directory = directory
        self.bytesMax = bytesMax
        self.reserveBytes = reserveBytes
        census = Mutex(DiskCensus(directory))
    }

    /// Counts some of the files that were there at the start; true when all are counted.
    func takeCensus() throws(LogStoreError) -> Bool {
        try census.withLockTyped { census throws(LogStoreError) in try census.step(files) }
    }

    /// Bytes that the files take.
    package var bytesUsed: Int { files.bytesUsed }

    /// Bytes that are kept for a full disk; 0 once they were given up.
    package var bytesReserved: Int { hasReserve.load(ordering: .acquiring) ? reserveBytes : 0 }

    package var shortage: Shortage? {
        if let bytesMax, isBounded.load(ordering: .acquiring) { return .limit(bytesMax) }
        return lasting
    }

    /// What is short now, whatever was refused for the sake of the limit before.
    var lasting: Shortage? {
        if let bytesMax, bytesUsed > bytesMax { return .limit(bytesMax) }
        if isRefused.load(ordering: .acquiring) { return .disk }
        return hasReserve.load(ordering: .acquiring) || reserveBytes == 0 ? nil : .disk
    }

    /// Whether `bytes` more stay within the limit.
    package func admits(_ bytes: Int) -> Bool {
        guard let bytesMax else { return true }
        return bytesUsed + bytes <= bytesMax
    }

    /// Notes that a file could not be made: for want of disk, or for the sake of the limit.
    func noteRefusal(isOfDisk: Bool) {
        if isOfDisk {
            isRefused.store(true, ordering: .releasing)
        } else {
            isBounded.store(true, ordering: .releasing)
        }
    }

    /// Notes that there is room again.
    func noteRoom() {
        isRefused.store(false, ordering: .releasing)
        isBounded.store(false, ordering: .releasing)
    }

    /// Makes the reserve if it is not there; false when there is no room for it.
    package func prepare() throws(LogStoreError) -> Bool {
        if reserveBytes == 0 || hasReserve.load(ordering: .acquiring) { return true }
        if isLent.load(ordering: .acquiring) { return false }
        return try reserve.withLockTyped { _ throws(LogStoreError) in
            do throws(LogStoreError) {
                let file = try files.open(path, .create)
                try file.allocate(reserveBytes)
            } catch .full {
                try remove()
                return false
            }
            hasReserve.store(true, ordering: .releasing)
            isRefused.store(false, ordering: .releasing)
            return true
        }
    }

    /// Lends the room of the reserve until `returnReserve`; false when there is nothing to lend.
    package func lendReserve() throws(LogStoreError) -> Bool {
        isLent.store(true, ordering: .releasing)
        return try giveUpReserve()
    }

    /// Says that the room that was lent is not needed any more: the reserve may be made again.
    package func returnReserve() { isLent.store(false, ordering: .releasing) }

    /// Gives the reserve up; false when it was given up before.
    package func giveUpReserve() throws(LogStoreError) -> Bool {
        try reserve.withLockTyped { _ throws(LogStoreError) in
            guard hasReserve.exchange(false, ordering: .acquiringAndReleasing) else { return false }
            try remove()
            return true
        }
    }

    private var path: String { "\(directory)/reserve" }

    private func remove() throws(LogStoreError) {
        do throws(LogStoreError) { try files.remove(path) } catch {
            if !error.isMissing { throw error }
        }
    }
}
