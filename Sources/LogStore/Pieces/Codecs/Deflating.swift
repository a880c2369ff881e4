package import Base
package import LogFormat

/// Compresses lines into blocks; from any thread, one call at a time.
package protocol Deflating: AnyObject, Sendable {
    var density: Density { get }
    /// Appends deflate blocks that hold `plain`, refer to nothing before them and end at a byte.
    func deflate(_ plain: ByteView, into out: inout ByteBuffer)
}

/// Takes blocks apart again, whichever codec made them; from any thread, one call at a time.
package protocol Inflating: AnyObject, Sendable {
    /// Appends the `plainBytes` bytes that `stored` holds; false when it does not hold as many.
    func inflate(_ stored: ByteView, plainBytes: Int, into out: inout ByteBuffer) -> Bool
}

/// Which codec does what, as measured: docs/adr/0003-isal-and-zlib.md.
package enum Codecs {
    /// A `reproducible` one makes the same bytes of the same lines, always.
    package static func deflater(_ density: Density, reproducible: Bool = false) -> any Deflating {
        switch density {
        case .stored: StoredDeflater()
        case .fast where reproducible: ZlibDeflater(level: 1, density: .fast)
        case .fast: IgzipDeflater()
        case .dense: ZlibDeflater()
        }
    }

    package static func inflater() -> any Inflating { IgzipInflater() }
}
