//! The places that a person has gone through.

import Observation

/// The places that a person has gone through, the present one last; never empty. It is saved as text.
@MainActor
@Observable
public final class BackStack {
    /// All of them.
    public private(set) var places: [Place]

    public init(_ places: [Place] = [.orders]) {
        self.places = places.isEmpty ? [.orders] : places
    }

    /// The stack that was saved. A line that this version does not know ends it: what lies before is whole.
    public convenience init(saved: String?) {
        let lines = (saved ?? "").split(separator: "\n").map(String.init)
        self.init(lines.map(Place.init(saved:)).prefix { $0 != nil }.compactMap { $0 })
    }

    /// The present one.
    public var top: Place { places[places.count - 1] }

    /// Goes on to a place; going to where one is does nothing.
    func push(_ place: Place) {
        if place != top { places.append(place) }
    }

    /// Goes to a place instead of the present one.
    func replace(_ place: Place) {
        places = places.dropLast() + [place]
    }

    /// Goes back; `false` where there is nothing behind.
    @discardableResult
    func pop() -> Bool {
        if places.count == 1 { return false }
        places.removeLast()
        return true
    }

    /// Goes back to a place that lies behind, or on to it.
    func returnTo(_ place: Place) {
        if let at = places.lastIndex(of: place) {
            places = Array(places[...at])
        } else {
            places.append(place)
        }
    }

    /// Goes to one of the places of the bar below: behind it lie the orders alone.
    func switchTo(_ root: Place) {
        places = root == .orders ? [.orders] : [.orders, root]
    }

    /// The stack as text, a line for each place.
    public func save() -> String { places.map(\.saved).joined(separator: "\n") }
}
