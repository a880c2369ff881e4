internal import Glibc

/// One line on standard error that is rewritten while a load runs; nothing unless that is a terminal.
struct ProgressLine {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var last: (messages: Int, at: UInt64)?

    /// Shows how far it is and the rate since the last call.
    mutating func show(messages: Int, at now: UInt64, of window: LoadWindow) {
        guard isTerminal else { return }
        let previous = last ?? (0, window.begin)
        last = (messages, now)
        let seconds = Double(now - previous.at) / 1e9
        let rate = seconds > 0 ? Double(messages - previous.messages) / seconds : 0
        let left = window.end > now ? Double(window.end - now) / 1e9 : 0
        let phase = now < window.measureFrom ? "warming up" : "measuring"
        write("\r\u{1b}[K\(phase)  \(Figure.count(rate)) messages/s  \(Figure.fixed(left, 0)) s left")
    }

    /// Takes the line away.
    mutating func clear() { if isTerminal { write("\r\u{1b}[K") } }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
