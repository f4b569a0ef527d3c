package dev.counterfoil.app.sync

import dev.counterfoil.app.wall.RefusedWork

/** What a person does about what is on its way. */
sealed interface SyncEvent {
    data object SendNow : SyncEvent

    data class Open(val order: String) : SyncEvent

    /** The text of what was refused is kept as a remark on the order. */
    data class KeepAsNote(val refused: RefusedWork, val text: String) : SyncEvent

    data object EndOfShift : SyncEvent

    data object CloseTrouble : SyncEvent
}
