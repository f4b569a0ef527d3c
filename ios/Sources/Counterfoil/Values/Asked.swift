//! What an app hands over and gets back, as it crosses: plain structs and enums, the same in Kotlin.

import CounterfoilGenerated

// MARK: Refusals

/// Why a person may not do something.
public typealias NotAllowed = CounterfoilGenerated.NotAllowed

// MARK: The smallest values

/// One text in both languages.
public typealias Words = CounterfoilGenerated.Words
/// A name that people give a subject: a waybill, a serial.
public typealias Key = CounterfoilGenerated.Key
/// An amount.
public typealias Money = CounterfoilGenerated.Money
/// What a custody step does.
public typealias CustodyAct = CounterfoilGenerated.CustodyAct
/// Who measured a position.
public typealias FixProvider = CounterfoilGenerated.FixProvider
/// How an attempt to reach somebody ended.
public typealias ContactOutcome = CounterfoilGenerated.ContactOutcome
/// What a payment is for.
public typealias PaymentPurpose = CounterfoilGenerated.PaymentPurpose
/// How it was paid.
public typealias PaymentMethod = CounterfoilGenerated.PaymentMethod
/// Who pays a line of a quote.
public typealias Payer = CounterfoilGenerated.Payer
/// What one read of a loading scan means.
public typealias LoadVerdict = CounterfoilGenerated.LoadVerdict
/// Why a code may be a carrier's number.
public typealias CandidateReason = CounterfoilGenerated.CandidateReason
/// How long something lasted, as far as two intervals tell.
public typealias LastingMs = CounterfoilGenerated.LastingMs
/// What a command wrote.
public typealias Done = CounterfoilGenerated.Done
/// A fact that was written.
public typealias FactMade = CounterfoilGenerated.FactMade
/// Something that was founded on this phone.
public typealias Founded = CounterfoilGenerated.Founded
/// A quote that was made.
public typealias QuoteMade = CounterfoilGenerated.QuoteMade

// MARK: What is captured

/// A measured value with its unit.
public typealias Reading = CounterfoilGenerated.Reading
/// Consent to a locker, station, proxy or doorstep.
public typealias Consent = CounterfoilGenerated.Consent
/// The customer refused the goods (拒收).
public typealias Refusal = CounterfoilGenerated.Refusal
/// The signer would not or could not sign.
public typealias Unsigned = CounterfoilGenerated.Unsigned
/// An attempt to reach somebody.
public typealias ContactAttempt = CounterfoilGenerated.ContactAttempt
/// Money taken (positive) or given back (negative).
public typealias Payment = CounterfoilGenerated.Payment
/// Whether money that was said to be paid has come, by who sees the account.
public typealias Confirmed = CounterfoilGenerated.Confirmed
/// A part asked for, used or returned.
public typealias Part = CounterfoilGenerated.Part
/// One line of a quote.
public typealias QuoteLine = CounterfoilGenerated.QuoteLine
/// One side's word on a matter: "it is under warranty", "it is not".
public typealias Claim = CounterfoilGenerated.Claim
/// What a person counted with his own hands, on his shift: banknotes, or things of one list.
public typealias Counted = CounterfoilGenerated.Counted
/// Who has the thing now; folds to a holder.
public typealias CustodyStep = CounterfoilGenerated.CustodyStep

// MARK: Acts

/// What belongs to an act besides its step.
public typealias Capture = CounterfoilGenerated.Capture
/// A step of the workflow, with what is captured in the same act.
public typealias TransitionStep = CounterfoilGenerated.TransitionStep
/// A photograph, by path: its bytes never cross into the core.
public typealias PhotoSource = CounterfoilGenerated.PhotoSource
/// A photograph that was taken in.
public typealias PhotoTaken = CounterfoilGenerated.PhotoTaken
/// A position as the platform gives it, WGS-84.
public typealias Position = CounterfoilGenerated.Position
/// One report of the touch screen.
public typealias Touch = CounterfoilGenerated.Touch
/// What the pen did on a pad.
public typealias PenStrokes = CounterfoilGenerated.PenStrokes
/// What a signer was shown for an order.
public typealias ShownOrder = CounterfoilGenerated.ShownOrder
/// A signature.
public typealias SignatureInput = CounterfoilGenerated.SignatureInput

// MARK: Acts over several orders

/// One order's part of an act over several.
public typealias OrderPart = CounterfoilGenerated.OrderPart
/// Who signs for all of them.
public typealias Signer = CounterfoilGenerated.Signer
/// What is to be shown for one order.
public typealias TogetherPart = CounterfoilGenerated.TogetherPart
/// An order that cannot go with the others now.
public typealias LeftOut = CounterfoilGenerated.LeftOut

// MARK: Visits

