import Base
import TestSupport
import Testing

struct Base64Tests {
    private func decode(_ text: [UInt8], url: Bool = false) -> [UInt8]? {
        text.withByteView { view in
            var out = ByteBuffer()
            out.append("kept")
            do throws(TextError) {
                if url { try Base64.decodeURL(view, into: &out) } else { try Base64.decode(view, into: &out) }
            } catch {
                #expect(out.bytes == "kept")
                return nil
            }
            return Array(out.bytes.array.dropFirst(4))
        }
    }

    private func encode(_ bytes: [UInt8], url: Bool = false) -> String {
        bytes.withByteView { view in
            var out = ByteBuffer()
            if url { Base64.encodeURL(view, into: &out) } else { Base64.encode(view, into: &out) }
            return out.bytes.string
        }
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `the vectors of RFC 4648 hold`(plain: String, encoded: String) {
        #expect(encode(Array(plain.utf8)) == encoded)
        #expect(decode(Array(encoded.utf8)) == Array(plain.utf8))
        let bare = encoded.filter { $0 != "=" }
        #expect(encode(Array(plain.utf8), url: true) == bare)
        #expect(decode(Array(bare.utf8), url: true) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "=", "====", "Zm9=v", "Zm9v\n", "Zm 9", "Zh==", "Zm9=", "Zm-_", "Z===",
        "é===",
    ])
    func `loose base64 is refused`(text: String) {
        #expect(decode(Array(text.utf8)) == nil)
        #expect(textError(text) { view throws(TextError) in try Base64.check(view) } != nil)
    }

    @Test(arguments: ["Z", "Zg==", "Zh", "Zm9", "Zm+/", "Zm9vZ"])
    func `loose base64url is refused`(text: String) {
        #expect(decode(Array(text.utf8), url: true) == nil)
    }

    @Test func `the two alphabets differ in two digits`() {
        #expect(encode([0xFB, 0xFF]) == "+/8=")
        #expect(encode([0xFB, 0xFF], url: true) == "-_8")
    }

    @Test(arguments: Seed.first(30))
    func `bytes come back, and the check agrees with decoding`(seed: Seed) {
        var random = SplitMix64(seed: seed.value)
        let bytes = (0..<Int.random(in: 0..<100, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
        }
        #expect(decode(Array(encode(bytes).utf8)) == bytes)
        #expect(decode(Array(encode(bytes, url: true).utf8), url: true) == bytes)
        for _ in 0..<20 {
            var text = Array(encode(bytes).utf8)
            if !text.isEmpty {
                text[Int.random(in: 0..<text.count, using: &random)] = Array("AQgw=+/-\n".utf8).randomElement(
                    using: &random)!
            }
            let passes = text.withByteView { view in
                do throws(TextError) {
                    try Base64.check(view)
                    return true
                } catch { return false }
            }
            #expect(passes == (decode(text) != nil))
        }
    }
}
