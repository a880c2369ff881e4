/// Leads from the journal's advance to the server: answers whose gate is open now leave a loop.
struct ReleaseHook: Sendable {
    let call: @Sendable (_ loop: Int) -> Void
}
