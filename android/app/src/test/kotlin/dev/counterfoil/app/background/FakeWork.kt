package dev.counterfoil.app.background

/** What a phone owes, and a session that carries it: records first, then small files, then originals, byte by byte. */
internal class FakeWork {
    var records = 0L
    private val small = ArrayDeque<Long>()
    private val originals = ArrayDeque<Long>()

    /** Files that the hub will not take before somebody has looked at them. */
    var refused = 0L

    fun owed() = Owed(records, small.size + originals.size + refused, small.sum() + originals.sum() + refused)

    /** A photograph: a record, a small copy, an original. */
    fun photograph(bytes: Long) {
        records++
        small += SMALL_BYTES
        originals += bytes
    }

    /** A signature: a record and a small file. */
    fun sign() {
        records++
        small += SMALL_BYTES
    }

    /** The office has looked: what was refused goes like any other. */
    fun accept() {
        repeat(refused.toInt()) { small += SMALL_BYTES }
        refused = 0
    }

    /** The way of one run. */
    inner class Session(val run: Run, private val endsAtMs: Long) {
        private var bytes = 0L
        private var moved = false

        /** Bytes of the request that is under way: it is finished whatever the budget says. */
        private var inRequest = 0L

        fun outcome(end: End) = Outcome(end, moved, bytes)

        /** Carries so many bytes, and gives how it ended, if it did. */
        fun carry(mayCarry: Long, atMs: Long): End? {
            if (atMs >= endsAtMs) return End.USED_UP
            if (records > 0) moved = true
            records = 0
            var left = mayCarry
            while (left > 0) {
                val file = small.firstOrNull() ?: originals.firstOrNull().takeIf { run.carry == Carry.ALL }
                if (file == null) return End.DONE
                if (inRequest == 0L) {
                    if (run.bytes != null && bytes >= run.bytes) return End.USED_UP
                    inRequest = minOf(file, REQUEST_BYTES)
                }
                val some = minOf(left, inRequest)
                left -= some
                bytes += some
                inRequest -= some
                moved = true
                val queue = if (small.isEmpty()) originals else small
                queue[0] -= some
                if (queue[0] == 0L) queue.removeFirst()
            }
            return null
        }

        /** Bytes so far. */
        fun sent(): Long = bytes
    }

    private companion object {
        const val SMALL_BYTES = 40_000L
        const val REQUEST_BYTES = 4L * 1024 * 1024
    }
}
