import Base
import JSONText
import TestSupport
import Testing

struct BatchScannerTests {
    /// A record with its ranges resolved.
    private struct Item: Equatable {
        var key: String?
        var headers: String?
        var kind: BatchRecord.Body
        var body: String
        var index: Int
    }

    private func read(_ text: String, _ layout: BatchScanner.Layout = .document) -> Result<[Item], JSONError>
    {
        text.withByteView { body in
            var scanner = BatchScanner(body, layout)
            var record = BatchRecord()
            var items: [Item] = []
            do throws(JSONError) {
                while try scanner.next(&record) {
                    items.append(
                        Item(
                            key: record.key.map { body[$0.range].string },
                            headers: record.headers.map { body[$0].string },
                            kind: record.body, body: body[record.bodyRange].string, index: record.index))
                }
                return .success(items)
            } catch { return .failure(error) }
        }
    }

    private func value(_ body: String, key: String? = nil, headers: String? = nil, index: Int = 0) -> Item {
        Item(key: key, headers: headers, kind: .value, body: body, index: index)
    }

    @Test(arguments: [
        "{\"messages\":[{\"key\":\"a\",\"value\":{\"x\":[1, 2]}},{\"value\":null}]}",
        " [ {\"key\" : \"a\" , \"value\" :\n {\"x\":[1, 2]} } ,\t{\"value\":null}\r\n] ",
        "{ \"mess\\u0061ges\" : [{\"value\":{\"x\":[1, 2]},\"key\":\"a\"},{\"v\\u0061lue\":null}] }",
    ])
    func `a document gives its messages in order`(text: String) throws {
        #expect(try read(text).get() == [value("{\"x\":[1, 2]}", key: "a"), value("null", index: 1)])
    }

    @Test(arguments: [
        "{\"value\":1}\n{\"value\":2}\n", "{\"value\":1}\r\n{\"value\":2}",
        "\n\r\n  \n{\"value\":1}\n\n\t{\"value\":2} \r\n\n",
    ])
    func `lines give a message each and blank ones none`(text: String) throws {
        #expect(try read(text, .lines).get() == [value("1"), value("2", index: 1)])
    }

    @Test(arguments: [
        ("17", BatchRecord.ExpectedKey.offset(Offset(17))), ("0", .offset(.zero)), ("-1", .none),
        ("\"none\"", .none), ("null", .unstated), ("9007199254740991", .offset(Offset(1 << 53 - 1))),
    ])
    func `a record may say what its key's latest message is`(
        text: String, expected: BatchRecord.ExpectedKey
    ) {
        "[{\"key\":\"a\",\"value\":1,\"expected_key_offset\":\(text)}]".withByteView { body in
            var scanner = BatchScanner(body, .document)
            var record = BatchRecord()
            let found = Result { try scanner.next(&record) }
            #expect(throws: Never.self) { try found.get() }
            #expect(record.expectedKey == expected)
        }
    }

    @Test(arguments: ["1.5", "-2", "1e3", "\"17\"", "9007199254740992", "true", "[]"])
    func `what is no offset cannot be expected of a key`(text: String) {
        let batch = "[{\"key\":\"a\",\"value\":1,\"expected_key_offset\":\(text)}]"
        #expect(throws: JSONError.self) { try read(batch).get() }
    }

    @Test func `nothing can be expected of no key`() {
        #expect(throws: JSONError.self) { try read("[{\"value\":1,\"expected_key_offset\":1}]").get() }
    }

    @Test func `nothing is an empty batch of lines, and so is an empty array`() throws {
        #expect(try read("", .lines).get().isEmpty)
        #expect(try read("\n\r\n", .lines).get().isEmpty)
        #expect(try read("[]").get().isEmpty)
        #expect(try read("{\"messages\":[ ]}").get().isEmpty)
    }

    @Test func `each kind of body is told apart`() throws {
        let text = """
            [{"text":"a\\nb"},{"base64":"AA=="},{"key":"k","tombstone":true},{"value":"v","tombstone":false},
            {"key":null,"headers":null,"event_time":null,"content_type":null,"value":0},
            {"headers":{"a":["b"]},"value":""},{"key_base64":"/w==","value":1}]
            """
        let items = try read(text).get()
        #expect(items.map(\.kind) == [.text, .base64, .tombstone, .value, .value, .value, .value])
        #expect(items.map(\.body) == ["a\\nb", "AA==", "", "\"v\"", "0", "\"\"", "1"])
        #expect(items.map(\.key) == [nil, nil, "k", nil, nil, nil, "/w=="])
        #expect(items[5].headers == "{\"a\":[\"b\"]}")
    }

    @Test func `time, type and breaks of a message are told`() throws {
        let text =
            "[{\"event_time\":\"2026-11-22T12:00:00.123+02:00\",\"content_type\":\"a\\/b\",\"value\":{\n}},"
            + "{\"value\":\n1\n,\"content_type\":null}]"
        try text.withByteView { body throws(JSONError) in
            var scanner = BatchScanner(body, .document)
            var record = BatchRecord()
            _ = try scanner.next(&record)
            #expect(record.eventTime == Instant(milliseconds: 1_795_341_600_123))
            #expect(record.bodyHasBreaks)
            guard case .text(let type) = record.contentType else {
                Issue.record("no type")
                return
            }
            #expect(type.hasEscapes && body[type.range] == "a\\/b")
            _ = try scanner.next(&record)
            #expect(!record.bodyHasBreaks && record.contentType == .none && record.eventTime == nil)
        }
    }

