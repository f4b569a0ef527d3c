/*
 * Shifts, the account, sessions, and what the host brings.
 *
 * These are plain values, generated with their documentation; Java callers find them in `dev.counterfoil.ffi`.
 */

package dev.counterfoil

/** The balances of one shift. */
public typealias Balances = dev.counterfoil.ffi.Balances

/** A break. */
public typealias BreakRow = dev.counterfoil.ffi.BreakRow

/** Money, by purpose and by method. */
public typealias Cash = dev.counterfoil.ffi.Cash

/** Money taken in one way. */
public typealias CashMethod = dev.counterfoil.ffi.CashMethod

/** An order on which due and taken differ. */
public typealias CashOrder = dev.counterfoil.ffi.CashOrder

/** Money for one purpose. */
public typealias CashPurpose = dev.counterfoil.ffi.CashPurpose

/** What was counted. */
public typealias CountedRow = dev.counterfoil.ffi.CountedRow

/** A shift as a reader's entries make it. */
public typealias ShiftSheet = dev.counterfoil.ffi.ShiftSheet

/** Things: what came into the person's hands is delivered, returned, handed over or still held. */
public typealias Things = dev.counterfoil.ffi.Things

/** A list of things that was counted. */
public typealias ThingsCounted = dev.counterfoil.ffi.ThingsCounted

/** An order with work that is still on the phone. */
public typealias UnsentRow = dev.counterfoil.ffi.UnsentRow

/** An order that waits for something. */
public typealias WaitingRow = dev.counterfoil.ffi.WaitingRow

/** Work. */
public typealias Work = dev.counterfoil.ffi.Work

/** How the account stands. */
public typealias AccountStatus = dev.counterfoil.ffi.AccountStatus

/** What came of asking for a certificate. */
public typealias CertificateOutcome = dev.counterfoil.ffi.CertificateOutcome

/** One life of this store. */
public typealias ChainHeld = dev.counterfoil.ffi.ChainHeld

/** Whose store this is. */
public typealias Enrolled = dev.counterfoil.ffi.Enrolled

/** Which hub, and how it is known: part of the app's own configuration. */
public typealias HubPin = dev.counterfoil.ffi.HubPin

/** Everything that this store has made. */
public typealias Inventory = dev.counterfoil.ffi.Inventory

/** Why there is no certificate yet. */
public typealias Left = dev.counterfoil.ffi.Left

/** One manual, as far as it is here. */
public typealias ManualHeld = dev.counterfoil.ffi.ManualHeld

/** What opening found; the shell tells the person what they must know. */
public typealias OpeningReport = dev.counterfoil.ffi.OpeningReport

/** A person's store on a shared device. */
public typealias PersonHere = dev.counterfoil.ffi.PersonHere

/** "7 of 8": whether somebody can drive off into a basement. */
public typealias Ready = dev.counterfoil.ffi.Ready

/** What becomes of a store that is taken from a shared device. */
public typealias Removal = dev.counterfoil.ffi.Removal

/** What came back from a wreck; the caller tells the person. */
public typealias Salvaged = dev.counterfoil.ffi.Salvaged

/** What a battery has left. */
public typealias Battery = dev.counterfoil.ffi.Battery

/** Why a session ended. */
public typealias SessionEnd = dev.counterfoil.ffi.SessionEnd

/** One stuck piece of work. */
public typealias Stuck = dev.counterfoil.ffi.Stuck

/** Why a piece of work does not go on by itself. */
public typealias StuckReason = dev.counterfoil.ffi.StuckReason

/** What a session did and left. */
public typealias SyncReport = dev.counterfoil.ffi.SyncReport

/** How far the work of this phone is. */
public typealias SyncStatus = dev.counterfoil.ffi.SyncStatus

/** What went over the wire: bodies, and the headers that this side wrote and saw, apart. */
public typealias Traffic = dev.counterfoil.ffi.Traffic

/** Which blobs a session may carry. */
public typealias Uploads = dev.counterfoil.ffi.Uploads

/** What the device's clocks say, all read together. */
public typealias Clocks = dev.counterfoil.ffi.Clocks

/** The public half of a signer. */
public typealias SignerKey = dev.counterfoil.ffi.SignerKey

/** With what a signer signs. */
public typealias SigningAlgorithm = dev.counterfoil.ffi.SigningAlgorithm

/** What a request carries. */
public typealias HttpBody = dev.counterfoil.ffi.HttpBody

/** One header line. */
public typealias HttpHeader = dev.counterfoil.ffi.HttpHeader

/** One request to the hub. Redirects are not followed. */
public typealias HttpRequest = dev.counterfoil.ffi.HttpRequest

/** The hub's answer, whatever its status. */
public typealias HttpResponse = dev.counterfoil.ffi.HttpResponse

/** One thing that the library has to say. No name, number, place, waybill or secret is in it, at any level. */
public typealias LogEvent = dev.counterfoil.ffi.LogEvent

/** A particular of an event. */
public typealias LogField = dev.counterfoil.ffi.LogField

/** How much an event matters, the most first. */
public typealias LogLevel = dev.counterfoil.ffi.LogLevel
