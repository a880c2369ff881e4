import LogFormat
import Testing

struct SubscriptionTests {
    @Test(arguments: [
        ("orders", "orders", true), ("orders", "order", false), ("orders", "orders.eu", false),
        ("orders.*", "orders.eu", true), ("orders.*", "orders.", true), ("orders.*", "orders", false),
        ("*", "anything", true), ("*.eu", "orders.eu", true), ("*.eu", "orders.eu.old", false),
        ("a*b*c", "abc", true), ("a*b*c", "a-b-b-c", true), ("a*b*c", "acb", false), ("**a**", "a", true),
        ("*ab", "aab", true), ("*aab", "aaaab", true), ("a*a", "a", false),
    ])
    func `a star stands for any bytes, also none`(pattern: String, name: String, expected: Bool) {
        #expect(Subscription([pattern]).matches(name) == expected)
    }

    @Test func `entries come in order and once`() {
        #expect(Subscription(["b", "a", "b", "a"]).entries == ["a", "b"])
        #expect(Subscription(["b", "a"]) == Subscription(["a", "b"]))
    }

    @Test(arguments: [
        ("orders", true), ("orders.*", true), ("*", true), ("*.eu", true), ("_x", false), ("a/b", false),
        ("a b*", false), ("", false), ("*_x", true),
    ])
    func `what is neither a name nor a pattern over names is told`(entry: String, isSound: Bool) {
        #expect((Subscription([entry]).malformed == nil) == isSound)
    }
}
