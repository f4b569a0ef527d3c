package dev.counterfoil

import dev.counterfoil.ffi.CounterfoilException as FfiException
import dev.counterfoil.ffi.InternalException as FfiPanic
import java.util.Locale

/**
 * Why a call did nothing, by what a person can do about it. A `when` over the subclasses is complete.
 *
 * No message holds content of an order, a name or a path, so all of them may be logged and reported.
 */
public sealed class CounterfoilException(
    message: String,
    cause: Throwable? = null,
) : RuntimeException(message, cause) {

    /** No way to the hub now. Work goes on without it; nothing has to be tried again by hand. */
    public class Offline internal constructor() : CounterfoilException("no connection to the hub")

    /** This store is not enrolled, or no longer. Capturing and pushing go on where they can; ask for a new code. */
    public class SignInAgain internal constructor() : CounterfoilException("this store has to be enrolled")

    /** The device is full. Nothing that was acknowledged is lost; the person has to make room. */
    public class StorageFull internal constructor() : CounterfoilException("the storage of this device is full")

    /** Another process, or another [Phone] of this one, has the store open. */
    public class AlreadyOpen internal constructor() : CounterfoilException("this store is already open")

    /**
     * There is no such thing here; also for a text that is no id.
     *
     * @property what what was looked for: `order`, `file`, `person`
     */
    public class NotFound internal constructor(public val what: String) : CounterfoilException("not found: $what")

    /**
     * The playbook, or the state of things, does not allow it. Nothing was written.
     *
     * @property reason what is missing, as codes and in words for the person
     */
    public class NotAllowed internal constructor(public val reason: NotAllowedReason) :
        CounterfoilException("not allowed: ${reason.code}")

    /**
     * The PIN was wrong, or no try is taken now. Nothing was signed.
     *
     * @property attemptsLeft wrong tries that are left; at 0 this store has to be enrolled with a fresh code
     * @property waitMs ms until the next try is looked at; 0: now
     */
    public class WrongPin internal constructor(public val attemptsLeft: Long, public val waitMs: Long) :
        CounterfoilException("wrong PIN, $attemptsLeft tries left, the next after $waitMs ms")

    /**
     * Bytes on this device are not what was written. Nothing was deleted.
     *
     * @property what what is damaged
     */
    public class Damaged internal constructor(public val what: String) : CounterfoilException("damaged: $what")

    /** A newer version of the app wrote this, or the hub asks for one. Nothing was changed: update the app. */
    public class UpdateNeeded internal constructor() : CounterfoilException("this program is too old for that")

    /** The [Phone] was closed. */
    public class Closed internal constructor(cause: Throwable? = null) :
        CounterfoilException("the store is closed", cause)

    /**
     * Nobody can act on this; it is a fault of the library or of what the host handed in.
     *
     * @property reason for a report to who made the library
     */
    public class Internal internal constructor(public val reason: String, cause: Throwable? = null) :
        CounterfoilException("internal: $reason", cause)
}

/**
 * Why a person may not do something.
 *
 * @property code a short stable code: `missing`, `may_not_set`, `no_shift`
 * @property wordsZh in Chinese, one sentence for each thing that is missing
 * @property wordsEn in English, in the same order
 * @property missing where the workflow lacks something, a stable code for each thing in the order of the words, such as
 *   `photo/door/1`; else empty
 */
public data class NotAllowedReason(
    val code: String,
    val wordsZh: List<String>,
    val wordsEn: List<String>,
    val missing: List<String>,
) {
    /** The sentences in the language of [locale]: Chinese for Chinese locales, else English. */
    @JvmOverloads
    public fun words(locale: Locale = Locale.getDefault()): List<String> =
        if (locale.language == Locale.CHINESE.language) wordsZh else wordsEn
}

/** Runs a call of the core, and gives its errors in the words of this package. */
internal inline fun <T> plainly(call: () -> T): T =
    try {
        call()
    } catch (error: FfiException) {
        throw error.public()
    } catch (panic: FfiPanic) {
        throw CounterfoilException.Internal("the library failed", panic)
    } catch (gone: IllegalStateException) {
        // What the generated objects say once they were closed; a cancellation is one as well.
        if (gone is kotlin.coroutines.cancellation.CancellationException) throw gone
        throw CounterfoilException.Closed(gone)
    }

internal fun FfiException.public(): CounterfoilException = when (this) {
    is FfiException.Offline -> CounterfoilException.Offline()
    is FfiException.SignInAgain -> CounterfoilException.SignInAgain()
    is FfiException.StorageFull -> CounterfoilException.StorageFull()
    is FfiException.AlreadyOpen -> CounterfoilException.AlreadyOpen()
    is FfiException.NotFound -> CounterfoilException.NotFound(what)
    is FfiException.NotAllowed -> CounterfoilException.NotAllowed(reason.public())
    is FfiException.WrongPin -> CounterfoilException.WrongPin(attemptsLeft, waitMs)
    is FfiException.Damaged -> CounterfoilException.Damaged(what)
    is FfiException.UpdateNeeded -> CounterfoilException.UpdateNeeded()
    is FfiException.Closed -> CounterfoilException.Closed()
    is FfiException.Internal -> CounterfoilException.Internal(reason)
}

internal fun dev.counterfoil.ffi.NotAllowedReason.public(): NotAllowedReason =
    NotAllowedReason(code, wordsZh, wordsEn, missing)
