//! What screens show, as it crosses from the core: plain structs and enums, the same in Kotlin.
//!
//! Ids and hashes are texts, whole numbers are `Int64`; times are ms since 1970, with `Date` and `Duration` beside.

import CounterfoilGenerated

// MARK: Lists

/// Which orders a list shows.
public typealias OrderFilter = CounterfoilGenerated.OrderFilter
/// What a scan on an order said.
public typealias Scanned = CounterfoilGenerated.Scanned
/// A place or a machine as a list shows it.
public typealias OtherSubject = CounterfoilGenerated.OtherSubject
/// How a list is sorted.
public typealias ListOrder = CounterfoilGenerated.ListOrder
/// One page of a list.
public typealias OrderPage = CounterfoilGenerated.OrderPage
/// What a code means to this person.
public typealias ScanVerdict = CounterfoilGenerated.ScanVerdict

// MARK: Cards

/// An interval that contains the true time, ms since 1970.
public typealias Interval = CounterfoilGenerated.Interval
/// One row of a list.
public typealias Card = CounterfoilGenerated.Card
/// An urge on a card.
public typealias UrgeShown = CounterfoilGenerated.UrgeShown
/// What the `keys` audience tells of an order besides its keys, its holder and whether it is stopped.
public typealias KeysOnly = CounterfoilGenerated.KeysOnly
/// How many of what lie on an order.
public typealias CardCounts = CounterfoilGenerated.CardCounts
/// A sum on a card.
public typealias CardMoney = CounterfoilGenerated.CardMoney
/// Why an order waits, and until when.
public typealias Waiting = CounterfoilGenerated.Waiting
/// How often something was tried.
public typealias AttemptsShown = CounterfoilGenerated.AttemptsShown

// MARK: Sheets

/// A whole order.
public typealias Sheet = CounterfoilGenerated.Sheet
/// A blob that a fact names: a photograph, a signature.
public typealias BlobRef = CounterfoilGenerated.BlobRef
/// One side of a dispute.
public typealias SideRow = CounterfoilGenerated.SideRow
/// A transition that moved nothing.
public typealias ExceptionShown = CounterfoilGenerated.ExceptionShown
/// One thing that was missing.
public typealias MissingShown = CounterfoilGenerated.MissingShown
/// A payment, once for each deed.
public typealias PaymentRow = CounterfoilGenerated.PaymentRow
/// What became of one article, in pieces.
public typealias PartRow = CounterfoilGenerated.PartRow
/// A quote.
public typealias QuoteRow = CounterfoilGenerated.QuoteRow
/// A whole order as its person sees it, with what could be done next.
public typealias OrderSheet = CounterfoilGenerated.OrderSheet
/// A step that this person could make next.
public typealias Offer = CounterfoilGenerated.Offer

// MARK: Fields

/// One field of the order.
public typealias FieldRow = CounterfoilGenerated.FieldRow
/// One of several values of a field.
public typealias CandidateRow = CounterfoilGenerated.CandidateRow
/// A value that somebody proposed.
public typealias ProposalRow = CounterfoilGenerated.ProposalRow
/// A shared note.
public typealias NoteRow = CounterfoilGenerated.NoteRow
/// One field to set.
public typealias FieldSet = CounterfoilGenerated.FieldSet
/// An edit of a shared note: what to put in place of what.
public typealias NoteEdit = CounterfoilGenerated.NoteEdit
/// A new order of this phone.
public typealias FoundOrder = CounterfoilGenerated.FoundOrder
/// A choice between values that stand beside each other.
public typealias Settle = CounterfoilGenerated.Settle
/// What a field holds.
public typealias FieldValue = CounterfoilGenerated.FieldValue

// MARK: History

