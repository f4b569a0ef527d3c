/*
 * What is handed in and given back at the door, and by a loading scan.
 *
 * These are plain values, generated with their documentation; Java callers find them in `dev.counterfoil.ffi`.
 */

package dev.counterfoil

/** One side's word on a matter: "it is under warranty", "it is not". */
public typealias Claim = dev.counterfoil.ffi.Claim

/** Whether money that was said to be paid has come, by who sees the account. */
public typealias Confirmed = dev.counterfoil.ffi.Confirmed

/** Consent to a locker, station, proxy or doorstep. */
public typealias Consent = dev.counterfoil.ffi.Consent

/** An attempt to reach somebody. The number itself stays in the contact document. */
public typealias ContactAttempt = dev.counterfoil.ffi.ContactAttempt

/**
 * What a person counted with his own hands, on his shift: banknotes, or things of one list. Of several counts of the
 * same the last one stands.
 */
public typealias Counted = dev.counterfoil.ffi.Counted

/** Who has the thing now; folds to a holder. */
public typealias CustodyStep = dev.counterfoil.ffi.CustodyStep

/** A part asked for, used or returned. */
public typealias Part = dev.counterfoil.ffi.Part

/** Money taken (positive) or given back (negative). */
public typealias Payment = dev.counterfoil.ffi.Payment

/** One line of a quote. */
public typealias QuoteLine = dev.counterfoil.ffi.QuoteLine

/** A measured value with its unit. */
public typealias Reading = dev.counterfoil.ffi.Reading

/** The customer refused the goods (拒收). */
public typealias Refusal = dev.counterfoil.ffi.Refusal

/** The signer would not or could not sign. */
public typealias Unsigned = dev.counterfoil.ffi.Unsigned

/** What the pen did on a pad. */
public typealias PenStrokes = dev.counterfoil.ffi.PenStrokes

/** A photograph that was taken in. */
public typealias PhotoTaken = dev.counterfoil.ffi.PhotoTaken

/** A position as the platform gives it, WGS-84. */
public typealias Position = dev.counterfoil.ffi.Position

/** What a signer was shown for an order. */
public typealias ShownOrder = dev.counterfoil.ffi.ShownOrder

/** A signature. */
public typealias SignatureInput = dev.counterfoil.ffi.SignatureInput

/** One report of the touch screen. */
public typealias Touch = dev.counterfoil.ffi.Touch

/** What a code may be. */
public typealias Candidate = dev.counterfoil.ffi.Candidate

/** What one read means, and what was kept of it. */
public typealias LoadAnswer = dev.counterfoil.ffi.LoadAnswer

/** The load check of a shift: five lists, each thing in one of them. */
public typealias LoadCheck = dev.counterfoil.ffi.LoadCheck

/** One thing of a list. */
public typealias LoadLine = dev.counterfoil.ffi.LoadLine

/** Who signs for all of them. */
public typealias Signer = dev.counterfoil.ffi.Signer

/** What is to be shown for one order. */
public typealias TogetherPart = dev.counterfoil.ffi.TogetherPart

/** What was written of a visit. */
public typealias VisitDone = dev.counterfoil.ffi.VisitDone
