/// A redrive that is being carried out by this process.
struct RedriveTurn {
    /// Why it rests; nil while it goes on.
    var pause: String?
}
