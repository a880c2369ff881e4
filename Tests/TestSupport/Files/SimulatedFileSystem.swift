import LogStore
import Synchronization

/// A file system in memory that loses, at a crash, what was not synced.
///
/// Counts every operation, so that a test can end the machine's life at each one: that operation is done in
/// part or not at all, and every later one is refused. What a power loss keeps, a seed decides: any subset
/// of the unsynced pages, old or new size, any subset of unsynced directory entries. A rename is whole or
/// not at all. A directory that is lost takes along all that is in it, synced or not.
package final class SimulatedFileSystem: Sendable {
    /// Bytes that reach the disk together.
    static let pageBytes = 4096
    /// Bytes within a page that a torn write may leave behind.
    static let sectorBytes = 512

    final class Node: Sendable {
        let content = Mutex(Content())
    }

    struct Content {
        var live: [UInt8] = []
        var durable: [UInt8] = []
        var dirty: Set<Int> = []
        /// Pages that a failed sync left: held for clean, but maybe not on the disk.
        var lost: Set<Int> = []
        var lockHolder: Int?
    }

    struct State {
        var directories: Set<String> = []
        var durableDirectories: Set<String> = []
        var names: [String: Node] = [:]
        var durableNames: [String: Node] = [:]
        /// The old name behind each new one whose directory was not synced since.
        var renamed: [String: String] = [:]
        var operations = 0
        var crashAt = Int.max
        var failingSyncAt = Int.max
        var capacity = Int.max
        var life = 0
        var openings = 0
        var trace: UInt64 = 0xCBF2_9CE4_8422_2325
        var random: SplitMix64
    }

    let state: Mutex<State>

    package init(seed: UInt64 = 0) { state = Mutex(State(random: SplitMix64(seed: seed))) }

    // MARK: what a test sets and asks

    /// Operations so far.
    package var operations: Int { state.withLock { $0.operations } }

    /// Whether the machine's life has ended: every operation is refused.
    package var isDead: Bool { state.withLock { $0.operations >= $0.crashAt } }

    /// A number made of every operation so far with its arguments.
    package var trace: UInt64 { state.withLock { $0.trace } }

    /// Ends the machine's life at the operation with this number, counted from now.
    package func crash(after operations: Int) {
        state.withLock { $0.crashAt = $0.operations + operations }
    }

    /// Lets the sync with this number, counted from now over all operations, or the first after it fail.
    package func failSync(after operations: Int) {
        state.withLock { $0.failingSyncAt = $0.operations + operations }
    }

    /// Bytes that all files together may reserve.
    package func setCapacity(_ bytes: Int) { state.withLock { $0.capacity = bytes } }

    /// Bytes that all files take.
    package var bytesUsed: Int { state.withLock { Self.bytesUsed($0) } }

    /// Flips bits of one stored byte.
    package func corrupt(_ path: String, byte: Int, xor: UInt8 = 0xFF) {
        let node = state.withLock { $0.names[path] }
        node?.content.withLock { content in
            content.live[byte] ^= xor
            content.durable[byte] ^= xor
        }
    }

    /// Puts zeros over stored bytes, as a page that never reached the disk reads.
    package func erase(_ path: String, _ range: Range<Int>) {
        let node = state.withLock { $0.names[path] }
        node?.content.withLock { content in
            for byte in range { (content.live[byte], content.durable[byte]) = (0, 0) }
        }
    }

    /// Names of all files, sorted.
    package var paths: [String] { state.withLock { $0.names.keys.sorted() } }

    /// The bytes of a file as a reader sees them.
    package func bytes(of path: String) -> [UInt8] {
        state.withLock { $0.names[path] }?.content.withLock { $0.live } ?? []
    }

    /// Another disk with the same files, as a reader sees them now.
    package func copy() -> SimulatedFileSystem {
        let copy = SimulatedFileSystem()
        let names = state.withLock { state in
            copy.state.withLock { $0.directories = state.directories }
            return state.names
        }
        for (name, node) in names {
            let live = node.content.withLock { $0.live }
            let copied = Node()
            copied.content.withLock { $0.live = live }
            copy.state.withLock { $0.names[name] = copied }
        }
        return copy
    }

    /// Kills the process: nothing that it wrote is lost, but everything it had open is closed.
    package func killProcess() { state.withLock { Self.restart(&$0) } }

    /// Cuts the power: unsynced pages, sizes and names survive as the seed has it.
    package func losePower() {
        state.withLock { state in
            Self.restart(&state)
            Self.settleNames(&state)
            Self.settleDirectories(&state)
            for name in state.names.keys.sorted() {
                state.names[name]?.content.withLock { $0.settle(&state.random) }
            }
        }
    }

    /// Decides for each directory entry that was not synced whether the old or the new one is there.
    private static func settleNames(_ state: inout State) {
        var names: [String: Node] = [:]
        var kept: [String: Bool] = [:]
        for name in Set(state.names.keys).union(state.durableNames.keys).sorted() {
            let (live, durable) = (state.names[name], state.durableNames[name])
            guard live !== durable else {
                names[name] = live
                continue
            }
            // Both names of a rename have one fate; so have the names of a chain of them.
            var first = name
            var isCircle = 0
            while let old = state.renamed[first], isCircle < 8 { (first, isCircle) = (old, isCircle + 1) }
            let isKept = kept[first] ?? Bool.random(using: &state.random)
            kept[first] = isKept
            names[name] = isKept ? live : durable
        }
        state.names = names
        state.durableNames = names
        state.renamed = [:]
    }

    private static func settleDirectories(_ state: inout State) {
        let unsettled = state.directories.symmetricDifference(state.durableDirectories)
        for path in unsettled.sorted() where Bool.random(using: &state.random) {
            // The one that is there now goes, or the one that was there is back.
            if state.directories.remove(path) == nil { state.directories.insert(path) }
        }
        let lost = state.directories.filter { !isReachable($0, state) }
        state.directories.subtract(lost)
        state.durableDirectories = state.directories
        for name in state.names.keys where !isReachable(directory(of: name) + "/", state) {
            state.names[name] = nil
            state.durableNames[name] = nil
        }
    }

    /// Whether all directories above a path are there.
    private static func isReachable(_ path: String, _ state: borrowing State) -> Bool {
        var parent = directory(of: path)
        while parent.contains("/") {
            if !state.directories.contains(parent) { return false }
            parent = directory(of: parent)
        }
        return true
    }

    private static func restart(_ state: inout State) {
        state.life += 1
        state.crashAt = .max
        state.failingSyncAt = .max
        for node in state.names.values { node.content.withLock { $0.lockHolder = nil } }
    }

    static func bytesUsed(_ state: borrowing State) -> Int {
        state.names.values.reduce(0) { sum, node in sum + node.content.withLock { $0.live.count } }
    }
}

