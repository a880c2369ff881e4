import Base
import HTTPWire
import Testing

@Suite struct RefusalKindTests {
    @Test(arguments: RefusalKind.allCases)
    func `every refusal is an error with a sentence`(kind: RefusalKind) {
        #expect((400..<600).contains(kind.status.code))
        #expect("\(kind.detail)".hasSuffix("."))
    }

    @Test(arguments: [
        (RefusalKind.headTooLarge, Limits.headBytesMax), (.tooManyFields, Limits.fieldCountMax),
        (.targetTooLong, Limits.targetBytesMax), (.trailerTooLarge, Limits.trailerBytesMax),
    ])
    func `a crossed bound is stated as it is`(kind: RefusalKind, bound: Int) {
        #expect("\(kind.detail)".contains(" \(bound) "))
    }

    @Test(
        arguments: [
            (.headTooLarge, 431), (.targetTooLong, 414), (.bodyTooLarge, 413), (.headTimeout, 408),
            (.bodyTimeout, 408), (.unsupportedVersion, 505), (.unsupportedTransferCoding, 501),
            (.unsupportedMethod, 501), (.unsupportedContentCoding, 415), (.expectationFailed, 417),
            (.bothLengths, 400), (.hostNotAllowed, 403), (.lengthRequired, 411), (.badGzip, 400),
            (.tooManyBodies, 503),
        ] as [(RefusalKind, UInt16)])
    func `a refusal has its status`(kind: RefusalKind, code: UInt16) {
        #expect(Refusal(kind).status.code == code)
    }

    @Test func `offsets of a head fit their sixteen bits, numbers of fields their eight`() {
        #expect(Limits.headBytesMax <= Int(UInt16.max))
        #expect(Limits.trailerBytesMax <= Int(UInt16.max))
        #expect(Limits.fieldCountMax <= Int(UInt8.max))
    }
}
