package dev.counterfoil.app.platform

import dev.counterfoil.Battery
import dev.counterfoil.Budget
import dev.counterfoil.SessionEnd
import dev.counterfoil.SyncReport
import dev.counterfoil.SyncStatus
import dev.counterfoil.Uploads
import dev.counterfoil.app.background.Carry
import dev.counterfoil.app.background.End
import dev.counterfoil.app.background.Outcome
import dev.counterfoil.app.background.Owed
import dev.counterfoil.app.background.Run
import java.time.Duration

// The machine's words in the library's, and back.

internal fun SyncStatus.owed() = Owed(onPhone, blobsWaiting, blobBytesWaiting)

internal fun Run.budget(battery: Battery?) = Budget(
    time = Duration.ofMillis(timeMs),
    bytes = bytes,
    uploads = if (carry == Carry.ALL) Uploads.ALL else Uploads.SMALL,
    battery = battery,
)

/** @param before what was owed when the run began: half a file is something as well */
internal fun SyncReport.outcome(before: Owed): Outcome {
    val end = when (end) {
        SessionEnd.DONE -> End.DONE
        SessionEnd.BUDGET -> End.USED_UP
        SessionEnd.STOPPED -> End.STOPPED
        SessionEnd.OFFLINE, SessionEnd.HUB_BUSY -> End.FAILED
        SessionEnd.SIGN_IN_AGAIN, SessionEnd.NOT_KNOWN, SessionEnd.UPDATE_NEEDED, SessionEnd.STORE,
        SessionEnd.NOT_TRUSTED, SessionEnd.HUB_CHANGED, SessionEnd.STUCK,
        -> End.HOPELESS
    }
    val moved = pushed + pulled + uploaded > 0 || blobBytesLeft < before.fileBytes
    return Outcome(end, moved, traffic?.let { it.bytesUp + it.bytesDown })
}
