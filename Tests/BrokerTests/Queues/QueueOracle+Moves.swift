import Base
import Broker
import LogFormat

/// How what may happen happens.
extension QueueOracle {
    mutating func serve(now: Int64) -> [Wake] {
        var wakes: [Wake] = []
        if isPaused { return wakes }
        for waiter in waiters {
            guard let leases = take(waiter, now: now) else { continue }
            waiters.removeAll { $0.id == waiter.id }
            wakes.append(Wake(waiter: waiter.id, leases: leases))
        }
        return wakes
    }

    mutating func take(_ waiter: Waiter, now: Int64) -> Leases? {
        if isPaused, waiter.named.isEmpty { return nil }
        let held = messages.filter { $0.state == .leased && $0.holder == waiter.consumer }.count
        let most = min(prefetch ?? .max, waiter.prefetch ?? .max)
        let asked = waiter.named.isEmpty ? waiter.max : waiter.named.count
        let room = most == .max ? asked : max(0, min(asked, most - held))
        let chosen = waiter.named.isEmpty ? choose(room) : find(waiter.named, room)
        guard !chosen.isEmpty else { return nil }
        let length = waiter.lease ?? lease
        var deliveries: [Delivery] = []
        for index in chosen {
            messages[index].state = .leased
            messages[index].generation += 1
            messages[index].deadline = now + length
            messages[index].length = length
            messages[index].holder = waiter.consumer
            deliveries.append(
                Delivery(
                    offset: UInt64(index), generation: messages[index].generation,
                    failures: messages[index].failures))
        }
        if waiter.attempt != 0 { attempts[waiter.attempt] = deliveries }
        return Leases(deliveries: deliveries, until: now + length)
    }

    /// Those of the named messages that were set aside.
    func find(_ named: [UInt64], _ max: Int) -> [Int] {
        let found = messages.indices.filter {
            named.contains(UInt64($0)) && messages[$0].state == .deferred
        }
        return Array(found.prefix(max))
    }

    /// What a receiver gets: what is due comes before those published since, else the lowest offsets.
    func choose(_ max: Int, sorts: Bool = true) -> [Int] {
        let ready = messages.indices.filter { isReady(messages[$0]) }
        var due = ready.filter { isDue(messages[$0]) }.sorted { messages[$0].turn < messages[$1].turn }[...]
        var again = ready.filter { messages[$0].state == .expired || messages[$0].state == .nacked }[...]
        var fresh = ready.filter { messages[$0].state == .fresh }[...]
        var chosen: [Int] = []
        while chosen.count < max {
            let bound = due.first.map { messages[$0].position } ?? .max
            if let next = again.first, next < bound {
                chosen.append(again.removeFirst())
            } else if let next = fresh.first, next < bound {
                chosen.append(fresh.removeFirst())
            } else if let next = due.popFirst() {
                chosen.append(next)
            } else {
                break
            }
        }
        return sorts ? chosen.sorted() : chosen
    }

    /// Makes a message ready, now or later; `delay` wins over the backoff.
    mutating func handBack(_ index: Int, expired: Bool, delay: Int64?, failed: Bool, now: Int64) {
        forget(index)
        if expired { messages[index].reason = nil }
        if failed, messages[index].failures >= deliveriesMax {
            let state: State = expired ? .doomedExpired : .doomedNacked
            messages[index].state = drops ? gone(state) : state
            messages[index].settledAt = now
            return
        }
        if messages[index].end <= now {
            let state: State = expired ? .doomedOutlived : .doomedOutlivedNacked
            messages[index].state = hasTarget ? state : gone(state)
            messages[index].settledAt = now
            return
        }
        var until = now
        if let delay {
            until = now + delay
        } else if failed, !backoff.isEmpty {
            let step = backoff[min(messages[index].failures, backoff.count) - 1]
            let due = dues[UInt64(index)] ?? now
            if due < now + step || due > now + step + step / 5 { wrongDues.append(UInt64(index)) }
            until = due
        }
        messages[index].until = until
        if until > now {
            messages[index].state = expired ? .waitingExpired : .waiting
        } else {
            messages[index].state = expired ? .expired : .nacked
        }
    }

    /// Every outcome that is right; more than one only where a receipt may be forgotten.
    mutating func settle(_ item: SettleItem, now: Int64) -> [SettleOutcome] {
        guard item.offset.rawValue < end else { return [.lost] }
        let index = Int(item.offset.rawValue)
        let message = messages[index]
        let isThis = item.generation == message.generation && message.generation > 0
        switch item.verb {
        case .ack:
            let isExpired = [.expired, .waitingExpired, .dueExpired].contains(message.state)
            if isThis, message.state == .leased || isExpired {
                messages[index].state = .acked
                messages[index].settledAt = now
                forget(index)
                return [.acked]
            }
            guard isThis, message.state == .acked else { return [.lost] }
            return now - message.settledAt > 600_000 ? [.alreadyAcked, .lost] : [.alreadyAcked]
        case .reject:
            if isThis, message.state == .leased {
                messages[index].state = drops ? .rejected : .doomedRejected
                messages[index].reason = item.reason
                messages[index].settledAt = now
                forget(index)
                return [.rejected]
            }
            guard isThis, message.state == .rejected || message.state == .doomedRejected else {
                return [.lost]
            }
            return message.state == .rejected ? [.alreadyRejected, .lost] : [.alreadyRejected]
        case .setAside:
            if isThis, message.state == .leased {
                messages[index].state = .deferred
                forget(index)
                return [.deferred]
            }
            return isThis && message.state == .deferred ? [.alreadyDeferred] : [.lost]
        case .extend(let lease):
            guard isThis, message.state == .leased else { return [.lost] }
            guard now + lease.milliseconds > deadline(message) else { return [.extended] }
            messages[index].deadline = now + lease.milliseconds
            messages[index].length = lease.milliseconds
            forget(index)
            return [.extended]
        case .nack(let failed, let delay):
            if isThis, message.state == .leased {
                messages[index].failures += failed ? 1 : 0
                messages[index].handedBack[item.generation] = now
                handBack(index, expired: false, delay: delay?.milliseconds, failed: failed, now: now)
                messages[index].reason = item.reason
                return [.nacked]
            }
            guard let since = message.handedBack[item.generation] else { return [.lost] }
            // A purge forgets what was handed back and not leased again.
            let gone: [State] = [.dropped, .nackedAway, .doomedOutlived, .doomedOverflowed]
            let mayBeLost = now - since > 600_000 || gone.contains(message.state)
            return mayBeLost ? [.alreadyNacked, .lost] : [.alreadyNacked]
        }
    }

    func isIntact(_ given: [Delivery], now: Int64) -> Bool {
        given.allSatisfy {
            let message = messages[Int($0.offset)]
            return message.state == .leased && message.generation == $0.generation && now < deadline(message)
        }
    }

    /// An attempt is over as soon as one of its leases ends.
    mutating func forget(_ index: Int) {
        attempts = attempts.filter { !$0.value.contains { $0.offset == UInt64(index) } }
    }
}
