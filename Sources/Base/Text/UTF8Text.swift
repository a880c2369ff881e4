internal import CIntrinsics

/// Whether bytes are well-formed UTF-8.
public enum UTF8Text {
    /// Whether all of `bytes` is well-formed: no overlong form, no surrogate, nothing past U+10FFFF.
    public static func isValid(_ bytes: ByteView) -> Bool {
        unsafe martlet_utf8_end(bytes.base, 0, bytes.count) == bytes.count
    }

    /// Start of the first sequence that is not well-formed, or nil.
    public static func firstInvalid(_ bytes: ByteView) -> Int? {
        let index = unsafe martlet_utf8_end(bytes.base, 0, bytes.count)
        return index == bytes.count ? nil : index
    }

    /// Whether all of `bytes` is ASCII.
    public static func isASCII(_ bytes: ByteView) -> Bool {
        unsafe martlet_ascii_end(bytes.base, 0, bytes.count) == bytes.count
    }
}
