/// What a repair would do, and what is given up by it.
package struct RepairPlan: Sendable {
    package var steps: [RepairStep] = []
    package var givenUp = GivenUp()
    /// Damage that no repair here can mend.
    package var hopeless: [Finding] = []

    package init() {}
}
