internal import Base

/// What the fields of a head mean for framing and connection, judged as each one comes.
extension RequestHead {
    /// Empties it for the next head; the memory of the field table stays.
    ///
    /// Method and target too, lest a refusal be answered as if it were the request before.
    @inline(__always)
    mutating func begin() {
        method = .other
        methodRange = 0..<0
        targetRange = 0..<0
        target = RequestTarget()
        minorVersion = 1
        fields.removeAll()
        seen = 0
        framing = .none
        keepAlive = true
        expectsContinue = false
        connection = ConnectionOptions()
    }

    /// Takes one more field, refusing what would make the framing doubtful.
    @inline(__always)
    mutating func add(_ slice: FieldSlice, in bytes: ByteView) throws(Refusal) {
        let index = fields.count
        guard index < Limits.fieldCountMax else { throw Refusal(.tooManyFields) }
        fields.append(slice)
        let name = unsafe bytes.base + Int(slice.nameStart)
        guard let known = unsafe KnownField.match(name, Int(slice.nameCount)) else { return }
        let isRepeated = has(known)
        if !isRepeated {
            seen |= 1 &<< UInt32(known.rawValue)
            firstIndex[Int(known.rawValue)] = UInt8(truncatingIfNeeded: index)
        }
        // The first five are those that frame the request or steer the connection.
        if known.rawValue <= KnownField.expect.rawValue {
            try weigh(known, bytes[slice.value], isRepeated: isRepeated)
        }
    }

    private mutating func weigh(
        _ field: KnownField, _ value: ByteView, isRepeated: Bool
    ) throws(Refusal) {
        switch field {
        case .host:
            if isRepeated { throw Refusal(.repeatedHost) }
            if HostValue(value) == nil { throw Refusal(.badHost) }
        case .contentLength:
            if isRepeated { throw Refusal(.repeatedLength) }
            if has(.transferEncoding) { throw Refusal(.bothLengths) }
            framing = .length(try RequestHead.length(value))
        case .transferEncoding:
            if isRepeated { throw Refusal(.repeatedTransferCoding) }
            if has(.contentLength) { throw Refusal(.bothLengths) }
            if minorVersion == 0 { throw Refusal(.transferCodingInOldVersion) }
            guard value.equalsFolded("chunked") else { throw Refusal(.unsupportedTransferCoding) }
            framing = .chunked
        case .connection:
            connection.add(value)
        case .expect:
            guard value.equalsFolded("100-continue") else { throw Refusal(.expectationFailed) }
        default: break
        }
    }

    /// A Content-Length: digits alone, no sign, no list.
    private static func length(_ value: ByteView) throws(Refusal) -> Int {
        guard !value.isEmpty else { throw Refusal(.badLength) }
        var number = 0
        var isHuge = false
        for index in 0..<value.count {
            let digit = value[index] &- 48
            guard digit < 10 else { throw Refusal(.badLength) }
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(digit))
            isHuge = isHuge || overflow || carry
            number = sum
        }
        if isHuge { throw Refusal(.bodyTooLarge) }
        return number
    }

    /// Draws the conclusions that need the whole head.
    @inline(__always)
    mutating func finish(in bytes: ByteView) throws(Refusal) {
        if minorVersion == 1 {
            guard has(.host) else { throw Refusal(.missingHost) }
            keepAlive = !connection.close
            expectsContinue = has(.expect) && framing.hasBody
        } else {
            keepAlive = connection.keepAlive && !connection.close
        }
        if target.form == .absolute { try compareHost(in: bytes) }
    }

    /// Refuses a Host that differs from the one an absolute target names: two readers would disagree.
    private func compareHost(in bytes: ByteView) throws(Refusal) {
        guard let host = value(.host, in: bytes) else { return }
        guard host.equalsFolded(bytes[target.authorityRange]) else { throw Refusal(.badHost) }
    }
}
