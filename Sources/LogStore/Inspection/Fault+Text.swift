import Base
import LogFormat

extension Finding: CustomStringConvertible {
    /// One line: file, byte, what is wrong.
    package var description: String { "\(file): byte \(byte): \(fault)" }
}

extension Fault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing: "the file is not there"
        case .unreadable(let operation, let code): "\(operation) failed with errno \(code)"
        case .newer(let version): "a newer release wrote it (format version \(version))"
        case .orphan: "no snapshot names this file; the next start deletes it"
        case .journalHeader, .journalFileUnmade, .foreignJournal, .repeatedNumber, .journalBegins,
            .journalEnds, .lostFrame, .misplacedPart, .unknownEvent, .tornEnd:
            journalText
        case .snapshot(let part, let blemish): "the snapshot's \(part) is not what was written\(blemish)"
        case .snapshotUnmade: "a snapshot whose writing was cut short; the next start deletes it"
        case .length(let found, let expected): "the file has \(found) bytes, but \(expected) were written"
        case .index(let blemish): "the block index is not what was written\(blemish)"
        case .pieceHeader: "it does not begin as a piece does"
        case .block(let number, let first, let last, let blemish):
            "block \(number), offsets \(first.rawValue)…\(last.rawValue), is not what was written\(blemish)"
        case .blockLines(let number, let first, let last, let reason):
            "block \(number), offsets \(first.rawValue)…\(last.rawValue): \(reason)"
        case .pieceEnd: "its end and trailer are not what was written"
        }
    }

    private var journalText: String {
        switch self {
        case .journalHeader: "the header of the journal file is not what was written"
        case .journalFileUnmade: "a journal file whose making was cut short; it holds nothing"
        case .foreignJournal(let journal): "it belongs to another journal (\(String(journal, radix: 16)))"
        case .repeatedNumber(let number): "another file has the same number \(number)"
        case .journalBegins(let first, let needed):
            "the journal begins with frame \(first.rawValue), but frame \(needed.rawValue) is needed"
        case .journalEnds(let last, let needed):
            "the journal ends with frame \(last.rawValue), but the snapshot needs it up to \(needed.rawValue)"
        case .lostFrame(let sequence, let blemish):
            "frame \(sequence.rawValue) was acknowledged but is not what was written\(blemish)"
        case .misplacedPart(let sequence): "frame \(sequence.rawValue) is out of place in its command"
        case .unknownEvent(let sequence, let error):
            "frame \(sequence.rawValue) holds an event that cannot be read: \(error)"
        case .tornEnd(let sequence):
            "the last write was cut short at frame \(sequence.rawValue); it was never acknowledged"
        default: ""
        }
    }
}

extension Blemish: CustomStringConvertible {
    /// What joins a sentence behind "is not what was written".
    package var description: String {
        switch self {
        case .oneByte(let bits): ": this one byte differs, by the bits 0x\(String(bits, radix: 16))"
        case .field(let name): ": its \(name) cannot be"
        case .within(let bytes): ", somewhere in these \(bytes) bytes"
        }
    }
}
