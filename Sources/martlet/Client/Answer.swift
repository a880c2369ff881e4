/// A whole answer, with the fields that the commands look at.
struct Answer {
    let status: Int
    let body: [UInt8]
    /// Its Content-Type, empty without one.
    let type: String
    /// The cursor behind what was read.
    let next: String?
    /// Whether nothing more was there to be read.
    let isUpToDate: Bool

    var isSuccess: Bool { status / 100 == 2 }
}
