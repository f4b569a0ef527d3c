/*
 * What orders, lists and sheets are made of.
 *
 * These are plain values, generated with their documentation; Java callers find them in `dev.counterfoil.ffi`.
 */

package dev.counterfoil

/** How often something was tried. */
public typealias AttemptsShown = dev.counterfoil.ffi.AttemptsShown

/** One row of a list. Equal entries and documents give equal bytes, on every phone and on the hub. */
public typealias Card = dev.counterfoil.ffi.Card

/** How many of what lie on an order. */
public typealias CardCounts = dev.counterfoil.ffi.CardCounts

/** A sum on a card. */
public typealias CardMoney = dev.counterfoil.ffi.CardMoney

/** An interval that contains the true time, ms since 1970. An open end is `None`. */
public typealias Interval = dev.counterfoil.ffi.Interval

/** What the `keys` audience tells of an order besides its keys, its holder and whether it is stopped. */
public typealias KeysOnly = dev.counterfoil.ffi.KeysOnly

/** An urge on a card. */
public typealias UrgeShown = dev.counterfoil.ffi.UrgeShown

/** Why an order waits, and until when. */
public typealias Waiting = dev.counterfoil.ffi.Waiting

/** A blob that a fact names: a photograph, strokes, a voice note. */
public typealias BlobRef = dev.counterfoil.ffi.BlobRef

/** A transition that moved nothing. */
public typealias ExceptionShown = dev.counterfoil.ffi.ExceptionShown

/** One thing that was missing. */
public typealias MissingShown = dev.counterfoil.ffi.MissingShown

/** A step that this person could make next. */
public typealias Offer = dev.counterfoil.ffi.Offer

/** A whole order as its person sees it, with what could be done next. */
public typealias OrderSheet = dev.counterfoil.ffi.OrderSheet

/** What became of one article, in pieces. */
public typealias PartRow = dev.counterfoil.ffi.PartRow

/** A payment, once for each deed. */
public typealias PaymentRow = dev.counterfoil.ffi.PaymentRow

/** A quote. */
public typealias QuoteRow = dev.counterfoil.ffi.QuoteRow

/** A whole order. */
public typealias Sheet = dev.counterfoil.ffi.Sheet

/** One side of a dispute. */
public typealias SideRow = dev.counterfoil.ffi.SideRow

/** One of several values of a field. */
public typealias CandidateRow = dev.counterfoil.ffi.CandidateRow

/** One field of the order. */
public typealias FieldRow = dev.counterfoil.ffi.FieldRow

/** One field to set. */
public typealias FieldSet = dev.counterfoil.ffi.FieldSet

/** What a field holds. */
public typealias FieldValue = dev.counterfoil.ffi.FieldValue

/** A new order of this phone. */
public typealias FoundOrder = dev.counterfoil.ffi.FoundOrder

/** An edit of a shared note: letters of several people merge. */
public typealias NoteEdit = dev.counterfoil.ffi.NoteEdit

/** A shared note. */
public typealias NoteRow = dev.counterfoil.ffi.NoteRow

/** A value that somebody proposed. */
public typealias ProposalRow = dev.counterfoil.ffi.ProposalRow

/** A choice between values that stand beside each other. */
public typealias Settle = dev.counterfoil.ffi.Settle

/** One side's word. */
public typealias ClaimRow = dev.counterfoil.ffi.ClaimRow

/** A consent, with what stands behind it. */
public typealias ConsentRow = dev.counterfoil.ffi.ConsentRow

/** An attempt to reach somebody. */
public typealias ContactRow = dev.counterfoil.ffi.ContactRow

/** One thing that a fact says. */
public typealias Detail = dev.counterfoil.ffi.Detail

/** A length of time: it lies between these, both ends counted. */
public typealias Length = dev.counterfoil.ffi.Length

/** A matter on which somebody has said something. */
public typealias MatterRow = dev.counterfoil.ffi.MatterRow

/** A time during which the service level's clock stood still. */
public typealias PauseRow = dev.counterfoil.ffi.PauseRow

/** One row. */
public typealias TimelineRow = dev.counterfoil.ffi.TimelineRow

/** One run of a timer. */
public typealias TimerRow = dev.counterfoil.ffi.TimerRow

