import Base
import Broker

/// Makes TZif files (RFC 9636) of version 2, so that the tests need no files of a system.
enum ZoneBytes {
    /// `changes` are seconds since 1970 and the seconds east of UTC from then on.
    static func file(first: Int32, _ changes: [(Int64, Int32)], rule: String) -> [UInt8] {
        var offsets = [first]
        for (_, offset) in changes where !offsets.contains(offset) { offsets.append(offset) }
        var bytes = head(times: 0, types: 1) + type(first) + [UInt8](repeating: 0, count: 4)
        bytes += head(times: changes.count, types: offsets.count)
        for (at, _) in changes { bytes += big(at) }
        for (_, offset) in changes { bytes.append(UInt8(offsets.firstIndex(of: offset) ?? 0)) }
        for offset in offsets { bytes += type(offset) }
        return bytes + [UInt8](repeating: 0, count: 4) + Array("\n\(rule)\n".utf8)
    }

    static func table(first: Int32, _ changes: [(Int64, Int32)], rule: String) -> ZoneTable? {
        file(first: first, changes, rule: rule).withByteView { ZoneTable(parsing: $0) }
    }

    /// As clocks go in Zurich since 1996, by the rule alone.
    static let zurich = table(first: 3600, [], rule: "CET-1CEST,M3.5.0,M10.5.0/3")
    /// As in New York since 2007.
    static let newYork = table(first: -18_000, [], rule: "EST5EDT,M3.2.0,M11.1.0")
    /// Half an hour of summer, south of the equator.
    static let lordHowe = table(first: 37_800, [], rule: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")
    /// A day that never was: the clocks went from the 29th of December 2011 to the 31st.
    static let apia = table(first: -36_000, [(1_325_239_200, 50_400)], rule: "<+14>-14")

    private static func head(times: Int, types: Int) -> [UInt8] {
        Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + big(Int32(0)) + big(Int32(0)) + big(Int32(0))
            + big(Int32(times)) + big(Int32(types)) + big(Int32(4))
    }

    private static func type(_ offset: Int32) -> [UInt8] { big(offset) + [0, 0] }

    private static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        stride(from: Number.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: number >> Number($0))
        }
    }
}
