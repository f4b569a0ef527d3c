//! Approvals, and what is shown to whoever answers.

import CounterfoilGenerated

/// An answer to a request for approval.
public typealias ApprovalAnswer = CounterfoilGenerated.ApprovalAnswer
/// Who asked for an approval.
public typealias ApprovalAsk = CounterfoilGenerated.ApprovalAsk
/// A fact that is shown to whoever approves: a quote, a reading.
public typealias ApprovalFact = CounterfoilGenerated.ApprovalFact
/// A field that is shown to whoever approves.
public typealias ApprovalField = CounterfoilGenerated.ApprovalField
/// One level of the approvals of one transition.
public typealias ApprovalRow = CounterfoilGenerated.ApprovalRow
/// What another phone's code asks, as this phone shows it. Nothing is signed yet.
public typealias AskedApproval = CounterfoilGenerated.AskedApproval
/// How the PIN before a signature stands.
public typealias PinStatus = CounterfoilGenerated.PinStatus
/// A request that waits for an answer of this person's role.
public typealias WaitingApproval = CounterfoilGenerated.WaitingApproval
