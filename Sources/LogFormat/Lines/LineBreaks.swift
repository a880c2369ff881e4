import Base
import CIntrinsics

/// The member `breaks`: where CR and LF stood in a value before spaces took their place.
///
/// One number a break: the bytes from behind the last break (or the start) up to and with this one, so at
/// least 1; negative for a CR.
enum LineBreaks {
    /// Writes the member for `body`, which has at least one break, with a comma behind it.
    static func write(of body: ByteView, into out: inout ByteBuffer) {
        out.append("\"breaks\":")
        var separator = UInt8(ascii: "[")
        var start = 0
        while true {
            let stop = unsafe martlet_break_end(body.base, start, body.count)
            if stop == body.count { break }
            out.append(separator)
            separator = UInt8(ascii: ",")
            if body[stop] == 0x0D { out.append(UInt8(ascii: "-")) }
            out.append(decimal: UInt64(stop + 1 - start))
            start = stop + 1
        }
        out.append("],")
    }

    /// Puts a space in the place of each CR and LF from `start` on.
    static func blank(from start: Int, in out: inout ByteBuffer) {
        var index = start
        while true {
            index = unsafe martlet_break_end(out.bytes.base, index, out.count)
            if index == out.count { return }
            out.store(UInt8(ascii: " "), at: index)
        }
    }

    /// Puts the breaks of `list`, an array as written above, back into the body that starts at `start`.
    static func restore(_ list: ByteView, from start: Int, in out: inout ByteBuffer) {
        var position = start - 1
        var amount = 0
        var isReturn = false
        for index in 1..<list.count {
            let byte = list[index]
            if let digit = byte.decimalDigit {
                amount = amount &* 10 &+ Int(digit)
            } else if byte == UInt8(ascii: "-") {
                isReturn = true
            } else {
                position &+= amount
                guard position >= start, position < out.count else { return }
                out.store(isReturn ? 0x0D : 0x0A, at: position)
                amount = 0
                isReturn = false
            }
        }
    }
}
