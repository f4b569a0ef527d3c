package dev.counterfoil

import dev.counterfoil.ffi.Captures as Desk
import java.io.File
import java.time.Duration
import kotlinx.coroutines.withContext

/**
 * What a person captures at the door. What a call acknowledged is on disk and survives a power cut; every call is one
 * transaction and needs no network.
 */
public class Captures internal constructor(private val desk: Desk, private val wall: Wall) {
    /**
     * Takes a photograph into an order: hashes, seals and scales it, 100 to 300 ms for twelve megapixels. A process
     * that is killed in the middle loses nothing: the next opening goes on with it.
     */
    public suspend fun photo(order: String, source: PhotoSource): PhotoTaken =
        wall.call { desk.photo(order, source.ffi()) }

    /** Seals a photograph without writing it down, for an act that holds it as [Capture.Sealed]. */
    public suspend fun preparePhoto(source: PhotoSource): Prepared =
        wall.call { Prepared(desk.preparePhoto(source.ffi())) }

    /** Takes one photograph into several orders: one file, a fact on each. */
    public suspend fun photoForSeveral(orders: List<String>, source: PhotoSource): List<OneDone> =
        wall.call { desk.photoForSeveral(orders, source.ffi()).map { it.public() } }

    /** Takes a signature for one or several orders, and seals the chain. */
    public suspend fun sign(input: SignatureInput): List<OneDone> =
        wall.call { desk.sign(input).map { it.public() } }

    /** Seals a signature without writing it down, and gives each order's part, to be held as [Capture.Sealed]. */
    public suspend fun prepareSignature(input: SignatureInput): List<PreparedFor> =
        wall.call { desk.prepareSignature(input).map { PreparedFor(it.order, Prepared(it.prepared)) } }

    /**
     * Begins one act over several orders: seals the photographs, which belong to every order, and asks of each whether
     * its part may be written. What cannot go is left out with its reason, before anything is shown or signed.
     *
     * @param signedAs the role in which somebody is going to sign; `null` if nobody is
     */
    @JvmOverloads
    public suspend fun prepareTogether(
        parts: List<OrderPart>,
        photos: List<PhotoSource> = emptyList(),
        signedAs: String? = null,
    ): Together = wall.call {
        Together(desk.prepareTogether(parts.map { it.ffi() }, photos.map { it.ffi() }, signedAs))
    }

    /** Writes the act in one transaction, with one signature over exactly the lines of [Together.parts]. */
    @JvmOverloads
    public suspend fun writeTogether(together: Together, signer: Signer? = null): List<OneDone> =
        wall.call { desk.writeTogether(together.ffi, signer).map { it.public() } }

    /** A position. None is recorded outside a shift or in a break (`NotAllowed` with code `off_duty`). */
    public suspend fun fix(order: String, position: Position): Done = wall.call { desk.fix(order, position) }

    /**
     * A code scanned on an order. A code that names another order is kept and says so: the person decides.
     *
     * @param symbology as the scanner names it: `code128`, `qr`, `typed`
     */
    public suspend fun scan(order: String, raw: String, symbology: String): Scanned =
        wall.call { desk.scan(order, raw, symbology) }

    /**
     * One read of a loading scan. Every read is kept on the open shift; what is to be loaded comes into custody. The
     * same code seen again at once is one read.
     */
    public suspend fun load(code: String, symbology: String): LoadAnswer = wall.call { desk.load(code, symbology) }

    /** Consent to a way of delivery. */
    public suspend fun consent(order: String, consent: Consent): Done = wall.call { desk.consent(order, consent) }

    /** The customer refused the goods (拒收). */
    public suspend fun refusal(order: String, refusal: Refusal): Done = wall.call { desk.refusal(order, refusal) }

    /** Somebody would not or could not sign. */
    public suspend fun unsigned(order: String, unsigned: Unsigned): Done = wall.call { desk.unsigned(order, unsigned) }

    /** An attempt to reach somebody. */
    public suspend fun contactAttempt(order: String, attempt: ContactAttempt): Done =
        wall.call { desk.contactAttempt(order, attempt) }

    /** The last call on an order that was answered: what a consent by telephone stands on. */
    public suspend fun lastAnsweredCall(order: String): String? = wall.call { desk.lastAnsweredCall(order) }

    /** Money taken, or given back if negative. With order and purpose the slip names one deed, whoever writes it. */
    public suspend fun payment(order: String, payment: Payment): Done = wall.call { desk.payment(order, payment) }

    /** Whether money that was said to be paid has come, by who sees the account. */
    public suspend fun confirmPayment(order: String, confirmed: Confirmed): Done =
        wall.call { desk.confirmPayment(order, confirmed) }

    /** A measured value. */
    public suspend fun reading(order: String, reading: Reading): Done = wall.call { desk.reading(order, reading) }

    /** Values that were read out of a logger, as one act. */
    public suspend fun readings(order: String, readings: List<Reading>): Done =
        wall.call { desk.readings(order, readings) }

