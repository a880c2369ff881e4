import Base
import HTTPWire
import Testing

@Suite struct HostValueTests {
    @Test(
        arguments: [
            ("localhost", "localhost", nil), ("h:80", "h", 80), ("[::1]:7411", "[::1]", 7411),
            ("1.2.3.4", "1.2.3.4", nil), ("h:", "h", nil),
            ("[2001:db8::1.2.3.4]", "[2001:db8::1.2.3.4]", nil),
        ] as [(String, String, UInt16?)])
    func `a host is taken apart`(text: String, host: String, port: UInt16?) {
        text.withByteView { bytes in
            let value = HostValue(bytes)
            #expect(value.map { bytes[$0.host].string } == host)
            #expect(value?.port == port)
        }
    }

    @Test(arguments: [
        "", ":80", "a b", "a,b", "a@b", "a/b", "a?b", "a%41", "[::1", "::1", "[]", "[1]", "[1.2.3.4]",
        "[x]:1", "[::1]x", "h:1:2",
        "h:-1", "h:655360", "ü",
    ])
    func `anything else is none`(text: String) {
        #expect(text.withByteView { HostValue($0) == nil })
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("[::1]:80", true), ("10.0.0.255:1", true), ("localhost", false),
        ("1.2.3", false), ("1.2.3.4.5", false), ("1.2.3.256", false), ("1.2.3.x", false), ("1.2..4", false),
        ("1.2.3.4.", false),
    ])
    func `addresses are told from names`(text: String, isAddress: Bool) {
        #expect(text.withByteView { HostValue($0)?.isAddress(in: $0) } == isAddress)
    }
}
