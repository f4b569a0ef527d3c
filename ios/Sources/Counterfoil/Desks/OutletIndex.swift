//! Outlets in memory: the nearest one, at once.

import CounterfoilGenerated

/// Outlets, stations and lockers of the packs that are on the phone.
public struct OutletIndex: Sendable {
    let index: CounterfoilGenerated.OutletIndex

    /// The nearest ones with their distance, nearest first; memory alone, under 1 ms.
    ///
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` for a number that is none.
    public func nearest(to point: Point, count: Int = 3) throws(CounterfoilError) -> [NearOutlet] {
        do { return try index.nearest(to: point, count: Int64(count)) } catch { throw CounterfoilError(error) }
    }
}
