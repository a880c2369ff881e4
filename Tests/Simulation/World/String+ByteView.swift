package import Base

extension String {
    /// Lends its UTF-8 bytes over an `await`.
    package func withByteViewAsync<Result>(
        _ body: (ByteView) async throws -> Result
    ) async throws -> Result {
        let block = LineBlock([Array(utf8)])
        defer { withExtendedLifetime(block) {} }
        return try await body(block.bytes)
    }
}
