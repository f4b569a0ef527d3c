/*
 * The kinds of values that are one of several, each under a name of its own: a `when` over the value is complete.
 */

package dev.counterfoil

/** A field that holds a text. */
public typealias FieldText = FieldValue.Text

/** A field that holds a whole number. */
public typealias FieldNumber = FieldValue.Number

/** A field that holds yes or no. */
public typealias FieldFlag = FieldValue.Flag

/** A field that was cleared. */
public typealias FieldCleared = FieldValue.Cleared

/** A code of one or more orders that this person sees. */
public typealias CodeKnown = ScanVerdict.Known

/** A code of an order that must not be loaded. */
public typealias CodeDoNotLoad = ScanVerdict.DoNotLoad

/** A code of an order that somebody else has, or that nobody has yet. */
public typealias CodeAnotherPersons = ScanVerdict.AnotherPersons

/** A code that nothing here carries. */
public typealias CodeUnknown = ScanVerdict.Unknown

/** Nothing is left on this phone; the hub has signed it. */
public typealias NothingLeft = CertificateOutcome.NothingLeft

/** Something is left. */
public typealias SomethingLeft = CertificateOutcome.Left

/** No shift was closed. */
public typealias LeftShiftOpen = Left.ShiftOpen

/** Captures that are not finished. */
public typealias LeftDrafts = Left.Drafts

/** Work that the hub does not have. */
public typealias LeftUnsent = Left.Unsent

/** Files that the hub does not have. */
public typealias LeftBlobs = Left.Blobs

/** Something was written after the shift was closed: close it again. */
public typealias LeftWorkAfterClosing = Left.WorkAfterClosing

/** Damaged databases that lie aside and may hold work that the hub does not have. */
public typealias LeftSetAside = Left.SetAside

/** The hub's own answer. */
public typealias LeftAtHub = Left.Hub

/** A request that carries nothing. */
public typealias EmptyBody = HttpBody.Empty

/** A request that carries bytes. */
public typealias BytesBody = HttpBody.Bytes

/** A request that carries a part of a sealed file. */
public typealias FileBody = HttpBody.File

/** A heading on the page of a form. */
public typealias FormHeading = FormLine.Heading

/** A text on the page of a form. */
public typealias FormText = FormLine.Text

/** A question on the page of a form. */
public typealias FormAsks = FormLine.Question

/** Where a repeat group begins on the page of a form. */
public typealias FormGroup = FormLine.RepeatGroup

/** Where an item of a repeat group begins on the page of a form. */
public typealias FormItem = FormLine.Item

/** A window that can be kept. */
public typealias WindowFits = WindowAnswer.Fits

/** A window that cannot be kept. */
public typealias WindowRefused = WindowAnswer.Refused

/** One code of a picture counts. */
public typealias PickedOne = PickedCode.One

/** Several codes of a picture are as good as each other. */
public typealias PickedSeveral = PickedCode.Several

/** No code of a picture names anything. */
public typealias PickedNothing = PickedCode.Nothing
