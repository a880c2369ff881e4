/// Settings that somebody named, and their values; the others are as `standard`.
package struct Rules<Settings: Ruled>: Equatable, Sendable {
    package private(set) var members = MemberSet<Settings.Member>()
    package private(set) var values = Settings.standard

    package init() {}

    /// Those of `settings` that differ from what no mention means.
    init(whereUnusual settings: Settings) {
        for member in Settings.Member.allCases where !settings.agrees(in: member, with: .standard) {
            set(member, from: settings)
        }
    }

    package mutating func set(_ member: Settings.Member, from settings: Settings) {
        members.insert(member)
        values.copy(member, from: settings)
    }

    package mutating func remove(_ member: Settings.Member) {
        members.remove(member)
        values.copy(member, from: .standard)
    }
}

/// Where settings come from: what was declared, and by which policy there is more.
package final class Ruling<Settings: Ruled>: Equatable, Sendable {
    package let declared: Rules<Settings>
    package let policy: String?
    /// What the policy gave.
    package let given: MemberSet<Settings.Member>

    init(declared: Rules<Settings>, policy: String?, given: MemberSet<Settings.Member>) {
        self.declared = declared
        self.policy = policy
        self.given = given
    }

    package static func == (one: Ruling, other: Ruling) -> Bool {
        one === other
            || one.policy == other.policy && one.given == other.given && one.declared == other.declared
    }
}
