package import Base
internal import HTTPWire
package import LogFormat

/// The options of one request, gathered from its query and its `Martlet-*` fields.
///
/// Knows every option of its operation and refuses all others, saying what was probably meant. Values are
/// copied, so that they outlive the request's head; the buffer comes from a pool and goes back there.
package struct OptionReader: ~Copyable {
    /// Where a value lies; eight bytes each, since requests carry the table along through every wait.
    private struct Place {
        private var head: UInt32
        let count: UInt32

        init(start: Int = 0, count: Int = 0, isField: Bool = false) {
            head = UInt32(start) << 1 | (isField ? 1 : 0)
            self.count = UInt32(count)
        }

        var start: Int { Int(head >> 1) }
        var isField: Bool { head & 1 == 1 }
    }

    package let operation: Operation
    /// Headers of the message, from `header.NAME` and `Martlet-Header-NAME`.
    package internal(set) var headers = LogFormat.HeaderList()
    /// Whether the request's fields say that it is a CloudEvent in binary mode.
    package private(set) var isCloudEvent = false
    private var values: ByteBuffer
    private var places = InlineArray<48, Place>(repeating: Place())
    private var present: UInt64 = 0

    /// Nothing is read yet; `buffer` is where values will be kept.
    package init(_ operation: Operation, keeping buffer: consuming ByteBuffer) {
        self.operation = operation
        values = buffer
    }

    /// Gives the buffer back.
    package consuming func take() -> ByteBuffer { values }

    /// Whether it was given.
    package func has(_ option: Option) -> Bool { present & 1 << UInt64(option.rawValue) != 0 }

    /// Its value as sent, decoded; nil when it was not given. Valid until the reader reads on.
    package func value(_ option: Option) -> ByteView? {
        guard has(option) else { return nil }
        let place = places[Int(option.rawValue)]
        return values.bytes[place.start..<place.start + Int(place.count)]
    }

    /// The key, however it was given; nil without one.
    package var key: ByteView? { value(.key) ?? value(.keyBase64) }

    /// Takes a key that the message itself names, unless the request gives one.
    mutating func takeKey(_ key: ByteView) {
        guard self.key == nil else { return }
        let start = values.count
        values.append(key)
        present |= 1 << UInt64(Option.key.rawValue)
        places[Int(Option.key.rawValue)] = Place(start: start, count: key.count)
    }

    // MARK: reading

    /// Takes in the query, still encoded.
    package mutating func read(query: ByteView) throws(Problem) {
        var rest = query
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.count
            let pair = rest[0..<end]
            rest = rest.dropping(min(end + 1, rest.count))
            if pair.isEmpty { continue }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.count
            let start = try decode(pair[0..<equals])
            let middle = try decode(pair.dropping(min(equals + 1, pair.count)))
            try take(name: start..<middle, value: middle..<values.count)
        }
    }

    /// Takes in one field of the request, if it is one of ours.
    package mutating func read(field name: ByteView, _ value: ByteView) throws(Problem) {
        guard let first = name.first else { return }
        switch first | 0x20 {
        case UInt8(ascii: "m"):
            guard name.count > 8, name[0..<8].equalsIgnoringCase("martlet-") else { return }
            try read(own: name.dropping(8), value)
        case UInt8(ascii: "c"):
            if EventFields.isTelling(name) { isCloudEvent = true }
        case UInt8(ascii: "i"):
            guard name.equalsIgnoringCase("idempotency-key") else { return }
            try read(standard: .idempotencyKey, name, value)
        case UInt8(ascii: "p"):
            guard name.count > 9, name[0..<9].equalsIgnoringCase("producer-"),
                let option = Option(named: name, asField: true)
            else { return }
            try read(standard: option, name, value)
        default: return
        }
    }

    /// Takes in a field that has no `Martlet-` before its name.
    private mutating func read(
        standard option: Option, _ name: ByteView, _ value: ByteView
    ) throws(Problem) {
        guard operation.options.contains(option) else {
            throw Problem(
                .unknownField, "\(name.string) means nothing here; it goes with publishing.",
                fix: "Leave \(name.string) out.")
        }
        let start = values.count
        values.append(value)
        try keep(option, start..<values.count, isField: true)
    }

    private mutating func read(own name: ByteView, _ value: ByteView) throws(Problem) {
        if name.count > 7, name[0..<7].equalsIgnoringCase("header-") {
            guard operation.takesHeaders else { throw unknownField(name) }
            return try addHeader(name.dropping(7), value)
        }
        guard let option = Option(named: name, asField: true) else {
            throw unknownField(name)
        }
        guard operation.options.contains(option) else {
            throw isLater(option) ? Problem.later("Martlet-\(name.string)") : unknownField(name)
        }
        let start = values.count
        values.append(value)
        try keep(option, start..<values.count, isField: true)
    }

    /// Adds a header to the message; any case of the name is taken as lower case.
    package mutating func addHeader(_ name: ByteView, _ value: ByteView) throws(Problem) {
        do throws(LineError) { try headers.add(name: name, value: value) } catch { throw Problem(error) }
    }

    private mutating func take(name: Range<Int>, value: Range<Int>) throws(Problem) {
        let word = values.bytes[name]
        if word.hasPrefix("header."), word.count > 7, operation.takesHeaders {
            return try addHeader(word.dropping(7), values.bytes[value])
        }
        if let option = Option(named: word, asField: false) {
            if operation.options.contains(option) { return try keep(option, value, isField: false) }
            if isLater(option) { throw Problem.later(word.string) }
        }
        throw unknownParameter(word)
    }

    /// Remembers where a value stands; twice in one place, or differently in both, is refused.
    private mutating func keep(_ option: Option, _ range: Range<Int>, isField: Bool) throws(Problem) {
        var range = range
        if option == .keyBase64 { range = try decodeKey(range) }
        if option == .keyBase64 && has(.key) || option == .key && has(.keyBase64) {
            throw Problem(
                .repeatedOption, "Both key and key_base64 are given.", fix: "Give one of them.")
        }
        if let before = value(option) {
            let earlier = places[Int(option.rawValue)]
            guard earlier.isField != isField, before == values.bytes[range] else {
                throw Problem(
                    .repeatedOption, "The option \(option.name) is given twice.",
                    fix: "Give \(option.name) once.")
            }
            return
        }
        present |= 1 << UInt64(option.rawValue)
        places[Int(option.rawValue)] = Place(
            start: range.lowerBound, count: range.count, isField: isField)
    }

    /// Decodes the value of `key_base64`; from then on it is the key's bytes.
    private mutating func decodeKey(_ range: Range<Int>) throws(Problem) -> Range<Int> {
        var key = ByteBuffer()
        do throws(TextError) { try Base64.decode(values.bytes[range], into: &key) } catch {
            throw Problem(
                .invalidOption, "key_base64 is not base64.",
                fix: "Use the standard alphabet, padded, with + as %2B.")
        }
        let start = values.count
        values.append(key.bytes)
        return start..<values.count
    }

    private mutating func decode(_ bytes: ByteView) throws(Problem) -> Int {
        let start = values.count
        do throws(Refusal) {
            try PercentCoding.decode(bytes, plusIsSpace: true, into: &values)
        } catch { throw Problem(error) }
        return start
    }

    private func isLater(_ option: Option) -> Bool {
        operation.laterOptions.contains(option)
    }
}

