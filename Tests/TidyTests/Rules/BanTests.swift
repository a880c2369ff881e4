import Testing

/// What may not stand in the code at all, or not in the part that must be deterministic.
@Suite struct BanTests {
    @Test func `nothing is forced`() {
        for file in Repository.sources {
            #expect(file.places(of: /\btry!|\bas!/) == [])
        }
    }

    @Test func `pure targets have no chance, no hash value and no rounding`() {
        for file in Repository.sources where ImportTests.pure.contains(file.target) {
            #expect(
                file.places(of: /\.random\b|\.randomElement|\.shuffled?\(|\bhashValue\b|\bHasher\b/) == [])
            #expect(file.places(of: /\bDouble\b|\bFloat\b|\bFloat32\b/) == [])
            #expect(
                file.places(of: /\bContinuousClock\b|\bSuspendingClock\b|\bDispatch|\bTask\b *[{(.]/) == [])
        }
    }

    /// Their order differs from process to process, and with it what would follow from it.
    @Test func `pure targets never walk a dictionary or a set`() {
        let declared =
            /(?:let|var) (\w+)(?:: (?:Set<|Dictionary<|\[[^\[\]:(]+: [^\]]+\])| = (?:Set<|\[:\]|\[[^\[\]:(]+: [^\]]+\]\())/
        for target in ImportTests.pure {
            let files = Repository.sources.filter { $0.target == target }
            let names = Set(
                files.flatMap { file in
                    file.code.compactMap { line in
                        (try? declared.firstMatch(in: line.text)).flatMap { "\($0?.1 ?? "")" }
                    }
                }.filter { !$0.isEmpty })
            for file in files {
                for line in file.code where names.contains(where: { walks(line.text, $0) }) {
                    Issue.record(
                        "\(file.path):\(line.number): walks an unordered collection: \(line.text.trimmed)")
                }
            }
        }
    }

    private func walks(_ line: String, _ name: String) -> Bool {
        guard line.contains(name) else { return false }
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        for (index, word) in words.enumerated() {
            let parts = word.split(separator: ".")
            guard let place = parts.firstIndex(of: Substring(name)) else { continue }
            if index > 0, words[index - 1] == "in", place == parts.count - 1 { return true }
            let walking: Set<Substring> = [
                "keys", "values", "map", "compactMap", "flatMap", "forEach", "filter", "reduce",
            ]
            if parts.dropFirst(place + 1).first.map(walking.contains) == true { return true }
        }
        return false
    }

    @Test func `names say what a thing is`() {
        let vague =
            /\b(?:class|struct|enum|protocol|actor|extension|func|typealias|let|var|case) +\w*(?:Manager|Helper|Util(?:s|ity|ities)?|Common|Impl|Misc)(?![a-z])/
        let empty = /\b(?:let|var|func) +(?:data|info|process|handle2)\b(?! *\(_)/
        for file in Repository.sources {
            #expect(file.places(of: vague) == [])
            #expect(file.places(of: empty) == [])
            #expect(
                !file.path.contains(/(?:Manager|Helper|Utils?|Common|Impl|Misc)(?:[+.\/])/), "\(file.path)")
        }
    }

    /// Where this is written is nobody's business who reads it.
    @Test func `nothing mentions the place it was written at`() {
        let places =
            ["/work", "/farm", "tmp/wt", "tmp/brief", "shared/design", "shared/research"].map { $0 + "/" }
        let paths = Repository.files(in: "").filter { !$0.hasSuffix(".resolved") }
        for path in paths {
            let text = Repository.text(of: path)
            for place in places where text.contains(place) { Issue.record("\(path) mentions \(place)") }
        }
    }
}
