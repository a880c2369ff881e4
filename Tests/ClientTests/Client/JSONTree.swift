import Base
import JSONText

/// A JSON value as a tree, for looking into answers.
indirect enum JSONTree: Equatable {
    case object([String: JSONTree])
    case array([JSONTree])
    case string(String)
    case number(String)
    case boolean(Bool)
    case null

    init(_ bytes: [UInt8]) throws {
        self = try bytes.withByteView { view in try JSONTree(JSONValue(checking: view, depthMax: 130)) }
    }

    private init(_ value: JSONValue) throws {
        if value.isObject {
            var members: [String: JSONTree] = [:]
            var reader = try value.object()
            while let member = try reader.next() { members[member.name.string] = try JSONTree(member.value) }
            self = .object(members)
        } else if value.isArray {
            var elements: [JSONTree] = []
            var reader = try value.array()
            while let element = try reader.next() { elements.append(try JSONTree(element)) }
            self = .array(elements)
        } else if value.isString {
            self = .string(try value.string())
        } else if value.isBoolean {
            self = .boolean(try value.boolean())
        } else {
            self = value.isNull ? .null : .number(value.raw.string)
        }
    }

    /// A member of an object, or nil.
    subscript(name: String) -> JSONTree? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// An element of an array, or nil.
    subscript(index: Int) -> JSONTree? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    var elements: [JSONTree] { if case .array(let elements) = self { elements } else { [] } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var integer: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
}

extension CurlClient.Answer {
    /// The body as JSON.
    func json() throws -> JSONTree { try JSONTree(body) }

    /// The body as lines of JSON.
    func lines() -> [[UInt8]] { body.split(separator: UInt8(ascii: "\n")).map(Array.init) }
}
