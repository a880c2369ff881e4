internal import CLinux
internal import Glibc

extension ServerSession {
    /// How long one request is tried.
    private static let patienceNanoseconds: UInt64 = 60_000_000_000
    private static let pauseMilliseconds: Int32 = 500

    /// As `exchange`, for a request that the server recognises: sent again when its answer was lost.
    ///
    /// Also when the server says that it may succeed later; for up to a minute. A server that was never there is
    /// not waited for.
    func insist(
        _ method: String, _ place: String, type: String, body: [UInt8], fields: [String]
    ) throws -> Answer {
        let began = martlet_monotonic()
        var isTold = false
        while true {
            do { return try exchange(method, place, type: type, body: body, fields: fields) } catch {
                let waited = martlet_monotonic() - began
                guard wasConnected, Self.isPassing(error), waited < Self.patienceNanoseconds else {
                    throw error
                }
                if !isTold { ErrorLine.print("martlet: \(error); trying again for a minute") }
                isTold = true
                poll(nil, 0, Self.pauseMilliseconds)
            }
        }
    }

    /// Whether the same request may succeed later.
    static func isPassing(_ error: any Error) -> Bool {
        switch error {
        case BlockingConnection.Trouble.closed: true
        case is ClientSocket.Failure: true
        case let refusal as ServerRefusal: refusal.isRetryable
        default: false
        }
    }
}
