/// Something in a data directory that is not as it was written, or that a start would clear away.
package struct Finding: Equatable, Sendable {
    /// How much a finding matters.
    package enum Weight: Equatable, Sendable {
        /// A start clears it away by itself, and nothing acknowledged is lost.
        case note
        /// Something acknowledged is not what was written, or a start would stop.
        case damage
    }

    /// Path of the file, or of the directory where a file is missing.
    package let file: String
    /// The first byte that is wrong, as exactly as can be told.
    package let byte: Int
    package let fault: Fault
    /// What is hit by it, one sentence each: commands, messages.
    package let meaning: [String]

    package init(file: String, byte: Int, _ fault: Fault, meaning: [String] = []) {
        self.file = file
        self.byte = byte
        self.fault = fault
        self.meaning = meaning
    }

    package var weight: Weight { fault.isNote ? .note : .damage }
}
