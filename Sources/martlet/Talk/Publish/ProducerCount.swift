/// Numbers the requests of one run, so that the server recognises those that come twice.
struct ProducerCount {
    /// A name that no other run has.
    let name: String
    private var next: UInt64 = 0

    init<Random: RandomNumberGenerator>(_ random: inout Random) {
        name = "martlet-" + String(UInt64.random(in: .min ... .max, using: &random), radix: 36)
    }

    /// The fields of the next request, which are to be sent again with it.
    mutating func fields() -> [String] {
        defer { next += 1 }
        return ["Producer-Id: \(name)", "Producer-Seq: \(next)"]
    }
}