/// A length of time: at least, and at most if that is known.
public typealias Length = CounterfoilGenerated.Length
/// One row.
public typealias TimelineRow = CounterfoilGenerated.TimelineRow
/// One thing that a fact says.
public typealias Detail = CounterfoilGenerated.Detail
/// What a reader should know before relying on a row.
public typealias Warning = CounterfoilGenerated.Warning
/// A time during which the service level's clock stood still.
public typealias PauseRow = CounterfoilGenerated.PauseRow
/// One call at a place.
public typealias VisitRow = CounterfoilGenerated.VisitRow
/// One run of a timer.
public typealias TimerRow = CounterfoilGenerated.TimerRow
/// A consent, with what stands behind it.
public typealias ConsentRow = CounterfoilGenerated.ConsentRow
/// An attempt to reach somebody.
public typealias ContactRow = CounterfoilGenerated.ContactRow
/// An urge, with what was answered.
public typealias UrgeRow = CounterfoilGenerated.UrgeRow
/// An answer to an urge.
public typealias UrgeAnswerRow = CounterfoilGenerated.UrgeAnswerRow
/// A matter on which somebody has said something.
public typealias MatterRow = CounterfoilGenerated.MatterRow
/// One side's word.
public typealias ClaimRow = CounterfoilGenerated.ClaimRow

// MARK: Readings

/// All readings of one quantity by one sensor, in the order in which they were measured.
public typealias SeriesRow = CounterfoilGenerated.SeriesRow
/// What readings are held against.
public typealias ThresholdShown = CounterfoilGenerated.ThresholdShown
/// One reading.
public typealias ReadingRow = CounterfoilGenerated.ReadingRow
/// A run of readings outside.
public typealias ExcursionRow = CounterfoilGenerated.ExcursionRow

// MARK: Loading

/// A message that could be sent to the customer of an order.
public typealias CustomerMessage = CounterfoilGenerated.CustomerMessage
/// The load check of a shift: five lists, each thing in one of them.
public typealias LoadCheck = CounterfoilGenerated.LoadCheck
/// One thing of a list.
public typealias LoadLine = CounterfoilGenerated.LoadLine
/// What one read means, and what was kept of it.
public typealias LoadAnswer = CounterfoilGenerated.LoadAnswer
/// What a code may be.
public typealias Candidate = CounterfoilGenerated.Candidate

// MARK: Parts

/// What a scanned label says of the parts of an order.
public typealias PartVerdict = CounterfoilGenerated.PartVerdict
/// An article by its number and its name.
public typealias PartArticle = CounterfoilGenerated.PartArticle
/// What one scan of a part's label said, and what was kept of it.
public typealias PartScanned = CounterfoilGenerated.PartScanned

// MARK: Shifts

/// A shift as a reader's entries make it.
public typealias ShiftSheet = CounterfoilGenerated.ShiftSheet
/// A break.
public typealias BreakRow = CounterfoilGenerated.BreakRow
/// What was counted.
public typealias CountedRow = CounterfoilGenerated.CountedRow
/// The balances of one shift.
public typealias Balances = CounterfoilGenerated.Balances
/// Things: how many by the papers, and how many were counted.
public typealias Things = CounterfoilGenerated.Things
/// A list of things that was counted.
public typealias ThingsCounted = CounterfoilGenerated.ThingsCounted
/// Money, by purpose and by method.
public typealias Cash = CounterfoilGenerated.Cash
/// Money for one purpose.
public typealias CashPurpose = CounterfoilGenerated.CashPurpose
/// Money taken in one way.
public typealias CashMethod = CounterfoilGenerated.CashMethod
/// An order on which due and taken differ.
public typealias CashOrder = CounterfoilGenerated.CashOrder
/// Work.
public typealias Work = CounterfoilGenerated.Work
/// An order that waits for something.
public typealias WaitingRow = CounterfoilGenerated.WaitingRow
/// An order with work that is still on the phone.
public typealias UnsentRow = CounterfoilGenerated.UnsentRow

// MARK: Reports and readiness

/// What whoever calls at a place needs to know of an order.
public typealias CallShown = CounterfoilGenerated.CallShown
/// What only the shell can tell of the device; what it does not know is no gap.
public typealias DeviceNow = CounterfoilGenerated.DeviceNow
/// What a code means.
public typealias FaultFound = CounterfoilGenerated.FaultFound
/// Something that is not as it should be before leaving.
public typealias Gap = CounterfoilGenerated.Gap
/// What an order says of its machine.
public typealias NamedBy = CounterfoilGenerated.NamedBy
/// Something to say of a photograph, a scan or a position while it can still be taken again.
public typealias QualityWarning = CounterfoilGenerated.QualityWarning
/// Whether everything for the day is on this phone.
public typealias ReadyToGo = CounterfoilGenerated.ReadyToGo
/// A report.
public typealias Report = CounterfoilGenerated.Report
/// One tap of an urge.
public typealias UrgeTap = CounterfoilGenerated.UrgeTap
