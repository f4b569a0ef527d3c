//! What people write and what scanners read, understood.

import CounterfoilGenerated

/// A code that is or may be a waybill.
public typealias CodeHint = CounterfoilGenerated.CodeHint
/// By when something must have happened.
public typealias DeadlineHint = CounterfoilGenerated.DeadlineHint
/// One field of a draft.
public typealias DraftField = CounterfoilGenerated.DraftField
/// A GS1 code.
public typealias Gs1Code = CounterfoilGenerated.Gs1Code
/// A day as a GS1 code has it.
public typealias Gs1Date = CounterfoilGenerated.Gs1Date
/// One element of a GS1 code.
public typealias Gs1Element = CounterfoilGenerated.Gs1Element
/// A number of an order, as a text calls it.
public typealias OrderNumberHint = CounterfoilGenerated.OrderNumberHint
/// A telephone number.
public typealias PhoneHint = CounterfoilGenerated.PhoneHint
/// Words that name a place.
public typealias PlaceHint = CounterfoilGenerated.PlaceHint
/// How urgent it is, and why.
public typealias PriorityHint = CounterfoilGenerated.PriorityHint
/// A scanned code, understood.
public typealias ScanRead = CounterfoilGenerated.ScanRead
/// What a text says: hints for a person to confirm, each with its place and its reasons.
public typealias TextRead = CounterfoilGenerated.TextRead
/// A part of a text, in Unicode scalar values: from, and up to but without.
public typealias TextSpan = CounterfoilGenerated.TextSpan
/// An order that a draft may be about already.
public typealias SameMatter = CounterfoilGenerated.SameMatter
/// An order as a text proposes it. A person looks at it and changes it before anything is written.
public typealias TicketDraft = CounterfoilGenerated.TicketDraft
/// A topic that a text shows.
public typealias TopicHint = CounterfoilGenerated.TopicHint
/// Why somebody should look at a code.
public typealias CodeDoubt = CounterfoilGenerated.CodeDoubt
/// How a GS1 code was written.
public typealias Gs1Form = CounterfoilGenerated.Gs1Form
/// What was put right to read a number.
public typealias Healing = CounterfoilGenerated.Healing
/// Why somebody should look at a telephone number.
public typealias PhoneDoubt = CounterfoilGenerated.PhoneDoubt
/// What kind of telephone number it is.
public typealias PhoneKind = CounterfoilGenerated.PhoneKind
/// Which code of one picture counts, by its place in the list.
public typealias PickedCode = CounterfoilGenerated.PickedCode
/// What a topic tells of.
public typealias TopicGroup = CounterfoilGenerated.TopicGroup