extension OptionReader {
    private func unknownParameter(_ word: ByteView) -> Problem {
        let known = operation.options.names
        let name = word.string
        let hint = Nearest.among(known, to: word).map { "; did you mean \"\($0)\"?" } ?? "."
        return Problem(
            .unknownParameter, "Unknown query parameter \"\(name)\"\(hint)",
            fix: Self.listing(known, operation))
    }

    private func unknownField(_ word: ByteView) -> Problem {
        let known = operation.options.names.map { $0.split(separator: "_").joined(separator: "-") }
        let hint = Nearest.among(known, to: word).map { "; did you mean \"Martlet-\($0)\"?" } ?? "."
        return Problem(
            .unknownField, "Unknown header \"Martlet-\(word.string)\"\(hint)",
            fix: Self.listing(operation.options.names, operation))
    }

    private static func listing(_ known: [String], _ operation: Operation) -> String {
        let all = known + (operation.takesHeaders ? ["header.NAME"] : [])
        return all.isEmpty
            ? "Leave it out; there are no options here." : "Known here: \(all.joined(separator: ", "))."
    }
}

extension Problem {
    /// Something of the interface that this release does not have.
    package static func later(_ name: String) -> Problem {
        Problem(.notAvailable, "\(name) is not available in this release.", fix: "Leave \(name) out.")
    }
}
