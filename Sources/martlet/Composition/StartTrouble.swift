internal import LogStore

/// Why a start stops at what is in the data directory, and how to look at it.
struct StartTrouble: Error, CustomStringConvertible {
    let error: LogStoreError
    let folder: String

    var description: String {
        guard case .damaged = error else { return "\(error)" }
        return """
            \(error)
            Nothing was changed. See what is wrong:  martlet inspect \(folder) verify
            Mend it, after saying what is given up:  martlet inspect \(folder) --repair
            """
    }
}
