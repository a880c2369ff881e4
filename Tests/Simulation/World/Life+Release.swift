import Base

extension Life {
    /// What a loop does after an advance: answers whose gate is open leave.
    func release(_ loop: Int) {
        for index in answers.indices where !answers[index].isSent && answers[index].gate.isOpen {
            answers[index].isSent = true
        }
    }
}
