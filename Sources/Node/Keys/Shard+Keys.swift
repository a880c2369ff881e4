internal import Base
internal import LogFormat
internal import LogStore

extension Shard {
    /// Indexes the keys of a topic's logs, or stops doing so, as its `cleanup` says. Runs under the lock.
    ///
    /// What a log holds already is read by housekeeping; until then the index is not ready.
    func followCleanup(of topic: Topic) {
        guard topic.settings.cleanup.compacts else {
            for log in topic.logs { dropKeys(of: log) }
            return
        }
        for log in topic.logs {
            let keys = log.keys ?? makeKeys(of: log)
            log.keys = keys
            keyedLogs.set(
                KeyedLogs.Entry(log: log, keys: keys, tombstoneTime: topic.settings.tombstoneTime))
        }
    }

    func dropKeys(of log: LogView) {
        guard log.keys != nil else { return }
        log.keys = nil
        keyedLogs.remove(log.id)
    }

    private func makeKeys(of log: LogView) -> LogKeys {
        let end = log.tail.end
        let start = log.earliest
        let index = KeyIndex(liveFrom: end, isEmpty: start >= end)
        if !index.isReady { keyedLogs.callForReading() }
        return LogKeys(index: index, loadFrom: start)
    }
}
