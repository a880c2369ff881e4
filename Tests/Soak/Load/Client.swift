import Glibc
import TestSupport

/// A client that connects again after each outage, and tells its owner that there was one.
final class Client {
    let ledger: Ledger
    private var connection: Connection?

    init(_ ledger: Ledger) { self.ledger = ledger }

    /// Sends a request once; nil when the server went away, so that nobody knows what became of it.
    func once(
        _ method: String, _ target: String, _ body: String = "", type: String = "application/json",
        accept: String = "*/*"
    ) -> Answer? {
        do throws(Gone) {
            if connection == nil { connection = try Connection(port: ledger.port) }
            return try connection?.send(method, target, Array(body.utf8), type: type, accept: accept)
        } catch {
            connection = nil
            ledger.count { $0.outages += 1 }
            return nil
        }
    }

    /// Sends a request that may be repeated until it is answered by a server that is ready.
    func until(
        _ method: String, _ target: String, _ body: String = "", type: String = "application/json",
        accept: String = "*/*"
    ) -> Answer {
        for _ in 0..<2_400 {
            if let answer = once(method, target, body, type: type, accept: accept), answer.status != 503,
                answer.status != 429
            {
                return answer
            }
            usleep(50_000)
        }
        ledger.fail("\(method) \(target) was never answered")
        return Answer(status: 0, next: nil, body: [])
    }
}

/// Bodies whose number tells what they are.
enum Body {
    static let padding = String(repeating: "the quick brown fox jumps over the lazy dog; ", count: 24)

    static func value(_ number: Int, _ random: inout SplitMix64) -> String {
        let length =
            Int.random(in: 20...120, using: &random) * (Int.random(in: 0..<50, using: &random) == 0 ? 8 : 1)
        return #"{"n":\#(number),"pad":"\#(padding.prefix(length))"}"#
    }
}