/** An answer to an urge. */
public typealias UrgeAnswerRow = dev.counterfoil.ffi.UrgeAnswerRow

/** An urge, with what was answered. */
public typealias UrgeRow = dev.counterfoil.ffi.UrgeRow

/** One call at a place. */
public typealias VisitRow = dev.counterfoil.ffi.VisitRow

/** What a reader should know before relying on a row. */
public typealias Warning = dev.counterfoil.ffi.Warning

/** A run of readings outside. */
public typealias ExcursionRow = dev.counterfoil.ffi.ExcursionRow

/** One reading. */
public typealias ReadingRow = dev.counterfoil.ffi.ReadingRow

/** All readings of one quantity by one sensor, in the order in which they were measured. */
public typealias SeriesRow = dev.counterfoil.ffi.SeriesRow

/** What readings are held against. */
public typealias ThresholdShown = dev.counterfoil.ffi.ThresholdShown

/** How a list is sorted. */
public typealias ListOrder = dev.counterfoil.ffi.ListOrder

/** Which orders a list shows. What is absent does not matter. */
public typealias OrderFilter = dev.counterfoil.ffi.OrderFilter

/** One page of a list. */
public typealias OrderPage = dev.counterfoil.ffi.OrderPage

/** A place or a machine as a list shows it. */
public typealias OtherSubject = dev.counterfoil.ffi.OtherSubject

/** What a code means to this person. */
public typealias ScanVerdict = dev.counterfoil.ffi.ScanVerdict

/** What a scan on an order said. */
public typealias Scanned = dev.counterfoil.ffi.Scanned

/** Why a code may be a carrier's number. */
public typealias CandidateReason = dev.counterfoil.ffi.CandidateReason

/** How an attempt to reach somebody ended. */
public typealias ContactOutcome = dev.counterfoil.ffi.ContactOutcome

/** What a custody step does. */
public typealias CustodyAct = dev.counterfoil.ffi.CustodyAct

/** What a command wrote. It is durable. */
public typealias Done = dev.counterfoil.ffi.Done

/** A fact that was written. */
public typealias FactMade = dev.counterfoil.ffi.FactMade

/** Who measured a position. */
public typealias FixProvider = dev.counterfoil.ffi.FixProvider

/** Something that was founded on this phone. */
public typealias Founded = dev.counterfoil.ffi.Founded

/** A name that people give a subject: a waybill, a serial. Never an id. */
public typealias Key = dev.counterfoil.ffi.Key

/** How long something lasted, as far as two intervals tell. */
public typealias LastingMs = dev.counterfoil.ffi.LastingMs

/** What one read of a loading scan means. */
public typealias LoadVerdict = dev.counterfoil.ffi.LoadVerdict

/** An amount. */
public typealias Money = dev.counterfoil.ffi.Money

/** Who pays a line of a quote. */
public typealias Payer = dev.counterfoil.ffi.Payer

/** How it was paid. */
public typealias PaymentMethod = dev.counterfoil.ffi.PaymentMethod

/** What a payment is for. */
public typealias PaymentPurpose = dev.counterfoil.ffi.PaymentPurpose

/** A quote that was made. */
public typealias QuoteMade = dev.counterfoil.ffi.QuoteMade

/** One text in both languages. */
public typealias Words = dev.counterfoil.ffi.Words

/** A way by which people agree to something. */
public typealias Channel = dev.counterfoil.ffi.Channel

/** What the values of a field are. */
public typealias FieldKind = dev.counterfoil.ffi.FieldKind

/** The type of a field, or of all fields below a prefix. */
public typealias FieldRule = dev.counterfoil.ffi.FieldRule

/** Something with an id for rules and a name for people. */
public typealias Named = dev.counterfoil.ffi.Named

/** A shared note. */
public typealias NoteRule = dev.counterfoil.ffi.NoteRule

/** A playbook, as far as screens need it. */
public typealias Playbook = dev.counterfoil.ffi.Playbook

/** Why something happened or did not. */
public typealias Reason = dev.counterfoil.ffi.Reason

/** A photograph or a signature of an order, and what this phone holds of it. */
public typealias Picture = dev.counterfoil.ffi.Picture

/** A small picture as one piece of bytes. */
public typealias SmallPicture = dev.counterfoil.ffi.SmallPicture
