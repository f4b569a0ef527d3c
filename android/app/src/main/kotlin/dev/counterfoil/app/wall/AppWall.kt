package dev.counterfoil.app.wall

import dev.counterfoil.AccountStatus
import dev.counterfoil.Balances
import dev.counterfoil.Card
import dev.counterfoil.CertificateOutcome
import dev.counterfoil.Consent
import dev.counterfoil.Done
import dev.counterfoil.Money
import dev.counterfoil.Named
import dev.counterfoil.Notice
import dev.counterfoil.OrderPage
import dev.counterfoil.OrderSheet
import dev.counterfoil.Payment
import dev.counterfoil.PhotoTaken
import dev.counterfoil.Playbook
import dev.counterfoil.ReadyToGo
import dev.counterfoil.RouteStop
import dev.counterfoil.SessionEnd
import dev.counterfoil.Settle
import dev.counterfoil.SignatureInput
import dev.counterfoil.SyncReport
import dev.counterfoil.SyncStatus
import dev.counterfoil.TimelineRow
import dev.counterfoil.TransitionStep
import java.io.File
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow

/*
 * What screens may ask: small, by feature. Screens and their models know nothing else of the library; the values are
 * the library's plain ones. Every call may throw WallException. A flow gives its first value at once, the next whenever
 * something changed.
 */

/** The list. */
interface OrdersWall {
    /** The first [wanted] open orders of this person, what is due first in front. */
    fun open(wanted: Int): Flow<OrderPage>

    /** The first [wanted] of those that are over. */
    fun done(wanted: Int): Flow<OrderPage>

    /** The stops of the open ones. */
    fun stops(): Flow<List<RouteStop>>

    /** What answers two Chinese characters, or the last four digits of a number. */
    suspend fun search(typed: String): List<Card>

    /** What this person was told and has not read, the gravest first. */
    fun notices(): Flow<List<Notice>>

    /** It was read. */
    suspend fun read(notice: Notice)

    /** The answers to an urge that take one tap. */
    suspend fun urgeAnswers(): List<Named>

    /** Answers the urges of an order. */
    suspend fun answerUrge(order: String, answer: String)

    /** Whether this person can drive off. */
    fun ready(): Flow<ReadyToGo>
}

/** One order. */
interface OrderWall {
    fun sheet(id: String): Flow<OrderSheet>

    /** The playbook in whose words the order is shown. */
    suspend fun playbook(id: String): Playbook

    /** A step; [shown] is that of the sheet that the person was looking at. */
    suspend fun step(id: String, step: TransitionStep, shown: String?): Done

    /** Takes a fact back. */
    suspend fun takeBack(id: String, fact: String, reason: String)

    /** Picks one of several values. */
    suspend fun settle(id: String, settle: Settle)

    suspend fun payment(id: String, payment: Payment)

    suspend fun consent(id: String, consent: Consent)

    suspend fun comment(id: String, text: String)
}

/** Takes a photograph: the phone's camera, or a file in tests. */
fun interface Camera {
    /** A file as the camera wrote it; `null` if the person went back. */
    suspend fun take(role: String): File?
}

/** Photographs. */
interface CaptureWall {
    /** `null` where there is no camera: then no screen offers one. */
    val camera: Camera?

    /** Takes a file into an order: durable when it returns. */
    suspend fun photo(order: String, file: File, role: String): PhotoTaken

    /** The bytes of a small copy. */
    suspend fun thumbnail(original: String): ByteArray
}

/** Signatures. */
interface SignatureWall {
    /** Writes a signature, and with it in one act the step that it was given for. */
    suspend fun sign(order: String, input: SignatureInput, then: TransitionStep?): Done?
}

/** Something that the hub refused. */
data class RefusedWork(val order: String, val card: Card?, val code: String?, val rows: List<TimelineRow>)

/** The way to the hub, and the end of the shift. */
interface SyncWall {
    fun status(): Flow<SyncStatus>

    /** How the last session ended; `null` before the first. */
    val lastEnd: StateFlow<SessionEnd?>

    /** A session, now. */
    suspend fun sendNow(): SyncReport

    /** The orders with work that the hub does not have, with how many records. */
    suspend fun waiting(): List<Pair<Card, Long>>

    suspend fun refused(): List<RefusedWork>

    /** Things, cash and work; `null` where no shift was begun. */
    suspend fun balances(): Balances?

    /** The cards of these orders, as far as they are here. */
    suspend fun cards(ids: List<String>): List<Card>

    suspend fun countCash(amount: Money)

    suspend fun closeShift()

    suspend fun certificate(): CertificateOutcome
}

/** Whose phone this is. */
interface AccountWall {
    fun who(): Flow<AccountStatus>

    suspend fun enrol(invitation: String)

    suspend fun beginShift()

    suspend fun beginBreak()

    suspend fun endBreak()
}

/** All of it. */
interface AppWall {
    val orders: OrdersWall
    val order: OrderWall
    val forms: FormsWall
    val capture: CaptureWall
    val signature: SignatureWall
    val sync: SyncWall
    val account: AccountWall
    val load: LoadWall
}
