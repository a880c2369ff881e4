import Base
import Testing

@testable import LogFormat

struct EventAttributeTests {
    private func isText(_ scalars: [UInt8]) -> Bool { scalars.withByteView { EventAttribute.isText($0) } }

    @Test(arguments: ["id", "comexampleextension1", "0", "averyveryverylongnameindeed"])
    func `names are lower-case letters and digits`(name: String) {
        #expect(name.withByteView { EventAttribute.isName($0) })
    }

    @Test(arguments: ["", "data", "ID", "a-b", "a_b", "ä", "a b"])
    func `other names are none, and data is reserved`(name: String) {
        #expect(!name.withByteView { EventAttribute.isName($0) })
    }

    @Test(arguments: ["", "Euro € 😀", "\u{A0}", "\u{FDCF}", "\u{FDF0}", "\u{FFFD}", "\u{1FFFD}", "%41"])
    func `values may be any text`(value: String) {
        #expect(value.withByteView { EventAttribute.isText($0) })
    }

    @Test(arguments: ["\u{0}", "a\n", "\u{7F}", "\u{80}", "\u{9F}"])
    func `but for controls`(value: String) {
        #expect(!value.withByteView { EventAttribute.isText($0) })
    }

    @Test(
        arguments: [
            [0xEF, 0xB7, 0x90], [0xEF, 0xB7, 0xAF], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF],
            [0xF0, 0x9F, 0xBF, 0xBE], [0xF4, 0x8F, 0xBF, 0xBF],
        ] as [[UInt8]])
    func `nor may they have noncharacters`(bytes: [UInt8]) { #expect(!isText(bytes)) }

    @Test func `an overlong space is no text`() { #expect(!isText([0xC0, 0xA0])) }

    @Test func `the header of an attribute begins with ce-`() {
        #expect(EventAttribute.name(ofHeader: ByteView("ce-id")) == ByteView("id"))
        #expect(EventAttribute.name(ofHeader: ByteView("ce-")) == nil)
        #expect(EventAttribute.name(ofHeader: ByteView("ce-a-b")) == nil)
        #expect(EventAttribute.name(ofHeader: ByteView("cf-id")) == nil)
    }

    @Test func `what is missing is named`() {
        var required = EventAttribute.Required()
        for name: StaticString in ["type", "specversion", "time"] { required.note(ByteView(name)) }
        #expect(required.missing.map { "\($0)" } == ["id", "source"])
        #expect(!required.isComplete)
        required.note(ByteView("id"))
        required.note(ByteView("source"))
        #expect(required.isComplete && required.missing.isEmpty)
    }
}
