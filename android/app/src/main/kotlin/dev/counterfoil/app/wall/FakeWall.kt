package dev.counterfoil.app.wall

import dev.counterfoil.AccountStatus
import dev.counterfoil.Balances
import dev.counterfoil.Card
import dev.counterfoil.CertificateOutcome
import dev.counterfoil.Consent
import dev.counterfoil.Done
import dev.counterfoil.FactMade
import dev.counterfoil.Left
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
import dev.counterfoil.TransitionStep
import java.io.File
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update

/**
 * The day of [FakeDay] behind the wall: it answers at once, remembers what was done, and can be told to refuse. For
 * tests of models; what the core really says is tested over a real phone and a real hub.
 */
class FakeWall(
    cards: List<Card> = FakeDay.cards + FakeDay.waiting + FakeDay.done,
    override val camera: Camera? = null,
    scanner: Scanner? = null,
) : AppWall, OrdersWall, OrderWall, CaptureWall, SignatureWall, SyncWall, AccountWall {
    private val all = MutableStateFlow(cards.associateBy { it.id })
    private val told = MutableStateFlow(FakeDay.notices)
    private val mine = MutableStateFlow(FakeDay.account)
    private val ends = MutableStateFlow<SessionEnd?>(null)

    /** What was asked of it, in words, in order. */
    val asked = ArrayList<String>()

    /** What the next write says instead of doing it. */
    var refuses: Trouble? = null

    override val orders: OrdersWall get() = this
    override val order: OrderWall get() = this
    override val forms = FakeForms(::write)
    override val capture: CaptureWall get() = this
    override val signature: SignatureWall get() = this
    override val sync: SyncWall get() = this
    override val account: AccountWall get() = this
    override val load = FakeLoad({ all.value.values }, scanner, ::write)

    private fun write(what: String) {
        asked += what
        refuses?.let { throw WallException(it) }
    }

    private fun page(wanted: Int, fits: (Card) -> Boolean): Flow<OrderPage> = all.map { cards ->
        val fitting = cards.values.filter(fits)
        asked += "page of $wanted"
        OrderPage(fitting.take(wanted), if (fitting.size > wanted) "$wanted" else null)
    }

    override fun open(wanted: Int) = page(wanted) { !it.terminal }
    override fun done(wanted: Int) = page(wanted) { it.terminal }
    override fun stops(): Flow<List<RouteStop>> = MutableStateFlow(FakeDay.stops)
    override suspend fun search(typed: String): List<Card> = all.value.values.filter { card ->
        typed in card.contactName.orEmpty() || card.keys.any { it.value.endsWith(typed) }
    }
    override fun notices(): Flow<List<Notice>> = told
    override suspend fun read(notice: Notice) {
        write("read ${notice.told.id}")
        told.update { it - notice }
    }
    override suspend fun urgeAnswers(): List<Named> = FakeDay.urgeAnswers
    override suspend fun answerUrge(order: String, answer: String) {
        write("answer $order $answer")
        all.update { it + (order to it.getValue(order).copy(urge = null, urges = 0)) }
    }
    override fun ready(): Flow<ReadyToGo> = MutableStateFlow(FakeDay.ready)

    override fun sheet(id: String): Flow<OrderSheet> = all.map { cards ->
        val card = cards[id] ?: throw WallException(Trouble.Gone)
        val counts = card.counts
        FakeDay.order(
            card,
            if (card.terminal) {
                emptyList()
            } else {
                FakeDay.offers(
                    counts.photos == 0L,
                    counts.signatures == 0L
                )
            }
        )
    }
    override suspend fun playbook(id: String): Playbook = FakeDay.playbook
    override suspend fun step(id: String, step: TransitionStep, shown: String?): Done {
        write("step $id ${step.name} ${step.reason}")
        all.update { cards ->
            val stage = FakeDay.offers().first { it.transition == step.name }.to
            val moved = cards.getValue(id).copy(
                stage = stage, stageName = STAGES.getValue(stage),
                terminal =
                stage == "delivered"
            )
            cards + (id to moved)
        }
        return Done(emptyList(), listOf(FactMade("fact-of-${step.name}", "transition")), false)
    }
    override suspend fun takeBack(id: String, fact: String, reason: String) = write("take back $fact $reason")
    override suspend fun settle(id: String, settle: Settle) = write("settle ${settle.field.path}")
    override suspend fun payment(id: String, payment: Payment) = write("pay ${payment.amount.minor} ${payment.slip}")
    override suspend fun consent(id: String, consent: Consent) = write("consent ${consent.to} ${consent.channel}")
    override suspend fun comment(id: String, text: String) = write("comment $text")

    override suspend fun photo(order: String, file: File, role: String): PhotoTaken {
        write("photo $order $role")
        all.update {
            it + (order to it.getValue(order).let { card -> card.copy(counts = card.counts.copy(photos = 1)) })
        }
        return PhotoTaken("photo-1", "hash", null, null, Done(emptyList(), emptyList(), false))
    }
    override suspend fun thumbnail(original: String): ByteArray = ByteArray(0)
    override suspend fun sign(order: String, input: SignatureInput, then: TransitionStep?): Done? {
        write("sign $order ${input.signer} ${input.orders.single().text.lines().first()}")
        return then?.let { step(order, it, null) }
    }

    override fun status(): Flow<SyncStatus> = MutableStateFlow(FakeDay.status())
    override val lastEnd: StateFlow<SessionEnd?> get() = ends
    override suspend fun sendNow(): SyncReport {
        write("send")
        ends.value = SessionEnd.OFFLINE
        return SyncReport(SessionEnd.OFFLINE, false, 0, 0, 0, null, 7, false, 2, 1_840_000, 0, false)
    }
    override suspend fun waiting(): List<Pair<Card, Long>> =
        all.value.values.filter { it.counts.unsent > 0 }.map { it to it.counts.unsent }
    override suspend fun refused(): List<RefusedWork> = emptyList()
    override suspend fun balances(): Balances? = null
    override suspend fun cards(ids: List<String>): List<Card> = ids.mapNotNull { all.value[it] }
    override suspend fun countCash(amount: Money) = write("count ${amount.minor}")
    override suspend fun closeShift() = write("close the shift")
    override suspend fun certificate(): CertificateOutcome = CertificateOutcome.Left(listOf(Left.Unsent(7)))

    override fun who(): Flow<AccountStatus> = mine
    override suspend fun enrol(invitation: String) = write("enrol")
    override suspend fun beginShift() {
        write("begin the shift")
        mine.update { it.copy(shift = "shift-1") }
    }
    override suspend fun beginBreak() = mine.update { it.copy(inBreak = true) }
    override suspend fun endBreak() = mine.update { it.copy(inBreak = false) }
}
