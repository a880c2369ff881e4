package import Base

/// Patterns over the words of routing keys: `*` is one word, `#` any number of them, also none.
///
/// Dots stand between words; a key of no bytes has no word, and neighbouring dots have an empty one between them.
package enum TopicPattern {
    static let separator = UInt8(ascii: ".")

    /// Where the word that begins at `start` ends.
    static func wordEnd(_ text: ByteView, from start: Int) -> Int {
        text.dropping(start).firstIndex(of: separator).map { start + $0 } ?? text.count
    }

    /// Whether a pattern takes a key; goes back to the last `#` when a word does not fit.
    package static func takes(_ pattern: ByteView, _ key: ByteView) -> Bool {
        if pattern.isEmpty || key.isEmpty { return takesEmpty(pattern, key) }
        // A place is where a word begins; one behind the end says that no word is left.
        var (place, position) = (0, 0)
        var last: (place: Int, position: Int)?
        while position <= key.count {
            let end = wordEnd(key, from: position)
            if place <= pattern.count {
                let patternEnd = wordEnd(pattern, from: place)
                let word = pattern[place..<patternEnd]
                if word == "#" {
                    last = (patternEnd + 1, position)
                    place = patternEnd + 1
                    continue
                }
                if word == "*" || word == key[position..<end] {
                    (place, position) = (patternEnd + 1, end + 1)
                    continue
                }
            }
            guard let back = last else { return false }
            let next = wordEnd(key, from: back.position) + 1
            last = (back.place, next)
            (place, position) = (back.place, next)
        }
        return place > pattern.count || isAllHashes(pattern.dropping(place))
    }

    private static func takesEmpty(_ pattern: ByteView, _ key: ByteView) -> Bool {
        if pattern.isEmpty { return key.isEmpty }
        return isAllHashes(pattern)
    }

    private static func isAllHashes(_ pattern: ByteView) -> Bool {
        var place = 0
        while place <= pattern.count {
            let end = wordEnd(pattern, from: place)
            guard pattern[place..<end] == "#" else { return false }
            place = end + 1
        }
        return true
    }
}