    @Test(
        arguments: [
            ("", .notABatch, 0, "", nil), ("7", .notABatch, 0, "", nil), ("{}", .notABatch, 1, "", nil),
            ("{\"msgs\":[]}", .unknownMember, 1, "msgs", nil),
            ("{\"messages\":{}}", .wrongType(.array), 12, "messages", nil),
            ("{\"messages\":[],\"messages\":[]}", .duplicateMember, 15, "messages", nil),
            ("{\"messages\":[],\"x\":1}", .unknownMember, 15, "x", nil),
            ("[] []", .expected(.end), 3, "", nil),
            ("[{\"value\":1}", .expected(.commaOrEnd), 12, "", nil),
            ("[{\"value\":1},]", .expected(.object), 13, "", 1),
            ("[1]", .expected(.object), 1, "", 0),
            ("[{\"value\":1},{\"vlaue\":1}]", .unknownMember, 14, "vlaue", 1),
            ("[{\"value\":1,\"value\":2}]", .duplicateMember, 12, "value", 0),
            ("[{}]", .missingBody, 1, "", 0),
            ("[{\"key\":\"a\"}]", .missingBody, 1, "", 0),
            ("[{\"key\":\"a\",\"tombstone\":false}]", .missingBody, 1, "", 0),
            ("[{\"value\":1,\"text\":\"\"}]", .secondBody, 12, "text", 0),
            ("[{\"tombstone\":true}]", .tombstoneWithoutKey, 1, "", 0),
            ("[{\"value\":1,\"key\":\"a\",\"tombstone\":true}]", .secondBody, 22, "tombstone", 0),
            ("[{\"key\":1,\"value\":1}]", .wrongType(.string), 8, "key", 0),
            ("[{\"text\":null}]", .wrongType(.string), 9, "text", 0),
            ("[{\"key\":\"a\",\"key_base64\":\"YQ==\",\"value\":1}]", .secondKey, 12, "key_base64", 0),
            ("[{\"headers\":[],\"value\":1}]", .wrongType(.object), 12, "headers", 0),
            ("[{\"headers\":{\"a\":[[]]},\"value\":1}]", .expected(.fewerLevels), 18, "", 0),
            ("[{\"tombstone\":1}]", .wrongType(.boolean), 14, "tombstone", 0),
            ("[{\"event_time\":\"today\",\"value\":1}]", .text(.timestampMalformed), 15, "event_time", 0),
            ("[{\"value\":1 \"key\":\"a\"}]", .expected(.commaOrEnd), 12, "", 0),
            ("[{\"value\":}]", .expected(.value), 10, "", 0),
            ("[{\"value\":1,}]", .expected(.name), 12, "", 0), ("[{,}]", .expected(.nameOrEnd), 2, "", 0),
        ] as [(String, JSONError.Reason, Int, String, Int?)])
    func `a fault is named with its place`(
        text: String, reason: JSONError.Reason, position: Int, name: String, record: Int?
    ) {
        guard case .failure(let error) = read(text) else {
            Issue.record("accepted \(text)")
            return
        }
        #expect(error.reason == reason)
        #expect(error.position == position)
        #expect(error.record == record)
        #expect(text.withByteView { $0[error.name].string } == name)
    }

    @Test(
        arguments: [
            ("{\"value\":1}\n{\"value\":", .expected(.value), 21, 1),
            ("{\"value\":1}{\"value\":2}", .expected(.end), 11, 0),
            ("{\"value\":\n1}", .expected(.value), 9, 0), ("[{\"value\":1}]", .expected(.object), 0, 0),
            ("{\"value\":1},\n{\"value\":2}", .expected(.end), 11, 0),
        ] as [(String, JSONError.Reason, Int, Int)])
    func `a line holds one whole message`(text: String, reason: JSONError.Reason, position: Int, record: Int)
    {
        guard case .failure(let error) = read(text, .lines) else {
            Issue.record("accepted \(text)")
            return
        }
        #expect(error == JSONError(reason, at: position, name: error.name, record: record))
    }

    @Test(arguments: Seed.first(12))
    func `every truncation of a batch is refused at its end`(seed: Seed) {
        var maker = RandomJSON(seed)
        var text =
            Array("{\"messages\":[{\"key\":\"".utf8) + maker.stringContents() + Array("\",\"value\":".utf8)
        text += maker.text() + Array("},{\"headers\":{\"a\":\"b\"},\"text\":\"".utf8) + maker.stringContents()
        text += Array("\"}]}".utf8)
        for kept in 0...text.count {
            let whole = text[0..<kept].withUnsafeBytes { bytes in
                var scanner = BatchScanner(ByteView(bytes), .document)
                var record = BatchRecord()
                do throws(JSONError) {
                    while try scanner.next(&record) {}
                    return true
                } catch {
                    #expect(error.position == kept)
                    return false
                }
            }
            #expect(whole == (kept == text.count))
        }
    }

    @Test(arguments: Seed.first(100))
    func `a batch is valid only where its text is valid JSON`(seed: Seed) {
        var maker = RandomJSON(seed)
        let text =
            Array("[{\"value\":".utf8) + maker.text() + Array("},{\"text\":\"".utf8) + maker.stringContents()
            + Array("\"}]".utf8)
        for bytes in [text] + (0..<5).map({ _ in maker.spoiled(text) }) {
            let outcome = bytes.withByteView { view -> Result<Int, JSONError> in
                var scanner = BatchScanner(view, .document)
                var record = BatchRecord()
                do throws(JSONError) {
                    while try scanner.next(&record) {}
                    return .success(scanner.count)
                } catch { return .failure(error) }
            }
            switch outcome {
            case .success: #expect(JSONOracle.firstError(bytes) == nil)
            case .failure(let error):
                guard case .expected = error.reason, let wanted = JSONOracle.firstError(bytes) else { break }
                #expect(error.position <= wanted)
            }
        }
    }
}
