package import Base

/// One setting that a policy can give; its number, below 32, stands on the disk.
package protocol RuledMember: RawRepresentable<UInt8>, CaseIterable, Equatable, Sendable
where AllCases == [Self] {
    /// Its name in bodies and answers; that of a member of a member stands behind a dot.
    var name: StaticString { get }
}

/// Settings of which a policy can give some, beside the declaration.
///
/// They are those in force. What was declared differs from them only where a policy comes in.
package protocol Ruled: Equatable, Sendable {
    associatedtype Member: RuledMember

    /// What a declaration that names no member means.
    static var standard: Self { get }
    /// Where they come from; nil when no policy has its hand in it and the rest is as `standard`.
    var ruling: Ruling<Self>? { get set }

    mutating func copy(_ member: Member, from other: Self)
    func agrees(in member: Member, with other: Self) -> Bool
    /// Whether a member is a limit, and lower than that of `other`.
    func isLower(in member: Member, than other: Self) -> Bool
    /// Undoes what cannot be in force together.
    mutating func reconcile()

    /// Reads all that `encodeWhole` writes.
    init(whole fields: inout FieldReader) throws(FormatError)
    /// Writes them as a policy or a ruling holds them.
    func encodeWhole(into output: inout ByteBuffer)
    /// A bound of the bytes of that.
    var wholeBytesMax: Int { get }
}

extension Ruled {
    /// What was declared.
    package var declared: Rules<Self> { ruling?.declared ?? Rules(whereUnusual: self) }

    /// Name of the policy that has its hand in them.
    package var policy: String? { ruling?.policy }

    /// As they would be if there were no policy.
    package var withoutPolicy: Self {
        var settings = self
        settings.ruling = nil
        let declared = declared
        for member in Member.allCases { settings.copy(member, from: declared.values) }
        return settings
    }

    /// These settings with what is in force of a declaration and a policy.
    ///
    /// What was declared beats the policy, but of two limits the lower one wins.
    package func ruled(_ declared: Rules<Self>, by policy: String?, _ rules: Rules<Self>?) -> Self {
        var settings = self
        settings.ruling = nil
        var given = MemberSet<Member>()
        for member in Member.allCases {
            guard let rules, rules.members.contains(member) else {
                settings.copy(member, from: declared.values)
                continue
            }
            let isOverruled =
                declared.members.contains(member)
                && !rules.values.isLower(in: member, than: declared.values)
            settings.copy(member, from: isOverruled ? declared.values : rules.values)
            if !isOverruled { given.insert(member) }
        }
        settings.reconcile()
        for member in given.all where !settings.agrees(in: member, with: rules?.values ?? .standard) {
            given.remove(member)
        }
        if policy != nil || declared != Rules(whereUnusual: settings) {
            settings.ruling = Ruling(declared: declared, policy: policy, given: given)
        }
        return settings
    }
}

extension RuledMember {
    /// The one of this name.
    package init?(named name: String) {
        guard let found = Self.allCases.first(where: { "\($0.name)" == name }) else { return nil }
        self = found
    }
}
