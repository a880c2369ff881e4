extension DirectoryInspection {
    /// What to do about what a verification found; nothing when there is nothing that can be done.
    package func repairPlan(
        _ verification: DirectoryVerification
    ) throws(LogStoreError) -> RepairPlan {
        JournalRepair.plan(try journal(), verification.journal)
    }
}