/// What was written of a visit.
public typealias VisitDone = CounterfoilGenerated.VisitDone

// MARK: The account

/// Which hub, and how it is known: part of an app's own configuration. Whoever could change the fingerprint there could
/// put another hub in the place of the right one.
public typealias HubPin = CounterfoilGenerated.HubPin
/// Whose store this is.
public typealias Enrolled = CounterfoilGenerated.Enrolled
/// How the account stands.
public typealias AccountStatus = CounterfoilGenerated.AccountStatus
/// One life of this store.
public typealias ChainHeld = CounterfoilGenerated.ChainHeld
/// Everything that this store has made.
public typealias Inventory = CounterfoilGenerated.Inventory
/// What came back from a wreck; the caller tells the person.
public typealias Salvaged = CounterfoilGenerated.Salvaged
/// One manual, as far as it is here.
public typealias ManualHeld = CounterfoilGenerated.ManualHeld
/// "7 of 8": how much of what today's orders need is here.
public typealias Ready = CounterfoilGenerated.Ready
/// What opening found; the shell tells the person what they must know.
public typealias OpeningReport = CounterfoilGenerated.OpeningReport
/// What came of asking for a certificate.
public typealias CertificateOutcome = CounterfoilGenerated.CertificateOutcome
/// Why there is no certificate yet.
public typealias Left = CounterfoilGenerated.Left

// MARK: A shared device

/// A person's store on a shared device.
public typealias PersonHere = CounterfoilGenerated.PersonHere
/// What becomes of a store that is taken from the device.
public typealias Removal = CounterfoilGenerated.Removal

// MARK: The playbook

/// Something with an id for rules and a name for people.
public typealias Named = CounterfoilGenerated.Named
/// A shared note.
public typealias NoteRule = CounterfoilGenerated.NoteRule
/// Why something happened or did not.
public typealias Reason = CounterfoilGenerated.Reason
/// A way by which people agree to something.
public typealias Channel = CounterfoilGenerated.Channel
/// What the values of a field are.
public typealias FieldKind = CounterfoilGenerated.FieldKind
/// The type of a field, or of all fields below a prefix.
public typealias FieldRule = CounterfoilGenerated.FieldRule
/// A playbook, as far as screens need it.
public typealias Playbook = CounterfoilGenerated.Playbook

// MARK: Sync

/// How far the work of this phone is.
public typealias SyncStatus = CounterfoilGenerated.SyncStatus
/// What went over the wire: bytes both ways, and round trips.
public typealias Traffic = CounterfoilGenerated.Traffic
/// One stuck piece of work.
public typealias Stuck = CounterfoilGenerated.Stuck
/// Why a piece of work does not go on by itself.
public typealias StuckReason = CounterfoilGenerated.StuckReason
/// Which blobs a session may carry.
public typealias Uploads = CounterfoilGenerated.Uploads
/// What a battery has left.
public typealias Battery = CounterfoilGenerated.Battery
/// Why a session ended.
public typealias SessionEnd = CounterfoilGenerated.SessionEnd
/// What a session did and left.
public typealias SyncReport = CounterfoilGenerated.SyncReport

// MARK: News

/// What may have changed.
public typealias Topic = CounterfoilGenerated.Topic

// MARK: The log

/// One thing that the core has to say.
public typealias LogEvent = CounterfoilGenerated.LogEvent
/// A particular of an event.
public typealias LogField = CounterfoilGenerated.LogField
/// How much an event matters, the most first.
public typealias LogLevel = CounterfoilGenerated.LogLevel

// MARK: Signing

/// With what a signer signs.
public typealias SigningAlgorithm = CounterfoilGenerated.SigningAlgorithm
/// The public half of a signer.
public typealias SignerKey = CounterfoilGenerated.SignerKey

// MARK: HTTP

/// One header line.
public typealias HttpHeader = CounterfoilGenerated.HttpHeader
/// What a request carries.
public typealias HttpBody = CounterfoilGenerated.HttpBody
/// One request to the hub.
public typealias HttpRequest = CounterfoilGenerated.HttpRequest
/// The hub's answer, whatever its status.
public typealias HttpResponse = CounterfoilGenerated.HttpResponse

// MARK: Pictures

/// A photograph or a signature of an order, and what this phone holds of it.
public typealias Picture = CounterfoilGenerated.Picture
/// A small picture as one piece of bytes.
public typealias SmallPicture = CounterfoilGenerated.SmallPicture

// MARK: Prepared captures

/// A capture whose files are sealed on this phone and that nothing names yet: it becomes part of the act that it is
/// handed over with. One that is never handed over is swept at a later opening.
public typealias Prepared = CounterfoilGenerated.Prepared
/// A prepared capture with its order.
public typealias PreparedFor = CounterfoilGenerated.PreparedFor
