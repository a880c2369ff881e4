internal import Glibc

/// The server under load, as the kernel's tables show it.
struct ServerProcess {
    let pid: Int32

    init(pid: Int32) { self.pid = pid }

    /// The process of this machine that listens on `port`; nil when there is none we may look at.
    init?(listeningOn port: UInt16) {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { Self.listeners(of: port, in: $0) }
        guard !inodes.isEmpty, let pid = Self.owner(of: inodes.map { "socket:[\($0)]" }) else { return nil }
        self.pid = pid
    }

    /// What it has taken since it started; nil when it is gone.
    func usage() -> ServerUsage? {
        guard let stat = Self.text("/proc/\(pid)/stat"), let name = stat.lastIndex(of: ")") else {
            return nil
        }
        // After the name: state is field 3, utime 14, stime 15, resident pages 24.
        let fields = stat[name...].split(separator: " ")
        guard fields.count > 22, let user = Double(fields[12]), let system = Double(fields[13]),
            let pages = Int(fields[22])
        else { return nil }
        let written = Self.text("/proc/\(pid)/io")?.split(separator: "\n")
            .first { $0.hasPrefix("write_bytes: ") }.flatMap { Int($0.dropFirst(13)) }
        return ServerUsage(
            cpuSeconds: (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))), diskBytes: written ?? 0,
            residentBytes: pages * sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Inodes of the sockets that listen on `port`.
    private static func listeners(of port: UInt16, in table: String) -> [Substring] {
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let ending = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
        return (text(table) ?? "").split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            return fields.count > 9 && fields[1].hasSuffix(ending) && fields[3] == "0A" ? fields[9] : nil
        }
    }

    /// The first process that holds one of these descriptors.
    private static func owner(of links: [String]) -> Int32? {
        for name in names("/proc") {
            guard let pid = Int32(name) else { continue }
            for descriptor in names("/proc/\(name)/fd") {
                if let link = target("/proc/\(name)/fd/\(descriptor)"), links.contains(link) { return pid }
            }
        }
        return nil
    }

    private static func text(_ path: String) -> String? {
        (try? WholeFile.read(path)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func target(_ link: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe bytes.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress else { return -1 }
            return unsafe readlink(link, base.assumingMemoryBound(to: CChar.self), room.count)
        }
        return count < 0 ? nil : String(decoding: bytes[..<count], as: UTF8.self)
    }

    private static func names(_ folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }
}
