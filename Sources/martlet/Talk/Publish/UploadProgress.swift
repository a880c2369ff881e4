internal import CLinux
internal import Glibc

/// How far a bulk upload is, on one line of standard error; nothing unless that is a terminal.
struct UploadProgress {
    private static let barWidth = 24
    private static let intervalNanoseconds: UInt64 = 100_000_000

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let began = martlet_monotonic()
    private var shownAt: UInt64 = 0

    /// Shows it, at most ten times a second.
    mutating func show(messages: Int, bytes: Int, of bytesInAll: Int?) {
        let now = martlet_monotonic()
        guard isTerminal, now - shownAt >= Self.intervalNanoseconds else { return }
        shownAt = now
        let seconds = Double(now - began) / 1e9
        let text = Self.text(messages: messages, bytes: bytes, of: bytesInAll, seconds: seconds)
        put("\r\u{1b}[K" + text)
    }

    /// Takes the line away.
    func clear() { if isTerminal, shownAt > 0 { put("\r\u{1b}[K") } }

    /// `[############            ]  50 %  12,000 messages  34,000/s`; without the bar where the end is not known.
    static func text(messages: Int, bytes: Int, of bytesInAll: Int?, seconds: Double) -> String {
        var bar = ""
        if let bytesInAll, bytesInAll > 0 {
            let part = min(1, Double(bytes) / Double(bytesInAll))
            let filled = Int(part * Double(barWidth))
            let percent = Figure.fixed((part * 100).rounded(.down), 0)
            bar = "[" + String(repeating: "#", count: filled)
            bar += String(repeating: " ", count: barWidth - filled) + "]  \(percent) %  "
        }
        let rate = seconds > 0 ? Double(messages) / seconds : 0
        return bar + "\(Figure.count(Double(messages))) messages  \(Figure.count(rate))/s"
    }

    private func put(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