extension SimulatedFileSystem.Content {
    /// Decides for each unsynced page, and for the size, whether it reached the disk.
    mutating func settle(_ random: inout SplitMix64) {
        let page = SimulatedFileSystem.pageBytes
        var settled = durable
        if live.count != durable.count {
            let count = Bool.random(using: &random) ? live.count : durable.count
            settled = Array(durable.prefix(count))
            settled += [UInt8](repeating: 0, count: count - settled.count)
        }
        // Most crashes keep some pages, but all and none are as possible.
        let odds = UInt8.random(in: 0...4, using: &random)
        for index in dirty.union(lost).sorted() where UInt8.random(in: 0..<4, using: &random) < odds {
            let end = min(index * page + page, live.count, settled.count)
            let start = index * page
            if start < end { SimulatedFile.copy(live, start..<end, to: &settled, at: start) }
        }
        live = settled
        durable = settled
        dirty = []
        lost = []
    }

    /// Marks the pages of a range as not synced.
    mutating func touch(_ range: Range<Int>) {
        if range.isEmpty { return }
        let page = SimulatedFileSystem.pageBytes
        for index in range.lowerBound / page...(range.upperBound - 1) / page {
            dirty.insert(index)
            lost.remove(index)
        }
    }

    /// Changes the size; what is new reads as zeros.
    mutating func resize(to count: Int) {
        if count < live.count {
            touch(count..<live.count)
            live.removeLast(live.count - count)
        } else {
            // Beyond what is on the disk there are zeros in either case.
            if live.count < durable.count { touch(live.count..<min(count, durable.count)) }
            live += [UInt8](repeating: 0, count: count - live.count)
        }
    }

    mutating func sync() {
        if lost.isEmpty {
            durable = live
        } else {
            let page = SimulatedFileSystem.pageBytes
            let missing = max(0, live.count - durable.count)
            durable = Array(durable.prefix(live.count)) + [UInt8](repeating: 0, count: missing)
            for index in dirty {
                let end = min(index * page + page, live.count)
                if index * page < end { durable[index * page..<end] = live[index * page..<end] }
            }
        }
        dirty = []
    }

    /// A sync that fails: whether the pages were written stays open, but nobody will write them again.
    mutating func failSync() {
        lost.formUnion(dirty)
        dirty = []
    }
}
