package dev.counterfoil.app.background

/**
 * What has to outlive a process. It is written down before a run begins and after it ended.
 *
 * @property failures runs in a row that brought nothing
 * @property notBeforeMs no run begins earlier by itself
 * @property begunAtMs when the last one began
 * @property lookedAtMs when the hub was last asked for news and answered
 * @property originals of the files that are owed, so many are originals: a run for small ones has left them
 * @property stuckRecords records that were left when the hub could be asked and took nothing more; -1 for no such end
 * @property stuckFiles files that were left then
 * @property stuckUntilMs while no other ones are owed, they are not tried again before
 * @property day the day of [spentBytes]
 * @property spentBytes bytes of originals that cost, with [reservedBytes]
 * @property reservedBytes what a run may take that has begun; if its process dies, it counts as taken
 * @property isAsked a person has asked, and something is still owed
 */
data class Memory(
    val failures: Int = 0,
    val notBeforeMs: Long = 0,
    val begunAtMs: Long = 0,
    val lookedAtMs: Long = 0,
    val originals: Long = 0,
    val stuckRecords: Long = -1,
    val stuckFiles: Long = -1,
    val stuckUntilMs: Long = 0,
    val day: Long = 0,
    val spentBytes: Long = 0,
    val reservedBytes: Long = 0,
    val isAsked: Boolean = false,
) {
    /** One line of text. */
    fun save(): String = listOf(
        VERSION, failures, notBeforeMs, begunAtMs, lookedAtMs, originals, stuckRecords, stuckFiles, stuckUntilMs,
        day, spentBytes, reservedBytes, if (isAsked) 1 else 0,
    ).joinToString(" ")

    companion object {
        private const val VERSION = 1L

        /** From such a line; a fresh one where there is none, or another program wrote it. */
        fun restore(line: String?): Memory {
            val parts = line?.trim()?.split(' ')?.map { it.toLongOrNull() ?: return Memory() } ?: return Memory()
            if (parts.size != 13 || parts[0] != VERSION) return Memory()
            return Memory(
                parts[1].toInt(), parts[2], parts[3], parts[4], parts[5], parts[6], parts[7], parts[8], parts[9],
                parts[10], parts[11], parts[12] == 1L,
            )
        }
    }
}
