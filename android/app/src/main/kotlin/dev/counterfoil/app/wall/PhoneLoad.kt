package dev.counterfoil.app.wall

import dev.counterfoil.Candidate
import dev.counterfoil.Card
import dev.counterfoil.CounterfoilException
import dev.counterfoil.LoadAnswer
import dev.counterfoil.LoadCheck
import dev.counterfoil.Named
import dev.counterfoil.OrderFilter
import dev.counterfoil.Phone
import dev.counterfoil.PickedCode
import dev.counterfoil.ScanVerdict
import dev.counterfoil.pickCode
import dev.counterfoil.readScan
import kotlinx.coroutines.flow.Flow

/** Codes over an open phone. */
internal class LoadOf(
    private val phone: Phone,
    override val scanner: Scanner?,
    override val feedback: Feedback,
) : LoadWall {
    override suspend fun load(code: ScannedCode): LoadAnswer = plain { phone.captures.load(code.raw, code.symbology) }

    // Reads are on the shift, orders come with a session, a shift begins: any topic may change a list.
    override fun check(): Flow<LoadCheck?> = phone.asking({ true }) {
        try {
            phone.orders.loadCheck()
        } catch (_: CounterfoilException.NotAllowed) {
            null
        }
    }

    override suspend fun marks(): List<Named> = plain { phone.orders.newestPlaybook().loadMarks }

    override suspend fun pick(codes: List<ScannedCode>): PickedCode =
        plain { phone.orders.pickCode(codes.map { it.raw }) }

    override suspend fun lookup(code: String): ScanVerdict = plain { phone.orders.lookup(code) }

    override suspend fun likely(code: String): List<Candidate> = plain { phone.orders.readScan(code).candidates }

    override suspend fun cardsOf(orders: List<String>): List<Card> = plain {
        if (orders.size > FEW) fromPages(orders) else orders.mapNotNull { one(it) }
    }

    private suspend fun one(id: String): Card? = try {
        phone.orders.sheet(id).sheet.card
    } catch (_: CounterfoilException.NotFound) {
        null
    }

    /** A page of cards costs less than a few sheets, each of which is folded. */
    private suspend fun fromPages(orders: List<String>): List<Card> {
        val wanted = orders.toSet()
        val found = HashMap<String, Card>()
        var next: String? = null
        do {
            val page = phone.orders.list(OrderFilter(), after = next, count = PAGE)
            page.cards.filter { it.id in wanted }.associateByTo(found) { it.id }
            next = page.next
        } while (next != null && found.size < wanted.size)
        return orders.mapNotNull { found[it] }
    }

    private companion object {
        const val FEW = 4
        const val PAGE = 200
    }
}
