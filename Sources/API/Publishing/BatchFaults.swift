internal import Base
internal import JSONText
internal import LogFormat

/// Finds every message of a refused batch that is wrong, for the one answer that names them all.
///
/// Only runs once something was found wrong; reads each message by itself, up to a hundred faults.
enum BatchFaults {
    /// Faults that one answer lists.
    static let listedMax = 100

    /// The refusal of a batch: `bad_batch` with what is wrong by index.
    ///
    /// Where messages cannot be told apart it is `first`.
    static func problem(
        _ first: Problem, in body: ByteView, _ layout: BatchScanner.Layout, requiresJSON: Bool
    ) -> Problem {
        var faults = Faults(requiresJSON: requiresJSON)
        switch layout {
        case .document:
            do throws(JSONError) { try faults.readDocument(body) } catch { return first }
        case .lines: faults.readLines(body)
        }
        return problem(of: faults) ?? first
    }

    /// The same for a batch of CloudEvents.
    static func problem(
        _ first: Problem, inEvents events: JSONArrayReader, of body: ByteView, requiresJSON: Bool
    ) -> Problem {
        var faults = Faults(requiresJSON: requiresJSON)
        do throws(Problem) { try faults.readEvents(events, of: body) } catch { return first }
        return problem(of: faults) ?? first
    }

    private static func problem(of faults: borrowing Faults) -> Problem? {
        guard faults.found > 0 else { return nil }
        let wrong = faults.found == 1 ? "1 message is" : "\(faults.found) messages are"
        var problem = Problem(
            .badBatch, "\(wrong) wrong; nothing was stored.",
            fix: "Correct the messages listed in errors and send the whole batch again.")
        problem.extra = ("errors", faults.list)
        return problem
    }

    private struct Faults: ~Copyable {
        let requiresJSON: Bool
        var found = 0
        private var out = ByteBuffer()
        private var scratch = ByteBuffer()
        private var composer = LineComposer()

        init(requiresJSON: Bool) {
            self.requiresJSON = requiresJSON
            JSONWriter.openArray(into: &out)
        }

        /// The faults as a JSON array.
        var list: String { out.bytes.string + "]" }

        mutating func readDocument(_ body: ByteView) throws(JSONError) {
            let value = try JSONValue(checking: body, depthMax: Limits.jsonDepthMax + 8)
            var array = value
            if value.isObject {
                var members = try value.object()
                guard let member = try members.next(), "messages" ~= member.name, try members.next() == nil
                else { return }
                array = member.value
            }
            var elements = try array.array()
            var wrapped = ByteBuffer()
            while let element = try elements.next(), found < listedMax {
                wrapped.removeAll()
                wrapped.append(UInt8(ascii: "["))
                wrapped.append(element.raw)
                wrapped.append(UInt8(ascii: "]"))
                check(
                    wrapped.bytes, .document, index: elements.count - 1, shift: element.range.lowerBound - 1)
            }
        }

        mutating func readEvents(_ events: JSONArrayReader, of body: ByteView) throws(Problem) {
            var elements = events
            var event = StructuredEvent()
            while found < listedMax, let element = try elements.nextEvent(in: body) {
                do throws(Problem) { try check(element, &event) } catch { list(elements.count - 1, error) }
            }
        }

        private mutating func check(
            _ element: JSONValue, _ event: inout StructuredEvent
        ) throws(Problem) {
            var headers = HeaderList()
            let parts = try event.parts(reading: element, requiresJSON: requiresJSON, headers: &headers)
            scratch.removeAll()
            do throws(LineError) { try LineSuffix.compose(parts, headers: headers, into: &scratch) } catch {
                throw Problem(error)
            }
        }

        mutating func readLines(_ body: ByteView) {
            var index = 0
            var start = 0
            while start < body.count, found < listedMax {
                let end = body.dropping(start).firstIndex(of: 0x0A).map { start + $0 } ?? body.count
                let line = body[start..<end]
                if !Self.isBlank(line) {
                    check(line, .lines, index: index, shift: start)
                    index += 1
                }
                start = end + 1
            }
        }

        private static func isBlank(_ line: ByteView) -> Bool {
            for index in 0..<line.count where line[index] > 0x20 { return false }
            return true
        }

        /// Reads one message by itself; `shift` is where its text stands in the body.
        private mutating func check(
            _ text: ByteView, _ layout: BatchScanner.Layout, index: Int, shift: Int
        ) {
            var scanner = BatchScanner(text, layout)
            var record = BatchRecord()
            do throws(JSONError) {
                while try scanner.next(&record) {
                    do throws(LineError) {
                        let key = try composer.key(of: record, in: text)
                        scratch.removeAll()
                        try composer.compose(
                            record, of: text, key: key, requiresJSON: requiresJSON, into: &scratch)
                    } catch { list(index, Problem(error)) }
                }
            } catch { list(index, Problem(error, in: text, known: BatchRecord.memberNames, shift: shift)) }
        }

        private mutating func list(_ index: Int, _ problem: Problem) {
            found += 1
            JSONWriter.openObject(into: &out)
            JSONWriter.member("index", index, into: &out)
            JSONWriter.member("code", problem.code, into: &out)
            JSONWriter.member("detail", problem.detail, into: &out)
            JSONWriter.closeObject(into: &out)
        }
    }
}
