package dev.counterfoil.app.wall

import dev.counterfoil.AccountStatus
import dev.counterfoil.Balances
import dev.counterfoil.Budget
import dev.counterfoil.Capture
import dev.counterfoil.Card
import dev.counterfoil.CertificateOutcome
import dev.counterfoil.Consent
import dev.counterfoil.CounterfoilException
import dev.counterfoil.DeviceNow
import dev.counterfoil.Done
import dev.counterfoil.Money
import dev.counterfoil.Named
import dev.counterfoil.Notice
import dev.counterfoil.OrderFilter
import dev.counterfoil.OrderPage
import dev.counterfoil.OrderSheet
import dev.counterfoil.Payment
import dev.counterfoil.Phone
import dev.counterfoil.PhotoSource
import dev.counterfoil.PhotoTaken
import dev.counterfoil.Playbook
import dev.counterfoil.ReadyToGo
import dev.counterfoil.RouteStop
import dev.counterfoil.SessionEnd
import dev.counterfoil.Settle
import dev.counterfoil.SignatureInput
import dev.counterfoil.StuckReason
import dev.counterfoil.SyncReport
import dev.counterfoil.SyncStatus
import dev.counterfoil.Topic
import dev.counterfoil.TransitionStep
import dev.counterfoil.countedMoney
import dev.counterfoil.stops
import java.io.File
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.conflate
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.filter
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.withContext

/**
 * The wall over an open phone.
 *
 * @param camera what takes photographs on this device; `null` for none
 * @param device what only the device can tell: its battery, its space
 * @param scanner what reads codes with a camera; `null` for none
 * @param feedback what is heard and felt at a read
 * @param goesOn a person has sent, and something is left: the system is to give time for it
 */
class PhoneWall(
    private val phone: Phone,
    camera: Camera? = null,
    private val device: () -> DeviceNow = { DeviceNow() },
    scanner: Scanner? = null,
    feedback: Feedback = Feedback { },
    goesOn: () -> Unit = {},
) : AppWall {
    override val orders: OrdersWall = OrdersOf(phone, device)
    override val order: OrderWall = OrderOf(phone)
    override val forms: FormsWall = PhoneForms(phone)
    override val capture: CaptureWall = CaptureOf(phone, camera)
    override val signature: SignatureWall = SignatureOf(phone)
    override val sync: SyncWall = SyncOf(phone, goesOn)
    override val account: AccountWall = AccountOf(phone)
    override val load: LoadWall = LoadOf(phone, scanner, feedback)
}

/** The package's errors, in the words of the screens. */
internal inline fun <T> plain(call: () -> T): T = try {
    call()
} catch (error: CounterfoilException) {
    throw WallException(error.trouble(), error)
}

private fun <T> Flow<T>.plain(): Flow<T> = catch { error ->
    throw if (error is CounterfoilException) WallException(error.trouble(), error) else error
}

/** Listener to flow, the one place: what [ask] gives, at once and after every one of these topics. */
internal fun <T> Phone.asking(isOurs: (Topic) -> Boolean, ask: suspend () -> T): Flow<T> =
    changes().filter(isOurs).map { }.conflate().map { ask() }.distinctUntilChanged().plain()

private class OrdersOf(private val phone: Phone, private val device: () -> DeviceNow) : OrdersWall {
    override fun open(wanted: Int) = pages(OrderFilter(isOpen = true, isMine = true), wanted)

    override fun done(wanted: Int) = pages(OrderFilter(isOpen = false, isMine = true), wanted)

    private fun pages(filter: OrderFilter, wanted: Int): Flow<OrderPage> = phone.asking({ it is Topic.Orders }) {
        val cards = ArrayList<Card>()
        var next: String? = null
        do {
            val page = phone.orders.list(filter, after = next, count = minOf(wanted - cards.size, PAGE))
            cards += page.cards
            next = page.next
        } while (next != null && cards.size < wanted)
        OrderPage(cards, next)
    }

    override fun stops(): Flow<List<RouteStop>> = phone.asking({ it is Topic.Orders }) { phone.orders.stops() }

    override suspend fun search(typed: String): List<Card> = plain { phone.orders.search(typed) }

    override fun notices(): Flow<List<Notice>> = phone.asking({ it is Topic.Orders }) { phone.orders.notices() }

    override suspend fun read(notice: Notice) = plain { phone.orders.readNotice(notice) }

    override suspend fun urgeAnswers(): List<Named> = plain { phone.orders.newestPlaybook().urgeAnswers }

    override suspend fun answerUrge(order: String, answer: String) {
        plain { phone.captures.answerUrges(order, answer) }
    }

    override fun ready(): Flow<ReadyToGo> = phone.asking({ true }) {
        // To ask for free space is to ask the disk.
        phone.account.readyToGo(withContext(Dispatchers.IO) { device() })
    }

