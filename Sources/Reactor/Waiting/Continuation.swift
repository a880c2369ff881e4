/// What resumes a suspended task, exactly once, on the executor it left.
///
/// Debug builds check the "exactly once"; release builds trust it, which saves an allocation a suspension.
@safe @frozen
public struct Continuation<Value>: Sendable {
    #if DEBUG
        @usableFromInline let wrapped: CheckedContinuation<Value, Never>

        @usableFromInline
        init(_ wrapped: CheckedContinuation<Value, Never>) { self.wrapped = wrapped }
    #else
        @usableFromInline let wrapped: UnsafeContinuation<Value, Never>

        @inlinable @inline(__always)
        init(_ wrapped: UnsafeContinuation<Value, Never>) { unsafe self.wrapped = unsafe wrapped }
    #endif

    /// Makes the task go on with `value`; from any thread, once.
    @inlinable @inline(__always)
    public func resume(returning value: sending Value) {
        #if DEBUG
            wrapped.resume(returning: value)
        #else
            unsafe wrapped.resume(returning: value)
        #endif
    }
}

/// Suspends the task until the continuation given to `body` is resumed; stays on the caller's executor.
///
/// Inlined, or else each suspended task would carry two more frames.
@inlinable @inline(__always)
public func suspend<Value>(_ body: (Continuation<Value>) -> Void) async -> sending Value {
    #if DEBUG
        return await withCheckedContinuation { body(Continuation($0)) }
    #else
        return unsafe await withUnsafeContinuation { unsafe body(Continuation($0)) }
    #endif
}
