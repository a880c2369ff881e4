/// What a server process has taken of its machine, or the difference of two readings.
struct ServerUsage {
    /// What the kernel calls the program.
    var name: String
    /// Processor seconds, user and system together.
    var cpuSeconds: Double
    /// Bytes sent to the storage layer.
    var diskBytes: Int
    /// Memory resident now, not a difference.
    var residentBytes: Int

    static func - (later: ServerUsage, earlier: ServerUsage) -> ServerUsage {
        ServerUsage(
            name: later.name, cpuSeconds: later.cpuSeconds - earlier.cpuSeconds,
            diskBytes: later.diskBytes - earlier.diskBytes,
            residentBytes: later.residentBytes)
    }
}
