internal import Base
internal import HTTPTransport
internal import HTTPWire
internal import JSONText
internal import Node

/// The answers that are alike for whatever is declared under a name.
extension Interface {
    /// What there is of a kind, as the member `name` of an object.
    ///
    /// `next` is where the list goes on, if it does; without a `gate` the answer waits for all that is there now.
    func answerList<Listed>(
        _ call: Call, _ name: StaticString, _ listed: some Sequence<Listed>, gate: Gate? = nil,
        next: String? = nil, _ write: (Listed, inout ByteBuffer) -> Void
    ) {
        call.exchange.answerJSON(gate: gate ?? node.gateNow()) { out in
            JSONWriter.openObject(into: &out)
            JSONWriter.name(name, into: &out)
            JSONWriter.openArray(into: &out)
            for one in listed { write(one, &out) }
            JSONWriter.closeArray(into: &out)
            if let next { JSONWriter.member("next", next, into: &out) }
            JSONWriter.closeObject(into: &out)
        }
    }

    /// What a declaration came to: 201 and where it is when that is new, else 200 with what it changed.
    func answerDeclared<Value>(
        _ call: Call, _ declared: Gated<Declared<Value>>, at location: @autoclosure () -> String,
        _ write: (_ changed: [String]?, inout ByteBuffer) -> Void
    ) {
        let isNew = declared.value.created
        call.exchange.answerJSON(
            isNew ? .created : .ok, gate: declared.gate,
            fields: { fields in
                fields.noStore()
                if isNew { fields.field("Location", location()) }
            }
        ) { write(isNew ? nil : declared.value.changed, &$0) }
    }
}
