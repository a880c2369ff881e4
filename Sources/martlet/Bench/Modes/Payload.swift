/// The messages that a load publishes: JSON of an exact length, with filler that looks like text.
enum Payload {
    /// A JSON value of `size` bytes, at least 2; the same for the same `number`.
    static func json(_ size: Int, number: Int) -> String {
        let opening = "{\"n\":\(number),\"text\":\""
        guard size >= opening.utf8.count + 2 else {
            return "\"" + letters(max(0, size - 2), seed: number) + "\""
        }
        return opening + letters(size - opening.utf8.count - 2, seed: number) + "\"}"
    }

    /// `count` messages as lines of a batch.
    static func batch(_ count: Int, size: Int) -> String {
        (0..<count).map { "{\"value\":\(json(size, number: $0))}\n" }.joined()
    }

    private static func letters(_ count: Int, seed: Int) -> String {
        var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1
        let alphabet = Array("etaoin shrdlu cmfwyp vbgkqjxz 0123456789".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes.append(alphabet[Int(state >> 33) % alphabet.count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
