internal import Glibc
internal import Node

/// The time zones of the system: the files that the package tzdata brings.
///
/// `TZDIR` names another folder, as it does for the C library.
struct SystemZones: ZoneSource {
    private static let folderDefault = "/usr/share/zoneinfo"
    /// Bytes of the largest file that is taken for one.
    private static let bytesMax = 1024 * 1024

    private let folder: String

    init() {
        let wanted = unsafe getenv("TZDIR").map { unsafe String(cString: $0) }
        folder = wanted.flatMap { $0.isEmpty ? nil : $0 } ?? Self.folderDefault
    }

    func file(of zone: String) -> [UInt8]? {
        guard let bytes = try? WholeFile.read("\(folder)/\(zone)"), bytes.count <= Self.bytesMax else {
            return nil
        }
        return bytes
    }
}
