package import Base

/// A binding joined an exchange, or took the place of the one of its number.
///
/// ```
///  0  8  event header
///  8  4  exchange
/// 12     the binding: see `Binding`
/// ```
package struct Bound: Equatable, Sendable {
    package var exchange: EntityID
    package var binding: Binding

    package init(exchange: EntityID, binding: Binding) {
        self.exchange = exchange
        self.binding = binding
    }
}

extension Bound {
    init(_ fields: inout FieldReader) throws(FormatError) {
        exchange = try fields.entity()
        binding = try Binding(&fields)
        try fields.end()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.bound)
        output.append(exchange)
        binding.encode(into: &output)
        output.endEvent(start)
    }
}

/// A binding left its exchange.
///
/// ```
///  0  8  event header
///  8  4  exchange
/// 12  4  number of the binding
/// 16  4  length of the tagged fields: none yet
/// ```
package struct Unbound: Equatable, Sendable {
    package var exchange: EntityID
    package var number: UInt32

    package init(exchange: EntityID, number: UInt32) {
        self.exchange = exchange
        self.number = number
    }
}

extension Unbound {
    init(_ fields: inout FieldReader) throws(FormatError) {
        exchange = try fields.entity()
        number = try fields.next(UInt32.self)
        try fields.noTagged()
    }

    func encode(into output: inout ByteBuffer) {
        let start = output.beginEvent(.unbound)
        output.append(exchange)
        output.append(littleEndian: number)
        output.appendNoTagged()
        output.endEvent(start)
    }
}
