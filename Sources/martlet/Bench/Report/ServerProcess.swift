internal import Glibc

/// The server under load, as the kernel's tables show it: one process, or several that share its port.
struct ServerProcess {
    let pids: [Int32]

    init(pid: Int32) { pids = [pid] }

    /// The processes of this machine that listen on `port`; nil when there is none we may look at.
    init?(listeningOn port: UInt16) {
        let inodes = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { Self.listeners(of: port, in: $0) }
        pids = inodes.isEmpty ? [] : Self.owners(of: inodes.map { "socket:[\($0)]" })
        if pids.isEmpty { return nil }
    }

    /// What they have taken since they started, together; nil when one is gone.
    func usage() -> ServerUsage? {
        var sum = ServerUsage(name: "", cpuSeconds: 0, diskBytes: 0, residentBytes: 0)
        for pid in pids {
            guard let one = Self.usage(of: pid) else { return nil }
            sum.name = one.name
            sum.cpuSeconds += one.cpuSeconds
            sum.diskBytes += one.diskBytes
            sum.residentBytes += one.residentBytes
        }
        return sum
    }

    private static func usage(of pid: Int32) -> ServerUsage? {
        guard let stat = text("/proc/\(pid)/stat"), let name = stat.lastIndex(of: ")") else { return nil }
        // Behind the name: utime is field 14, stime 15, resident pages 24.
        let fields = stat[name...].split(separator: " ")
        guard fields.count > 22, let user = Double(fields[12]), let system = Double(fields[13]),
            let pages = Int(fields[22])
        else { return nil }
        let written = text("/proc/\(pid)/io")?.split(separator: "\n")
            .first { $0.hasPrefix("write_bytes: ") }.flatMap { Int($0.dropFirst(13)) }
        let title = stat[..<name].split(separator: "(", maxSplits: 1).last ?? ""
        return ServerUsage(
            name: String(title), cpuSeconds: (user + system) / Double(sysconf(Int32(_SC_CLK_TCK))),
            diskBytes: written ?? 0,
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

    /// The processes that hold one of these descriptors.
    private static func owners(of links: [String]) -> [Int32] {
        names("/proc").compactMap { name in
            guard let pid = Int32(name) else { return nil }
            let holds = names("/proc/\(name)/fd").contains { descriptor in
                target("/proc/\(name)/fd/\(descriptor)").map(links.contains) ?? false
            }
            return holds ? pid : nil
        }
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
