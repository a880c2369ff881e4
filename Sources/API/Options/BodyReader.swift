internal import Base
internal import JSONText
internal import LogFormat

/// Reads the members of a control body, turning what is wrong with them into problems.
///
/// Knows the members of its body for "did you mean", and those of a later release to refuse them by name.
struct BodyReader {
    private let body: ByteView
    private let known: [String]
    private let later: [String]
    private var members: JSONObjectReader

    /// The members of a whole body; an empty one has none.
    init(_ body: ByteView, known: [String], later: [String] = []) throws(Problem) {
        self.body = body
        self.known = known
        self.later = later
        do throws(JSONError) { members = try JSONObjectReader(body) } catch {
            throw Problem(error, in: body, known: known)
        }
    }

    /// The members of an object inside a body.
    init(_ value: JSONValue, known: [String], later: [String] = []) throws(Problem) {
        body = value.text
        self.known = known
        self.later = later
        do throws(JSONError) { members = try value.object() } catch {
            throw Problem(error, in: value.text, known: known)
        }
    }

    mutating func next() throws(Problem) -> JSONObjectReader.Member? {
        do throws(JSONError) { return try members.next() } catch {
            throw Problem(error, in: body, known: known)
        }
    }

    /// The refusal of the member read last.
    func unknown(_ member: JSONObjectReader.Member) -> Problem {
        let name = member.name.string
        if later.contains(name) { return .later("\"\(name)\"") }
        return Problem(members.unknownMember(), in: body, known: known)
    }

    // MARK: values

    func integer(_ value: JSONValue, in bounds: ClosedRange<Int>) throws(Problem) -> Int {
        do throws(JSONError) { return try value.integer(in: bounds) } catch { throw Problem(error, in: body) }
    }

    func boolean(_ value: JSONValue) throws(Problem) -> Bool {
        do throws(JSONError) { return try value.boolean() } catch { throw Problem(error, in: body) }
    }

    func string(_ value: JSONValue) throws(Problem) -> String {
        do throws(JSONError) { return try value.string() } catch { throw Problem(error, in: body) }
    }

    /// What stands between a string's quotes; for strings that have no use for escapes.
    func contents(_ value: JSONValue) throws(Problem) -> ByteView {
        do throws(JSONError) { return try value.contents() } catch { throw Problem(error, in: body) }
    }

    func array(_ value: JSONValue) throws(Problem) -> JSONArrayReader {
        do throws(JSONError) { return try value.array() } catch { throw Problem(error, in: body) }
    }

    /// The next element of an array of this body.
    func next(of elements: inout JSONArrayReader) throws(Problem) -> JSONValue? {
        do throws(JSONError) { return try elements.next() } catch { throw Problem(error, in: body) }
    }

    func duration(
        _ name: StaticString, _ value: JSONValue, atMost longest: Interval
    ) throws(Problem) -> Interval {
        let interval: Interval
        do throws(JSONError) { interval = try value.duration() } catch { throw Problem(error, in: body) }
        return try OptionValue.check(name, interval, atMost: longest)
    }

    /// A time to wait, up to 100 years.
    func delay(_ name: StaticString, _ value: JSONValue) throws(Problem) -> Interval {
        guard value.isString else { return try duration(name, value, atMost: Limits.delayMax) }
        return try OptionValue.delay(name, try contents(value))
    }

    func time(_ value: JSONValue) throws(Problem) -> Instant {
        do throws(JSONError) { return try value.time() } catch { throw Problem(error, in: body) }
    }

    func ack(_ value: JSONValue) throws(Problem) -> Ack {
        let text = try string(value)
        return try text.withByteView { bytes throws(Problem) in try OptionValue.ack("ack", bytes) }
    }

    func validation(_ value: JSONValue) throws(Problem) -> Validation {
        let text = try string(value)
        return try text.withByteView { bytes throws(Problem) in
            try OptionValue.validation("validate", bytes)
        }
    }
}
