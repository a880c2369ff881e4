import Base
import Node

extension Life {
    /// Lets go of what holds on to this life.
    func letGo() {
        for watch in watches { watch.log.unwatch(watch.token) }
        opened = nil
        answers = []
        parked = []
        watches = []
        oldTopics = []
    }

    /// What a loop does after an advance: answers whose gate is open leave.
    func release(_ loop: Int) {
        for index in answers.indices where !answers[index].isSent && answers[index].gate.isOpen {
            answers[index].isSent = true
        }
    }
}