    /**
     * The file of a data logger, a day of it or more, as text: its first line names the columns (time, temperature or
     * humidity, sensor). All of it is written, or nothing.
     *
     * @throws CounterfoilException.NotAllowed with the code `logger_file` and a sentence for each line that cannot be read
     */
    public suspend fun loggerFile(order: String, text: String): Done = wall.call { desk.loggerFile(order, text) }

    /** A part asked for, received, used or given back. */
    public suspend fun part(order: String, part: Part): Done = wall.call { desk.part(order, part) }

    /**
     * The label of a part that arrives for an order, scanned or typed. One act keeps the scan and, if the store has
     * sent such a part for this order and it has not been received, receives one piece of it; otherwise it says why
     * not. The same label seen again at once is one read.
     *
     * @param symbology as the scanner names it: `code128`, `qr`, `typed`
     */
    public suspend fun partScanned(order: String, code: String, symbology: String): PartScanned =
        wall.call { desk.partScanned(order, code, symbology) }

    /** What somebody says about a matter on which others may say otherwise. */
    public suspend fun claim(order: String, claim: Claim): Done = wall.call { desk.claim(order, claim) }

    /** A remark. */
    public suspend fun comment(order: String, text: String): Done = wall.call { desk.comment(order, text) }

    /**
     * Answers every urge (催办) that waits, with a code of [Playbook.urgeAnswers] or in words. It stops or puts off the
     * warnings that the playbook names.
     *
     * @param within in what time the worker will be there, to the minute
     */
    @JvmOverloads
    public suspend fun answerUrges(order: String, answer: String, within: Duration? = null): Done =
        wall.call { desk.answerUrges(order, answer, within?.toMinutes()) }

    /** Proposes a value for a path that this person may not set, with facts that show it: "the door is here". */
    @JvmOverloads
    public suspend fun propose(
        order: String,
        path: String,
        value: String,
        evidence: List<String> = emptyList(),
    ): Done = wall.call { desk.propose(order, path, value, evidence) }

    /**
     * A visit begins: the facts of one call at a place belong together.
     *
     * @param place the place that is called at
     * @param asset the machine that it is about
     */
    @JvmOverloads
    public suspend fun beginVisit(order: String, place: String? = null, asset: String? = null): VisitDone =
        wall.call { desk.beginVisit(order, place, asset) }

    /** The visit is over. */
    @JvmOverloads
    public suspend fun endVisit(order: String, outcome: String? = null): VisitDone =
        wall.call { desk.endVisit(order, outcome) }

    /** A timer of the playbook starts. */
    public suspend fun startTimer(order: String, name: String): Done = wall.call { desk.startTimer(order, name) }

    /** It stops. */
    public suspend fun stopTimer(order: String, name: String): Done = wall.call { desk.stopTimer(order, name) }

    /** The next quote of an order, in place of the one before. */
    public suspend fun nextQuote(order: String, lines: List<QuoteLine>, currency: String): QuoteMade =
        wall.call { desk.nextQuote(order, lines, currency) }

    /**
     * The photographs and signatures of an order, the first first, also those that a colleague took:
     * [Picture.isHere] says whether one can be shown now, [fetch] fetches it.
     */
    public suspend fun pictures(order: String): List<Picture> = wall.call { desk.pictures(order) }

    /**
     * The copy for lists of a photograph or signature, by the hash of its original: some KB, in memory alone.
     *
     * @throws CounterfoilException.NotFound if this phone holds none
     */
    public suspend fun thumbnail(original: String): SmallPicture = wall.call { desk.thumbnail(original) }

    /**
     * Fetches the original of a picture that this phone does not hold, from the hub: one that a colleague took, or one
     * that has left this phone. Afterwards [thumbnail] and [open] give it as any other. It is compared with its hash;
     * what was cut goes on where it stopped. Nothing happens if it is here. Cancelling the coroutine ends it. The
     * order's topic tells screens when it has come.
     *
     * @throws CounterfoilException.NotFound if the order names no such picture, this person may not see it, or it has
     * not come to the hub yet
     * @throws CounterfoilException.Offline without a connection
     */
    public suspend fun fetch(order: String, original: String): Unit =
        withContext(wall.dispatcher) { plainly { desk.fetch(order, original) } }

    /**
     * Opens the plain bytes of an original or a copy that this phone holds. Nothing unsealed touches the disk. A
     * coroutine that is cancelled meanwhile leaves no file open.
     *
     * @throws CounterfoilException.NotFound once it has left the phone
     */
    public suspend fun open(hash: String): DecryptingStream = wall.opened { DecryptingStream(desk.openBlob(hash)) }
}

/**
 * A photograph, by file: its bytes never cross the wall.
 *
 * @property file as the camera wrote it; read, never changed, and it may be removed once the call returned
 * @property role what it shows, as the playbook names it: `door`, `damage`
 * @property preview a JPEG, PNG or WebP of the same picture, used only if the original cannot be decoded here (HEIC)
 */
public data class PhotoSource @JvmOverloads constructor(val file: File, val role: String, val preview: File? = null)

internal fun PhotoSource.ffi() = dev.counterfoil.ffi.PhotoSource(file.path, preview?.path, role)
