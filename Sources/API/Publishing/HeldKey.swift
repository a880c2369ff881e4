internal import LogFormat
internal import Node

/// While a request with an Idempotency-Key is on its way in, no other one with that key may be.
extension Topic {
    /// Begins it; what this answers must be given to `letGo`.
    func hold(_ repeating: RepeatWish?) throws(Problem) -> IdentityHash? {
        guard let hash = repeating?.key(of: id) else { return nil }
        do throws(Refused) { try beginKey(hash) } catch { throw Problem(error) }
        return hash
    }

    func letGo(_ held: IdentityHash?) { if let held { endKey(held) } }
}

extension Queue {
    /// As that of a topic.
    func hold(_ repeating: RepeatWish?) throws(Problem) -> IdentityHash? {
        guard let hash = repeating?.key(of: id) else { return nil }
        do throws(Refused) { try beginKey(hash) } catch { throw Problem(error) }
        return hash
    }

    func letGo(_ held: IdentityHash?) { if let held { endKey(held) } }
}
