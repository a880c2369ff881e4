package import Base

/// What one pass over a valid JSON text found out.
package struct JSONScan: Equatable, Sendable {
    /// Position of the first CR or LF outside strings, nil when there is none.
    package let firstBreak: Int?
    /// First byte of the value: `{`, `[`, `"`, a digit or a letter.
    package let firstByte: UInt8
}

/// Checks whole JSON texts in one pass, without building anything.
package enum JSONScanner {
    /// Refuses what is not one value of at most `depthMax` levels in well-formed UTF-8 without a BOM.
    package static func scan(
        _ bytes: ByteView, depthMax: Int = Limits.jsonDepthMax
    ) throws(JSONError) -> JSONScan {
        var cursor = JSONCursor(bytes)
        let start = try cursor.skipValue(depthMax: depthMax)
        try cursor.finish()
        return JSONScan(
            firstBreak: cursor.firstBreak < 0 ? nil : cursor.firstBreak, firstByte: bytes[start])
    }
}
