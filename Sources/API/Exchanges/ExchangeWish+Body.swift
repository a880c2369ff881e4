internal import Base
internal import Broker
internal import JSONText
internal import LogFormat

extension ExchangeWish {
    private static let known = ["type", "internal", "alternate"]

    /// Reads a declaration or a merge-patch, where `null` means the default.
    init(reading body: ByteView) throws(Problem) {
        self.init()
        var members = try BodyReader(body, known: Self.known)
        while let member = try members.next() {
            let value = member.value
            switch member.name {
            case "type": type = try members.word("type", value, of: ExchangeType.allCases) { $0.name }
            case "internal": isInternal = value.isNull ? false : try members.boolean(value)
            case "alternate": alternate = value.isNull ? .none : .at(try members.string(value))
            default: throw members.unknown(member)
            }
        }
    }
}

extension BodyReader {
    /// One of the words that the cases of something have.
    func word<Value>(
        _ name: StaticString, _ value: JSONValue, of all: [Value], _ word: (Value) -> StaticString
    ) throws(Problem) -> Value {
        let text = try string(value)
        let words = all.map { "\(word($0))" }
        let place = try text.withByteView { bytes throws(Problem) in
            try OptionValue.choice(name, bytes, of: words)
        }
        return all[place]
    }
}
