internal import LogFormat

extension [SlotRun] {
    /// Adds a run behind those from `start` on, as a part of the last one where they are alike neighbours.
    mutating func join(_ run: SlotRun, from start: Int) {
        if count > start, self[count - 1].isContinued(by: run) {
            self[count - 1].count += run.count
        } else {
            append(run)
        }
    }

    /// Puts the disjoint runs from `start` on in order and joins alike neighbours.
    mutating func arrange(from start: Int) {
        var ascends = true
        for index in start..<count where index > start && self[index].precedes(self[index - 1]) {
            ascends = false
        }
        guard !ascends else { return }
        self[start...].sort { $0.precedes($1) }
        var kept = start
        for index in (start + 1)..<count {
            if self[kept].isContinued(by: self[index]) {
                self[kept].count += self[index].count
            } else {
                kept += 1
                self[kept] = self[index]
            }
        }
        removeLast(count - kept - 1)
    }
}
