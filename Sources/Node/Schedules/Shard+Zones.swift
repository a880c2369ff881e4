internal import Base
internal import Broker

extension Shard {
    /// The table of a time zone, which a worker reads if nobody did; refused as `unknownZone`.
    func zone(_ name: String) async throws(Refused) -> ZoneTable {
        if let table = zones.known(name) { return table }
        if let table = await readZone(name) { return table }
        throw Refused(.unknownZone(name))
    }

    private func readZone(_ name: String) async -> ZoneTable? {
        unsafe await withUnsafeContinuation { (continuation: UnsafeContinuation<ZoneTable?, Never>) in
            scheduler.postToWorker { [zones] in unsafe continuation.resume(returning: zones.read(name)) }
        }
    }
}
