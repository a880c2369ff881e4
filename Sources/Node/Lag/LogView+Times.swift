package import Base
internal import LogFormat

extension LogView {
    /// When the first message at `offset` or behind it was appended; nil when there is none to be seen.
    ///
    /// Suspends only for bytes that are not in memory, and remembers what it found.
    package func time(from offset: Offset) async throws(Refused) -> Instant? {
        if offset >= visibleEnd { return nil }
        if let known = times.time(from: offset) { return known }
        var found: Instant?
        var next = offset
        while found == nil, next < visibleEnd {
            next = try await read(from: next, bytesMax: 1) { run in
                run.forEach(from: next) { message in if found == nil { found = message.timestamp } }
                return false
            }
        }
        if let found { times.remember(found, from: offset) }
        return found
    }

    /// How many messages a second were appended within the minute before `now`, in thousandths.
    package func produced(at now: Instant) async throws(Refused) -> Int {
        let start = Instant(milliseconds: now.milliseconds - LogView.rateTime.milliseconds)
        let end = visibleEnd
        let first = earliest
        guard end > first, let latest = try await time(from: end + -1), latest >= start else { return 0 }
        let count = end - Swift.max(try await offset(at: start), first)
        return Swift.max(0, count) * 1_000_000 / Int(LogView.rateTime.milliseconds)
    }

    private static let rateTime = Interval.seconds(60)
}
