import Base
package import LogFormat

/// Makes one piece of neighbouring ones, a bounded step at a time; belongs to one worker.
///
/// The new piece covers the same messages in a higher generation; the old ones stay until their owner removes
/// them. Blocks are copied as they are stored, but for those that the recipe wants changed, and small ones,
/// as the last of a piece often is, which join their neighbour. Offsets stay and may be left out.
package struct Merge: ~Copyable {
    private let inputs: [PieceEntry]
    private let store: PieceStore
    private let recipe: MergeRecipe
    private let deflater: any Deflating
    private var writer: PieceWriter
    private var builder: BlockBuilder
    private var stored = ByteBuffer()
    private var plain = ByteBuffer()
    private var input = 0
    private var block = 0

    /// Begins to merge `inputs`: at least one, ascending, of one log.
    package init(_ inputs: [PieceEntry], in store: PieceStore, recipe: MergeRecipe = .copy) {
        precondition(!inputs.isEmpty)
        for (left, right) in zip(inputs, inputs.dropFirst()) {
            precondition(left.log == right.log && left.end <= right.first)
        }
        self.inputs = inputs
        self.store = store
        self.recipe = recipe
        deflater = Codecs.deflater(recipe.density, reproducible: store.settings.isReproducible)
        let generation = inputs.reduce(0) { max($0, $1.generation) } + 1
        writer = PieceWriter(
            log: inputs[0].log, first: inputs[0].first, generation: generation, in: store)
        builder = BlockBuilder(log: inputs[0].log, blockBytes: store.settings.blockBytes)
    }

    /// Takes the next blocks: `Limits.mergeCopyBytes` of stored ones, or `Limits.mergeDeflateBytes` of lines to
    /// be changed; the last step writes the index and syncs.
    package mutating func step() throws(LogStoreError) -> MergeStep {
        guard input < inputs.count else { return try finish() }
        let piece = inputs[input]
        let index = try store.index(of: piece)
        let numbers = stretch(of: index)
        if !numbers.isEmpty {
            let run = try store.stored(piece, from: numbers.lowerBound, through: numbers.upperBound - 1)
            let start = index.blocks[numbers.lowerBound].position
            for entry in index.blocks[numbers] {
                let from = entry.position - start
                let bytes = run.bytes.bytes[from..<from + entry.storedBytes]
                try take(bytes, entry, of: piece)
            }
            extendLifetime(run.bytes)
        }
        block = numbers.upperBound
        if block >= index.blocks.count {
            input += 1
            block = 0
        }
        return .working
    }

    /// Removes what was written; for a merge that will not be finished.
    package mutating func abandon() throws(LogStoreError) { try writer.abandon() }

    /// The next blocks that make one step.
    private func stretch(of index: PieceIndex) -> Range<Int> {
        var end = block
        var (copied, deflated) = (0, 0)
        let sizes = store.settings
        while end < index.blocks.count, copied < sizes.mergeCopyBytes, deflated < sizes.mergeDeflateBytes {
            let entry = index.blocks[end]
            copied += entry.storedBytes
            if isChanging(entry) { deflated += entry.plainBytes }
            end += 1
        }
        return block..<end
    }

    private func isChanging(_ entry: BlockEntry) -> Bool {
        entry.density < recipe.density || recipe.isKept != nil
    }

    private mutating func take(
        _ bytes: ByteView, _ entry: BlockEntry, of piece: PieceEntry
    ) throws(LogStoreError) {
        let isSmall = entry.plainBytes < store.settings.blockBytes / 2
        if builder.plainBytes >= store.settings.blockBytes / 2 { try emit() }
        if builder.isEmpty, !isSmall, !isChanging(entry) { return try writer.append(bytes, entry) }
        let whole = try store.inflate(bytes, entry, of: .piece(piece))
        var kept = LineTally()
        if let isKept = recipe.isKept {
            kept = try filter(whole, isKept, of: piece)
            if kept.lines == 0 { return }
        }
        let isWhole = recipe.isKept == nil || kept.lines == entry.lines
        if isWhole, builder.isEmpty, !isSmall {
            if entry.density >= recipe.density { return try writer.append(bytes, entry) }
            stored.removeAll()
            let dense = entry.compressed(whole.lines.bytes, with: deflater, into: &stored)
            extendLifetime(whole)
            return try writer.append(stored.bytes, dense)
        }
        // Few lines join those before them, which makes a block at most half as long again as usual.
        if isWhole { builder.adopt(whole) } else { builder.adopt(plain.bytes, kept) }
    }

    /// Copies the lines that stay to `plain`.
    private mutating func filter(
        _ block: Block, _ isKept: (StoredLine) -> Bool, of piece: PieceEntry
    ) throws(LogStoreError) -> LineTally {
        plain.removeAll()
        var kept = LineTally()
        do throws(FormatError) {
            var all = block.lines.cursor
            while let line = try all.next() {
                guard isKept(line) else { continue }
                kept.note(line, at: plain.count)
                plain.append(line.bytes)
            }
            try kept.readTimes(plain.bytes)
        } catch {
            throw .damaged(
                file: store.path(of: piece), byte: block.entry.position,
                reason: "something else than lines stands in a block")
        }
        return kept
    }

    private mutating func emit() throws(LogStoreError) {
        if builder.isEmpty { return }
        stored.removeAll()
        let entry = builder.take(with: deflater, into: &stored)
        try writer.append(stored.bytes, entry)
    }

    private mutating func finish() throws(LogStoreError) -> MergeStep {
        try emit()
        if writer.lines == 0 {
            try writer.abandon()
            return .done(nil)
        }
        return .done(try writer.finish(covering: inputs[inputs.count - 1].end))
    }
}
