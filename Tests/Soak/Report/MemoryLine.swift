import TestSupport

/// Memory of a process over time, and how steeply it grows.
struct MemoryLine {
    struct Sample {
        let seconds: Double
        /// Bytes that no file stands behind.
        let bytes: Double
    }

    private(set) var samples: [Sample] = []

    /// Reads the present value of a process; nothing when it is gone.
    mutating func sample(_ pid: Int32, at seconds: Double) {
        guard let bytes = Self.bytes(of: pid) else { return }
        samples.append(Sample(seconds: seconds, bytes: bytes))
    }

    static func bytes(of pid: Int32) -> Double? {
        var scan = Scan(FileBytes.read("/proc/\(pid)/status") ?? [])
        guard scan.skip("RssAnon:") else { return nil }
        while !scan.isAtEnd {
            if let kibibytes = scan.number() { return Double(kibibytes) * 1024 }
            scan.go(to: scan.position + 1)
        }
        return nil
    }

    /// The samples from `start` on.
    func from(_ start: Double) -> MemoryLine {
        var line = MemoryLine()
        line.samples = samples.filter { $0.seconds >= start }
        return line
    }

    var mean: Double { samples.isEmpty ? 0 : samples.reduce(0) { $0 + $1.bytes } / Double(samples.count) }

    var duration: Double { (samples.last?.seconds ?? 0) - (samples.first?.seconds ?? 0) }

    /// Bytes a second, by least squares.
    var slope: Double {
        let time = samples.reduce(0) { $0 + $1.seconds } / Double(max(1, samples.count))
        var (product, square) = (0.0, 0.0)
        for sample in samples {
            product += (sample.seconds - time) * (sample.bytes - mean)
            square += (sample.seconds - time) * (sample.seconds - time)
        }
        return square == 0 ? 0 : product / square
    }
}
