import Base

/// A string's bytes as a view that lives as long as the test process.
func bytes(_ text: String) -> ByteView { bytes(Array(text.utf8)) }

func bytes(_ array: [UInt8]) -> ByteView {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count + 1, alignment: 1)
    copy.copyBytes(from: array)
    return ByteView(UnsafeRawBufferPointer(rebasing: copy[0..<array.count]))
}
