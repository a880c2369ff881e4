import Base

/// A string in a document, compared by what it stands for, however it is escaped.
struct PlainText {
    let raw: ByteView
    let hasEscapes: Bool
    /// Plain bytes.
    let count: Int

    init(_ raw: ByteView, hasEscapes: Bool) {
        self.raw = raw
        self.hasEscapes = hasEscapes
        var count = raw.count
        if hasEscapes {
            var plain = PlainBytes(raw)
            count = 0
            while plain.next() != nil { count &+= 1 }
        }
        self.count = count
    }

    @inline(__always)
    func isEqual(_ wanted: ByteView, folding: Bool) -> Bool {
        count == wanted.count && has(wanted, at: 0, folding: folding)
    }

    @inline(__always)
    func hasPrefix(_ wanted: ByteView, folding: Bool) -> Bool {
        count >= wanted.count && has(wanted, at: 0, folding: folding)
    }

    @inline(__always)
    func hasSuffix(_ wanted: ByteView, folding: Bool) -> Bool {
        count >= wanted.count && has(wanted, at: count - wanted.count, folding: folding)
    }

    /// Whether `wanted` stands at a plain position; with `folding` it is in lower case, and ASCII is folded.
    private func has(_ wanted: ByteView, at position: Int, folding: Bool) -> Bool {
        if !hasEscapes, !folding { return raw[position..<position + wanted.count] == wanted }
        // Without escapes, plain positions are those of the text.
        var plain = PlainBytes(hasEscapes ? raw : raw.dropping(position))
        if hasEscapes { plain.skip(position) }
        for index in 0..<wanted.count {
            guard let byte = plain.next() else { return false }
            if (folding ? byte.asciiLowercased : byte) != wanted[index] { return false }
        }
        return true
    }
}
