//! Service levels, and what has to be told when.

import CounterfoilGenerated

/// How far the forms of the steps that were made are filled in.
public typealias Adherence = CounterfoilGenerated.Adherence
/// A due moment, as an alarm is set for it. One that is not in the next list is to be taken away.
public typealias Alarm = CounterfoilGenerated.Alarm
/// A stop of the clock that the office declared for an area, a span or a filter.
public typealias ClockStop = CounterfoilGenerated.ClockStop
/// The due moments of a person's orders, and what the phone knows of the time.
public typealias DueList = CounterfoilGenerated.DueList
/// A moment at which somebody is to be told.
public typealias DueMoment = CounterfoilGenerated.DueMoment
/// A target of an order, reckoned.
public typealias DueTarget = CounterfoilGenerated.DueTarget
/// A lane of the present stage: work that goes on beside other work.
public typealias LaneRow = CounterfoilGenerated.LaneRow
/// How long an order may stay at its stage.
public typealias LimitRow = CounterfoilGenerated.LimitRow
/// What is due first on an order: of an open one the open target that is due first, of one that is over the worst
/// that was not kept.
public typealias NextDue = CounterfoilGenerated.NextDue
/// Something that this person is told at once: a refusal, a danger, the words of a rule.
public typealias Notice = CounterfoilGenerated.Notice
/// What a notice tells.
public typealias NoticeTold = CounterfoilGenerated.NoticeTold
/// A time during which a target's clock stood still, and why.
public typealias PauseTold = CounterfoilGenerated.PauseTold
/// How long a clock has run: it lies between these.
public typealias Spent = CounterfoilGenerated.Spent
/// A part of an order that is an order itself, as the hub said last.
public typealias SubOrderRow = CounterfoilGenerated.SubOrderRow
/// How many parts an order has.
public typealias SubOrdersShown = CounterfoilGenerated.SubOrdersShown
/// One of the orders for which a notice stands.
public typealias ToldOrder = CounterfoilGenerated.ToldOrder
/// Something that the hub did by itself, as the playbook says.
public typealias TriggeredRow = CounterfoilGenerated.TriggeredRow
/// Why a target is due when it is.
public typealias Why = CounterfoilGenerated.Why
