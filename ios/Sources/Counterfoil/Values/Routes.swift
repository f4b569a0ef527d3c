//! Stops, routes, the order of calls, outlets and ways.

import CounterfoilGenerated

/// An address, taken apart. Numbers are in one spelling: `三幢` is `3`, `负二层` is `-2`.
public typealias Address = CounterfoilGenerated.Address
/// One warning or wish, with the words that it was read from.
public typealias Alert = CounterfoilGenerated.Alert
/// How a courier's order of calls stands.
public typealias CallSequence = CounterfoilGenerated.CallSequence
/// One call of a timetable; times in seconds since 1970.
public typealias CallTime = CounterfoilGenerated.CallTime
/// A route: the stops, their order with its times, what could be better, and what the office offers.
public typealias CourierRoute = CounterfoilGenerated.CourierRoute
/// An address to open, and what it holds.
public typealias MapLink = CounterfoilGenerated.MapLink
/// An outlet with its distance.
public typealias NearOutlet = CounterfoilGenerated.NearOutlet
/// An outlet, a station, a locker: where people can go.
public typealias Outlet = CounterfoilGenerated.Outlet
/// A position in WGS-84, in units of 10⁻⁷ degree.
public typealias Point = CounterfoilGenerated.Point
/// What a courier is told about his route.
public typealias RouteAdvice = CounterfoilGenerated.RouteAdvice
/// What a route is asked for.
public typealias RouteAsk = CounterfoilGenerated.RouteAsk
/// A pause; times in seconds since 1970.
public typealias RouteBreak = CounterfoilGenerated.RouteBreak
/// A better order of calls, to be taken or not.
public typealias RouteOffer = CounterfoilGenerated.RouteOffer
/// One call: orders for one door, one person at one place, one locker or station.
public typealias RouteStop = CounterfoilGenerated.RouteStop
/// An order of calls that somebody offered.
public typealias SequenceOffer = CounterfoilGenerated.SequenceOffer
/// How fast somebody gets about.
public typealias Speed = CounterfoilGenerated.Speed
/// A whole timetable.
public typealias Timetable = CounterfoilGenerated.Timetable
/// What a remark warns of or asks for; what matters most stands first.
public typealias AlertKind = CounterfoilGenerated.AlertKind
/// How degrees are to be understood.
public typealias Datum = CounterfoilGenerated.Datum
/// An app that shows the way.
public typealias MapApp = CounterfoilGenerated.MapApp
/// Where a stop's position is from.
public typealias PointSource = CounterfoilGenerated.PointSource
/// What a named spot is.
public typealias SpotKind = CounterfoilGenerated.SpotKind
/// How one gets there.
public typealias Travel = CounterfoilGenerated.Travel
/// Whether a wished window can be kept.
public typealias WindowAnswer = CounterfoilGenerated.WindowAnswer
