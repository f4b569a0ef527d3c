/*
 * The kinds of values that are one of several, each under a name of its own: a `when` over the value is complete.
 */

package dev.counterfoil

/** A field that holds a text. */
public typealias FieldText = dev.counterfoil.ffi.FieldValue.Text

/** A field that holds a whole number. */
public typealias FieldNumber = dev.counterfoil.ffi.FieldValue.Number

/** A field that holds yes or no. */
public typealias FieldFlag = dev.counterfoil.ffi.FieldValue.Flag

/** A field that was cleared. */
public typealias FieldCleared = dev.counterfoil.ffi.FieldValue.Cleared

/** A code of one or more orders that this person sees. */
public typealias CodeKnown = dev.counterfoil.ffi.ScanVerdict.Known

/** A code of an order that must not be loaded. */
public typealias CodeDoNotLoad = dev.counterfoil.ffi.ScanVerdict.DoNotLoad

/** A code of an order that somebody else has, or that nobody has yet. */
public typealias CodeAnotherPersons = dev.counterfoil.ffi.ScanVerdict.AnotherPersons

/** A code that nothing here carries. */
public typealias CodeUnknown = dev.counterfoil.ffi.ScanVerdict.Unknown

/** Nothing is left on this phone; the hub has signed it. */
public typealias NothingLeft = dev.counterfoil.ffi.CertificateOutcome.NothingLeft

/** Something is left. */
public typealias SomethingLeft = dev.counterfoil.ffi.CertificateOutcome.Left

/** No shift was closed. */
public typealias LeftShiftOpen = dev.counterfoil.ffi.Left.ShiftOpen

/** Captures that are not finished. */
public typealias LeftDrafts = dev.counterfoil.ffi.Left.Drafts

/** Work that the hub does not have. */
public typealias LeftUnsent = dev.counterfoil.ffi.Left.Unsent

/** Files that the hub does not have. */
public typealias LeftBlobs = dev.counterfoil.ffi.Left.Blobs

/** Something was written after the shift was closed: close it again. */
public typealias LeftWorkAfterClosing = dev.counterfoil.ffi.Left.WorkAfterClosing

/** Damaged databases that lie aside and may hold work that the hub does not have. */
public typealias LeftSetAside = dev.counterfoil.ffi.Left.SetAside

/** The hub's own answer. */
public typealias LeftAtHub = dev.counterfoil.ffi.Left.Hub

/** A request that carries nothing. */
public typealias EmptyBody = dev.counterfoil.ffi.HttpBody.Empty

/** A request that carries bytes. */
public typealias BytesBody = dev.counterfoil.ffi.HttpBody.Bytes

/** A request that carries a part of a sealed file. */
public typealias FileBody = dev.counterfoil.ffi.HttpBody.File