    private companion object {
        /** Cards that one call reads: some ms, so that a list of thousands does not wait for one transaction. */
        const val PAGE = 200
    }
}

private class OrderOf(private val phone: Phone) : OrderWall {
    override fun sheet(id: String): Flow<OrderSheet> = phone.orders.observeSheet(id).plain()

    override suspend fun playbook(id: String): Playbook = plain { phone.orders.playbook(id) }

    override suspend fun step(id: String, step: TransitionStep, shown: String?): Done =
        plain { phone.orders.transition(id, step, shown) }

    override suspend fun takeBack(id: String, fact: String, reason: String) {
        plain { phone.orders.withdraw(id, fact, reason) }
    }

    override suspend fun settle(id: String, settle: Settle) {
        plain { phone.orders.settle(id, settle) }
    }

    override suspend fun payment(id: String, payment: Payment) {
        plain { phone.captures.payment(id, payment) }
    }

    override suspend fun consent(id: String, consent: Consent) {
        plain { phone.captures.consent(id, consent) }
    }

    override suspend fun comment(id: String, text: String) {
        plain { phone.captures.comment(id, text) }
    }
}

private class CaptureOf(private val phone: Phone, override val camera: Camera?) : CaptureWall {
    override suspend fun photo(order: String, file: File, role: String): PhotoTaken =
        plain { phone.captures.photo(order, PhotoSource(file, role)) }

    override suspend fun thumbnail(original: String): ByteArray = plain { phone.captures.thumbnail(original).bytes }
}

private class SignatureOf(private val phone: Phone) : SignatureWall {
    override suspend fun sign(order: String, input: SignatureInput, then: TransitionStep?): Done? = plain {
        if (then == null) {
            val one = phone.captures.sign(input).single()
            one.error?.let { throw it }
            one.done
        } else {
            val sealed = phone.captures.prepareSignature(input).single().prepared
            phone.orders.transition(order, then.copy(with = then.with + Capture.Sealed(sealed)))
        }
    }
}

private class SyncOf(private val phone: Phone, private val goesOn: () -> Unit) : SyncWall {
    private val ends = MutableStateFlow<SessionEnd?>(null)
    override val lastEnd: StateFlow<SessionEnd?> = ends

    override fun status(): Flow<SyncStatus> = phone.syncing.observeStatus().plain()

    override suspend fun sendNow(): SyncReport = plain { phone.syncing.run(Budget()) }.also {
        ends.value = it.end
        if (!it.isDone) goesOn()
    }

    override suspend fun waiting(): List<Pair<Card, Long>> = plain {
        val unsent = phone.orders.list(OrderFilter(isMine = true), count = 500).cards.filter { it.counts.unsent > 0 }
        unsent.map { it to it.counts.unsent }
    }

    override suspend fun refused(): List<RefusedWork> = plain {
        val stuck = phone.syncing.status().stuck.filter { it.reason == StuckReason.REFUSED }
        stuck.mapNotNull { one ->
            one.subject?.let { it to one.code }
        }.distinctBy { it.first }.mapNotNull { (id, code) ->
            val sheet = sheetOf(id)?.sheet
            val rows = sheet?.timeline.orEmpty().filter { it.mark == "refused" }
            RefusedWork(id, sheet?.card, code ?: rows.firstOrNull()?.markWhy, rows)
        }
    }

    private suspend fun sheetOf(id: String): OrderSheet? = try {
        phone.orders.sheet(id)
    } catch (_: CounterfoilException.NotFound) {
        null
    }

    override suspend fun balances(): Balances? = try {
        plain { phone.account.balances() }
    } catch (none: WallException) {
        // Before the first shift there is nothing to balance.
        if (none.trouble is Trouble.Gone || none.trouble is Trouble.NotAllowed) null else throw none
    }

    override suspend fun cards(ids: List<String>): List<Card> = plain { ids.mapNotNull { sheetOf(it)?.sheet?.card } }

    override suspend fun countCash(amount: Money) {
        plain { phone.account.count(countedMoney(amount)) }
    }

    override suspend fun closeShift() {
        plain { phone.account.closeShift() }
    }

    override suspend fun certificate(): CertificateOutcome = plain { phone.account.certificate() }
}

private class AccountOf(private val phone: Phone) : AccountWall {
    override fun who(): Flow<AccountStatus> = phone.account.observeStatus().plain()

    override suspend fun enrol(invitation: String) {
        plain { phone.account.enrol(invitation) }
    }

    override suspend fun beginShift() {
        plain { phone.account.beginShift() }
    }

    override suspend fun beginBreak() {
        plain { phone.account.beginBreak() }
    }

    override suspend fun endBreak() {
        plain { phone.account.endBreak() }
    }
}
