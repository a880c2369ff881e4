package import Base

/// The rules of CloudEvents 1.0 for the names and values of attributes (spec.md, "Context Attributes").
package enum EventAttribute {
    /// The attributes that every event has, as a set.
    package struct Required: Equatable, Sendable {
        private var bits: UInt8 = 0

        package init() {}

        /// In the order in which a refusal names them.
        package static let names: [StaticString] = ["specversion", "id", "source", "type"]

        /// Whether all of them were noted.
        package var isComplete: Bool { bits == 0b1111 }

        /// The names of those that were not noted.
        package var missing: [StaticString] {
            Self.names.enumerated().filter { bits & 1 << UInt8($0.offset) == 0 }.map(\.element)
        }

        /// Notes that an attribute is there; one that is not required changes nothing.
        package mutating func note(_ name: ByteView) {
            for (index, required) in Self.names.enumerated() where name == required {
                bits |= 1 << UInt8(index)
            }
        }
    }

    /// What stands before the name of an attribute in the name of its header.
    package static let prefix: StaticString = "ce-"

    /// The only version that is read and written.
    package static let version: StaticString = "1.0"

    /// The attribute whose header has this name in lower case; nil for any other header.
    package static func name(ofHeader name: ByteView) -> ByteView? {
        guard name.hasPrefix(prefix), isName(name.dropping(3)) else { return nil }
        return name.dropping(3)
    }

    /// Whether an attribute may be called so: lower-case letters and digits, and not `data`.
    package static func isName(_ name: ByteView) -> Bool {
        for index in 0..<name.count {
            switch name[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): continue
            default: return false
            }
        }
        return !name.isEmpty && !(name == "data")
    }

    /// Whether a String may hold these characters: no controls, no noncharacters, well-formed UTF-8.
    package static func isText(_ text: ByteView) -> Bool {
        guard UTF8Text.isValid(text) else { return false }
        for index in 0..<text.count {
            switch text[index] {
            case 0..<0x20, 0x7F: return false
            // U+0080 to U+009F.
            case 0xC2 where text[index + 1] < 0xA0: return false
            // U+FDD0 to U+FDEF, U+FFFE and U+FFFF.
            case 0xEF where text[index + 1] == 0xB7 && 0x90...0xAF ~= text[index + 2]: return false
            case 0xEF where text[index + 1] == 0xBF && text[index + 2] >= 0xBE: return false
            // The last two of each further plane.
            case 0xF0...0xF4
            where text[index + 1] & 0x0F == 0x0F && text[index + 2] == 0xBF && text[index + 3] >= 0xBE:
                return false
            default: continue
            }
        }
        return true
    }
}
