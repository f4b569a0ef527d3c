package dev.counterfoil.app.background

/** What a run carries. Records go first in either. */
enum class Carry {
    /** Records, signatures and small copies. */
    SMALL,

    /** Originals as well, and what is fetched ahead. */
    ALL,
}

/**
 * One session with the hub.
 *
 * @property timeMs how long it may take
 * @property bytes after how many bytes it begins no further request; `null` for any number
 */
data class Run(val carry: Carry, val timeMs: Long, val bytes: Long? = null)

/**
 * What the system is to give time for. One of each [network] stands at most; a newer one replaces it.
 *
 * @property network the poorest that will do
 * @property notBeforeMs not before, ms since 1970; 0 for at once
 * @property isUrgent somebody waits for what is owed
 * @property isAsked a person has asked for it and looks on
 * @property sparesBattery it can wait for a battery that is not low
 * @property bytes bytes that will go, as far as is known
 */
data class Request(
    val network: Network,
    val notBeforeMs: Long = 0,
    val isUrgent: Boolean = false,
    val isAsked: Boolean = false,
    val sparesBattery: Boolean = false,
    val bytes: Long = 0,
)

/**
 * What is to be done now.
 *
 * @property begin begin this run
 * @property stop end the one that runs, at once
 * @property requests what has to stand with the system from now on; whatever else stands there is withdrawn
 * @property againAtMs when to ask the machine again if nothing else happens and the process lives; `null` for never
 */
data class Plan(
    val begin: Run? = null,
    val stop: Boolean = false,
    val requests: List<Request> = emptyList(),
    val againAtMs: Long? = null,
)

/** How a run ended. */
enum class End {
    /** Nothing was left that it could carry. */
    DONE,

    /** Its time or its bytes were used up. */
    USED_UP,

    /** It was stopped. */
    STOPPED,

    /** The network or the hub failed: it may go better soon. */
    FAILED,

    /** It will not go better by itself. */
    HOPELESS,
}

/**
 * What a run did.
 *
 * @property moved whether anything went or came
 * @property bytes bytes over the wire; `null` where nobody counted
 */
data class Outcome(val end: End, val moved: Boolean, val bytes: Long? = null)

/** Why the machine is asked. */
sealed interface Event {
    /** Something is otherwise: a capture, the network, the battery, the time, the process. */
    data object Changed : Event

    /** A person wants it sent now. */
    data object SendNow : Event

    /** The run that it had begun is over. */
    data class Ended(val outcome: Outcome) : Event
}
