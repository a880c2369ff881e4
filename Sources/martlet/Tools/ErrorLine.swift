internal import Glibc

/// Writes a line to standard error.
enum ErrorLine {
    static func print(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
