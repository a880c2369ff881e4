import Glibc
import Reactor
import Synchronization

/// A request that parks on the server while the test goes on, on a thread of its own.
///
/// Not an `async let`: libcurl blocks, and the pool of the tests has a thread a core.
final class ParkedRequest: Sendable {
    private let result = Mutex<Result<CurlClient.Answer, CurlClient.Failure>?>(nil)
    private let thread = Mutex<Thread?>(nil)

    /// Sends it, and gives it time to arrive: nothing tells from outside when it has.
    init(_ origin: String, _ target: String, _ method: String = "GET", body: String? = nil) throws {
        let bytes = body.map { Array($0.utf8) }
        let started = try Thread(name: "parked") { [self] in
            let client = CurlClient(origin)
            let outcome: Result<CurlClient.Answer, CurlClient.Failure>
            do throws(CurlClient.Failure) {
                outcome = .success(try client.send(method, target, body: bytes))
            } catch { outcome = .failure(error) }
            result.withLock { $0 = outcome }
        }
        thread.withLock { $0 = started }
        let client = CurlClient(origin)
        for _ in 0..<20 {
            _ = try client.send("GET", "/livez")
            poll(nil, 0, 10)
        }
    }

    /// Waits for the answer.
    func answer() throws -> CurlClient.Answer {
        thread.withLock { $0 }?.join()
        guard let result = result.withLock({ $0 }) else { throw CurlClient.Failure(code: 0) }
        return try result.get()
    }
}
