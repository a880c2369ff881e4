// One wrapper, so that debug builds check what release builds trust.
#if DEBUG
    package typealias Continuation<Value> = CheckedContinuation<Value, Never>
#else
    package typealias Continuation<Value> = UnsafeContinuation<Value, Never>
#endif

/// Suspends the task until the continuation given to `body` is resumed; stays on the caller's executor.
package func suspend<Value>(_ body: (Continuation<Value>) -> Void) async -> sending Value {
    #if DEBUG
        return await withCheckedContinuation { body($0) }
    #else
        return unsafe await withUnsafeContinuation { unsafe body($0) }
    #endif
}
