package import LogFormat

extension Topic {
    /// Whether publishers hand over the hashes of their keys, and readers may ask for the latest of one.
    package var isCompacted: Bool { settings.cleanup.compacts }

    /// Hashes keys for this topic.
    package var keyHasher: KeyHasher { namespace.shard.keyHasher }
}
