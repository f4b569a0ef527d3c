package dev.counterfoil.app.wall

import dev.counterfoil.CounterfoilException
import dev.counterfoil.Words

/** Why something was not done, by what a person can do about it. */
sealed interface Trouble {
    /** No way to the hub: work goes on. */
    data object Offline : Trouble

    /** This phone has to be enrolled again. */
    data object SignInAgain : Trouble

    /** The phone is full. */
    data object StorageFull : Trouble

    /** Another window has the store open. */
    data object InUse : Trouble

    /** It is no longer here. */
    data object Gone : Trouble

    /** Keys or bytes of this phone are not what they were. */
    data object Damaged : Trouble

    /** The app is too old. */
    data object UpdateNeeded : Trouble

    /** The store is locked until the phone was unlocked once. */
    data object Locked : Trouble

    /**
     * It is not allowed now.
     *
     * @property words a sentence for each thing that is missing
     */
    data class NotAllowed(val code: String, val words: List<Words>) : Trouble

    /** A fault of the app; nothing was lost. */
    data object Fault : Trouble
}

/** A call of the wall did nothing, because of [trouble]. No message holds content of an order. */
class WallException(val trouble: Trouble, cause: Throwable? = null) : RuntimeException("$trouble".take(20), cause)

/** The words of the package as the screens know them. */
internal fun CounterfoilException.trouble(): Trouble = when (this) {
    is CounterfoilException.Offline -> Trouble.Offline
    is CounterfoilException.SignInAgain -> Trouble.SignInAgain
    is CounterfoilException.StorageFull -> Trouble.StorageFull
    is CounterfoilException.AlreadyOpen -> Trouble.InUse
    is CounterfoilException.NotFound -> Trouble.Gone
    is CounterfoilException.Damaged -> Trouble.Damaged
    is CounterfoilException.UpdateNeeded -> Trouble.UpdateNeeded
    is CounterfoilException.WrongPin, is CounterfoilException.Closed, is CounterfoilException.Internal -> Trouble.Fault
    is CounterfoilException.NotAllowed -> if (reason.code == "locked") {
        Trouble.Locked
    } else {
        Trouble.NotAllowed(reason.code, reason.wordsZh.zip(reason.wordsEn) { zh, en -> Words(zh, en) })
    }
}
