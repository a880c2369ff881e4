/// Reads what a queue answers.
enum Messages {
    struct Leased {
        let offset: Int
        let lease: String
        /// What the body says its offset is; a marker says nothing.
        let number: Int?
    }

    static func read(_ body: [UInt8]) -> [Leased] {
        var scan = Scan(body)
        var found: [Leased] = []
        while scan.skip("\"lease\":\"") {
            let lease = scan.text()
            guard let offset = scan.number(behind: "\"offset\":"), scan.skip("\"value\":{\"") else { break }
            let isMarker = scan.skip("marker\"", before: scan.position + 8)
            let number = isMarker ? nil : scan.number(behind: "n\":", before: scan.position + 4)
            found.append(Leased(offset: offset, lease: lease, number: isMarker ? nil : number ?? -1))
        }
        return found
    }

    /// The results of the acks of a settle, in their order.
    static func results(of body: [UInt8], acks: Int) -> [String] {
        var scan = Scan(body)
        guard acks > 0, scan.skip("\"results\":{"), scan.skip("\"ack\":[") else { return [] }
        var results: [String] = []
        while results.count < acks, scan.skip("\"") {
            results.append(scan.text())
            scan.go(to: scan.position + 1)
        }
        return results
    }
}
