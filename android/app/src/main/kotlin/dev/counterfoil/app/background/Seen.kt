package dev.counterfoil.app.background

/** Ways out of the phone, by what they cost. */
enum class Network { NONE, METERED, UNMETERED }

/**
 * What this phone owes the hub.
 *
 * @property records records that only this phone has
 * @property files files that have not arrived: signatures, small copies, originals
 * @property fileBytes their bytes still to go
 */
data class Owed(val records: Long = 0, val files: Long = 0, val fileBytes: Long = 0) {
    val isNothing: Boolean get() = records == 0L && files == 0L
}

/**
 * The day whose budget counts.
 *
 * @property number grows by one with each day of the person's calendar
 * @property endsAtMs when the next one begins, ms since 1970
 */
data class Day(val number: Long, val endsAtMs: Long)

/**
 * How things stand at one moment: all that the machine knows of the world.
 *
 * @property atMs the phone's wall clock, ms since 1970
 * @property isForeground somebody looks at the app, or it is seen to work
 * @property isDozing the system lets nobody out who was not given time
 * @property isOnDuty news of the hub are awaited
 * @property givenUntilMs the system has given time, until then at most; `null` where it gave none
 */
data class Seen(
    val atMs: Long,
    val day: Day,
    val owed: Owed = Owed(),
    val network: Network = Network.NONE,
    val isBatteryLow: Boolean = false,
    val isForeground: Boolean = false,
    val isDozing: Boolean = false,
    val isOnDuty: Boolean = false,
    val givenUntilMs: Long? = null,
) {
    /** Whether the system would let a run go on now. */
    val mayRun: Boolean get() = givenUntilMs != null || (isForeground && !isDozing)
}

/**
 * What may be spent.
 *
 * @property meteredBytesPerDay bytes of originals in a day where each byte costs; 0 for none. Records, signatures and
 *   small copies go anywhere and are not counted
 */
data class Limits(val meteredBytesPerDay: Long = 50L * 1024 * 1024)
