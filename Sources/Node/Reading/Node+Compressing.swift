package import Base
internal import LogStore

extension Node {
    /// The bytes as one gzip member, made by a worker.
    package func compressed(_ plain: consuming ByteBuffer) async -> StoredPage {
        let bytes = PageBytes(plain)
        let parts = unsafe await withUnsafeContinuation {
            (continuation: UnsafeContinuation<[StoredPage.Part], Never>) in
            shard.scheduler.postToWorker {
                var member = GzipMember()
                member.append(plain: bytes.part.bytes)
                unsafe continuation.resume(returning: member.finish())
            }
        }
        var page = StoredPage(next: .zero)
        page.parts = parts
        page.isCompressed = true
        return page
    }
}
