import Base
import LogFormat

extension EventSample {
    private static let id = EntityID(8)

    /// Exchanges and their bindings.
    static let exchanges: [EventSample] = [
        EventSample(
            "exchange declared",
            .exchangeDeclared(
                ExchangeDeclared(
                    id: id, namespace: EntityID(0), declaredAt: Instant(milliseconds: 14),
                    settings: ExchangeSettings(type: .topic), name: "e")),
            """
            780001001b00000008000000000000000e000000000000000300000001006500000000
            """),
        EventSample(
            "exchange declared with an alternate",
            .exchangeDeclared(
                ExchangeDeclared(
                    id: id, namespace: EntityID(0), declaredAt: Instant(milliseconds: 14),
                    settings: ExchangeSettings(type: .consistentHash, isInternal: true, alternate: "other"),
                    name: "e")),
            """
            780001002400000008000000000000000e000000000000000501000001006509000000010500006f
            74686572
            """),
        EventSample(
            "exchange changed",
            .exchangeChanged(
                ExchangeChanged(id: id, settings: ExchangeSettings(type: .direct, isInternal: true))),
            """
            790001000c000000080000000101000000000000
            """),
        EventSample("exchange deleted", .exchangeDeleted(id), "7a000100080000000800000000000000"),
        EventSample(
            "bound",
            .bound(
                Bound(
                    exchange: id,
                    binding: Binding(
                        number: 0, name: "b", target: EntityID(3), routingKey: "a.*.#",
                        declaredAt: Instant(milliseconds: 15)))),
            """
            7b0001002a0000000800000000000000030000000f00000000000000000000000100000001006205
            00612e2a2e2300000000
            """),
        EventSample(
            "bound with all that a binding can say",
            .bound(
                Bound(
                    exchange: id,
                    binding: Binding(
                        number: 2, name: "b", target: EntityID(3), match: .anyWithX,
                        headers: [
                            HeaderWish(name: "kind", value: "x"), HeaderWish(name: "z", value: nil),
                        ], filter: #"{"key":["k"]}"#, weight: 7, isEphemeral: true,
                        declaredAt: Instant(milliseconds: 15)))),
            """
            7b000100480000000800000002000000030000000f00000000000000040100000700000001006200
            0023000000010e000004006b696e640101007801007a00020d00007b226b6579223a5b226b225d7d
            """),
        EventSample(
            "unbound", .unbound(Unbound(exchange: id, number: 2)), "7c0001000c000000080000000200000000000000"),
    ]
}
