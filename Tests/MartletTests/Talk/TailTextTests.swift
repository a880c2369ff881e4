import Base
import Testing

@testable import martlet

@Suite struct MessageRowTests {
    private func rows(_ lines: String...) throws -> [String] {
        var row = MessageRow(Ink(descriptor: -1))
        return try lines.map { line in try line.withByteView { try row.text($0) } }
    }

    @Test func `a row has place, time, key and value`() throws {
        let line = #"{"partition":0,"offset":17,"timestamp":"T","key":"42","value":{"total": 12.5}}"#
        #expect(try rows(line) == [#"0/17    T  42  {"total": 12.5}"#])
    }

    @Test func `columns grow with what has come by`() throws {
        let found = try rows(
            #"{"partition":0,"offset":1,"timestamp":"T","key":"long key","text":"a"}"#,
            #"{"partition":11,"offset":12345,"timestamp":"T","text":"b"}"#,
            #"{"partition":0,"offset":2,"timestamp":"T","base64":"//4="}"#)
        #expect(
            found == [
                "0/1     T  long key  a", "11/12345  T  -         b", "0/2       T  -         base64://4=",
            ])
    }

    @Test func `what a terminal would obey is escaped`() throws {
        let line = #"{"partition":0,"offset":1,"timestamp":"T","key":"a\tb","text":"x\n\u001b[2J\u009by"}"#
        #expect(try rows(line) == [#"0/1     T  a\tb  x\n\u001b[2J\u009by"#])
    }

    @Test func `a tombstone says so`() throws {
        let line = #"{"partition":0,"offset":1,"timestamp":"T","key":"k","tombstone":true}"#
        #expect(try rows(line) == ["0/1     T  k  (tombstone)"])
    }
}
