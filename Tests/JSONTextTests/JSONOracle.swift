/// The grammar of JSON spelled out slowly, one byte at a time, to compare the scanner with.
struct JSONOracle {
    struct Stop: Error, Equatable { let position: Int }

    private let bytes: [UInt8]
    private var index = 0
    private let depthMax: Int

    /// Nil for a valid text, else the first byte with which no valid text could go on.
    static func firstError(_ bytes: [UInt8], depthMax: Int = 128) -> Int? {
        var oracle = JSONOracle(bytes, depthMax)
        do throws(Stop) {
            oracle.space()
            try oracle.value(0)
            oracle.space()
            if oracle.index < bytes.count { throw oracle.stop }
            return nil
        } catch { return error.position }
    }

    private init(_ bytes: [UInt8], _ depthMax: Int) {
        self.bytes = bytes
        self.depthMax = depthMax
    }

    private var stop: Stop { Stop(position: index) }
    private var next: Character? { index < bytes.count ? Character(Unicode.Scalar(bytes[index])) : nil }

    private mutating func space() {
        while let byte = next, [" ", "\t", "\n", "\r"].contains(byte) { index += 1 }
    }

    private mutating func expect(_ wanted: Character) throws(Stop) {
        guard next == wanted else { throw stop }
        index += 1
    }

    private mutating func value(_ depth: Int) throws(Stop) {
        guard let first = next else { throw stop }
        switch first {
        case "{", "[":
            if depth == depthMax { throw stop }
            try container(first == "{", depth + 1)
        case "\"": try string()
        case "t": for letter in "true" { try expect(letter) }
        case "f": for letter in "false" { try expect(letter) }
        case "n": for letter in "null" { try expect(letter) }
        default: try number()
        }
    }

    private mutating func container(_ isObject: Bool, _ depth: Int) throws(Stop) {
        index += 1
        space()
        if next == (isObject ? "}" : "]") {
            index += 1
            return
        }
        while true {
            space()
            if isObject {
                try string()
                space()
                try expect(":")
                space()
            }
            try value(depth)
            space()
            if next == (isObject ? "}" : "]") {
                index += 1
                return
            }
            try expect(",")
        }
    }

    private mutating func number() throws(Stop) {
        if next == "-" { index += 1 }
        if next == "0" { index += 1 } else { try digits() }
        if next == "." {
            index += 1
            try digits()
        }
        if next == "e" || next == "E" {
            index += 1
            if next == "+" || next == "-" { index += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(Stop) {
        guard let first = next, "0123456789".contains(first) else { throw stop }
        while let digit = next, "0123456789".contains(digit) { index += 1 }
    }

    private mutating func string() throws(Stop) {
        try expect("\"")
        while next != "\"" {
            guard index < bytes.count, bytes[index] >= 0x20 else { throw stop }
            if bytes[index] >= 0x80 {
                try sequence()
            } else if next == "\\" {
                index += 1
                try escape()
            } else {
                index += 1
            }
        }
        index += 1
    }

    private mutating func escape() throws(Stop) {
        guard let kind = next, "\"\\/bfnrtu".contains(kind) else { throw stop }
        index += 1
        guard kind == "u" else { return }
        let first = try unit { low, high in low < 0xDC00 || high > 0xDFFF }
        guard (0xD800...0xDBFF).contains(first) else { return }
        try expect("\\")
        try expect("u")
        _ = try unit { low, high in high >= 0xDC00 && low <= 0xDFFF }
    }

    /// Four digits, each of which must leave a unit possible that is allowed: `low ... high` overlaps it.
    private mutating func unit(_ possible: (Int, Int) -> Bool) throws(Stop) -> Int {
        var value = 0
        for left in [12, 8, 4, 0] {
            guard let digit = next?.hexDigitValue else { throw stop }
            let extended = value << 4 | digit
            guard possible(extended << left, (extended + 1) << left - 1) else { throw stop }
            value = extended
            index += 1
        }
        return value
    }

    /// One character past ASCII, byte by byte against the openings of all encoded characters.
    private mutating func sequence() throws(Stop) {
        var read: [UInt8] = []
        repeat {
            guard index < bytes.count, Self.openings.contains(read + [bytes[index]]) else { throw stop }
            read.append(bytes[index])
            index += 1
        } while read.count < 2
        let length = read[0] < 0xE0 ? 2 : read[0] < 0xF0 ? 3 : 4
        while read.count < length {
            guard index < bytes.count, (0x80...0xBF).contains(bytes[index]) else { throw stop }
            read.append(bytes[index])
            index += 1
        }
    }

    /// The first byte and the first two bytes of every character past ASCII.
    private static let openings: Set<[UInt8]> = {
        var openings: Set<[UInt8]> = []
        for value in stride(from: UInt32(0x80), through: 0x10FFFF, by: 64) {
            for near in value..<value + (value < 0x800 ? 64 : 1) {
                guard let scalar = Unicode.Scalar(near) else { continue }
                let encoded = Array(String(Character(scalar)).utf8)
                openings.insert([encoded[0]])
                openings.insert([encoded[0], encoded[1]])
            }
        }
        return openings
    }()
}
