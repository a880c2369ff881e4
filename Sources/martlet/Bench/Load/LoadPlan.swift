/// How hard and how long to press.
struct LoadPlan: Sendable {
    let origin: HTTPURL.Origin
    let connections: Int
    /// Requests in flight on each connection.
    let pipeline: Int
    let threads: Int
    /// Requests a second over all connections; nil sends as fast as answers come.
    let rate: Int?
    let warmup: Double
    let seconds: Double
}
