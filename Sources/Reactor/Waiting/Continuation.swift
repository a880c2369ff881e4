/// What resumes a suspended task, exactly once, on the executor it left.
///
/// Debug builds check the "exactly once"; release builds trust it, which saves an allocation a suspension.
@safe
package struct Continuation<Value>: Sendable {
    #if DEBUG
        private let wrapped: CheckedContinuation<Value, Never>

        fileprivate init(_ wrapped: CheckedContinuation<Value, Never>) { self.wrapped = wrapped }
    #else
        private let wrapped: UnsafeContinuation<Value, Never>

        fileprivate init(_ wrapped: UnsafeContinuation<Value, Never>) { unsafe self.wrapped = unsafe wrapped }
    #endif

    package func resume(returning value: sending Value) {
        #if DEBUG
            wrapped.resume(returning: value)
        #else
            unsafe wrapped.resume(returning: value)
        #endif
    }
}

/// Suspends the task until the continuation given to `body` is resumed; stays on the caller's executor.
package func suspend<Value>(_ body: (Continuation<Value>) -> Void) async -> sending Value {
    #if DEBUG
        return await withCheckedContinuation { body(Continuation($0)) }
    #else
        return unsafe await withUnsafeContinuation { unsafe body(Continuation($0)) }
    #endif
}
