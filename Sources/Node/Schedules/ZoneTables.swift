internal import Base
internal import Broker
internal import Synchronization

/// The tables of the time zones that schedules go by, each read once.
final class ZoneTables: Sendable {
    /// Bytes of a zone's name.
    private static let nameBytesMax = 64

    private let source: (any ZoneSource)?
    private let tables = Mutex<[String: ZoneTable]>(["UTC": .utc, "Etc/UTC": .utc])

    init(_ source: (any ZoneSource)?) { self.source = source }

    /// The table of a zone that was read before.
    func known(_ name: String) -> ZoneTable? { tables.withLock { $0[name] } }

    /// Reads the table of a zone, unless that was done; nil when there is no such zone. Blocks.
    @discardableResult
    func read(_ name: String) -> ZoneTable? {
        if let table = known(name) { return table }
        guard Self.isName(name), let file = source?.file(of: name),
            let table = file.withByteView({ ZoneTable(parsing: $0) })
        else { return nil }
        tables.withLock { $0[name] = table }
        return table
    }

    /// Whether a text can be a zone's name, which becomes a part of a path.
    static func isName(_ name: String) -> Bool {
        guard 1...nameBytesMax ~= name.utf8.count, !name.hasPrefix("/"), !name.contains("//") else {
            return false
        }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"),
                UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
    }
}
