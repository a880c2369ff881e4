import Glibc
import Reactor

/// Requests that park on the server while the test goes on.
enum Waiting {
    /// Asks on a thread of its own, as libcurl blocks.
    static func poll(_ origin: String, _ target: String) async throws -> CurlClient.Answer {
        let result: Result<CurlClient.Answer, CurlClient.Failure> = await withCheckedContinuation {
            continuation in
            let started = try? Thread(name: "waiting") {
                let client = CurlClient(origin)
                do throws(CurlClient.Failure) {
                    continuation.resume(returning: .success(try client.send("GET", target)))
                } catch { continuation.resume(returning: .failure(error)) }
            }
            precondition(started != nil)
        }
        return try result.get()
    }

    /// Gives the parked request time to arrive: nothing tells from outside when it has.
    static func untilParked(_ client: CurlClient) async {
        for _ in 0..<20 {
            _ = try? client.send("GET", "/livez")
            Glibc.poll(nil, 0, 10)
        }
    }
}
