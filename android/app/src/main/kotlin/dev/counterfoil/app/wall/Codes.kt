package dev.counterfoil.app.wall

import dev.counterfoil.Candidate
import dev.counterfoil.Card
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadCheck
import dev.counterfoil.Named
import dev.counterfoil.PickedCode
import dev.counterfoil.ScanVerdict
import kotlinx.coroutines.flow.Flow

/** A code as it was read. [symbology]: as the scanner names it, `code128`, `qr`; `typed` by a finger. */
data class ScannedCode(val raw: String, val symbology: String)

/** Reads codes with the camera. */
fun interface Scanner {
    /** The codes of each picture, as long as somebody listens; it ends when the person leaves the camera. */
    fun pictures(): Flow<List<ScannedCode>>
}

/** What a read means to who does not look at the screen. */
enum class ReadSignal { GOOD, GOOD_BUT, NEXT_PIECE, AGAIN, NOT_YOURS, STAYS, UNKNOWN, FAILED }

/** Tells what a read means without a screen: a sound and a vibration of its own for each. */
fun interface Feedback {
    fun tell(signal: ReadSignal)
}

/** Codes: the load check, and what a code means. */
interface LoadWall {
    /** `null` where no camera reads codes: then no screen offers one. */
    val scanner: Scanner?

    val feedback: Feedback

    /** One read of the loading scan: durable when it returns. */
    suspend fun load(code: ScannedCode): LoadAnswer

    /** The five lists of the open shift; `null` without one. */
    fun check(): Flow<LoadCheck?>

    /** What the playbook says is worth saying of a read: 到付, 冷链. */
    suspend fun marks(): List<Named>

    /** Which of the codes of one picture counts. */
    suspend fun pick(codes: List<ScannedCode>): PickedCode

    /** What a code means to this person. */
    suspend fun lookup(code: String): ScanVerdict

    /** What a code may be that nobody here knows. */
    suspend fun likely(code: String): List<Candidate>

    /** The cards of these orders, as far as they are here. */
    suspend fun cardsOf(orders: List<String>): List<Card>
}
