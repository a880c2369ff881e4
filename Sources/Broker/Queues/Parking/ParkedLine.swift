/// First and last of the receivers that wait at one queue; the rest hangs together in `ParkedReceivers`.
struct ParkedLine {
    var head = ParkedReceivers.none
    var tail = ParkedReceivers.none

    var isEmpty: Bool { head == ParkedReceivers.none }
}
