internal import Glibc

/// Colours for a terminal; none where output goes elsewhere or `NO_COLOR` is set.
struct Ink {
    private let isOn: Bool

    init(descriptor: Int32 = STDOUT_FILENO) {
        let isRefused = unsafe getenv("NO_COLOR") != nil
        isOn = isatty(descriptor) == 1 && !isRefused
    }

    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "31;1") }
    func green(_ text: String) -> String { wrap(text, "32") }
    func faint(_ text: String) -> String { wrap(text, "2") }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
