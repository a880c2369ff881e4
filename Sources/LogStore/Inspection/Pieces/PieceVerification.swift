package import LogFormat

/// What reading a whole piece showed.
package struct PieceVerification: Sendable {
    package let piece: PieceEntry
    /// Paths of the gzip file and of its index.
    package let path: String
    package let indexPath: String
    package var findings: [Finding] = []
    /// The index: the one that stands there, or one made anew where that is lost.
    package var index: PieceIndex?
    /// Whether the index file is not what the manifest says.
    package var isIndexLost = false
    /// Whether the index made anew is the very one that the manifest says.
    package var isIndexExact = true
    /// Blocks that are not sound, by number.
    package var badBlocks: [Int] = []
    /// Whether header, end and length of the file are sound.
    package var isFrameSound = true

    package var isSound: Bool { findings.isEmpty }
}
