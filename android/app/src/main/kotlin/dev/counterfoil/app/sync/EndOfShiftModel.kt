package dev.counterfoil.app.sync

import dev.counterfoil.Money
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.WallException
import java.math.BigDecimal
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/** The three balances, the count, the closing, and the certificate. Each can be open without hiding the others. */
class EndOfShiftModel(
    private val wall: AppWall,
    private val scope: CoroutineScope,
    private val go: (Place) -> Unit,
    private val back: () -> Unit,
) {
    private val shown = MutableStateFlow(EndOfShiftState())
    val state: StateFlow<EndOfShiftState> = shown.asStateFlow()

    init {
        attempt { wall.account.who().collect { read() } }
    }

    fun on(event: EndOfShiftEvent) {
        when (event) {
            is EndOfShiftEvent.OpenList -> open(event)
            is EndOfShiftEvent.Open -> go(Place.Order(event.order))
            is EndOfShiftEvent.Typed -> shown.update { it.copy(typed = event.text) }
            EndOfShiftEvent.Count -> count()
            EndOfShiftEvent.CloseShift -> attempt {
                wall.sync.closeShift()
                shown.update { it.copy(isClosed = true) }
                read()
            }
            EndOfShiftEvent.Certify -> certify()
            EndOfShiftEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
            EndOfShiftEvent.Back -> back()
        }
    }

    private suspend fun read() {
        val balances = wall.sync.balances()
        shown.update { it.copy(isLoaded = true, balances = balances) }
    }

    private fun open(event: EndOfShiftEvent.OpenList) {
        if (shown.value.opened == event.name) return shown.update { it.copy(opened = null, cards = emptyList()) }
        attempt {
            val cards = wall.sync.cards(event.orders)
            shown.update { it.copy(opened = event.name, cards = cards) }
        }
    }

    private fun count() {
        val minor = minorOf(shown.value.typed) ?: return
        attempt {
            wall.sync.countCash(Money(minor, "CNY"))
            shown.update { it.copy(typed = "") }
            read()
        }
    }

    private fun certify() {
        if (shown.value.isAsking) return
        shown.update { it.copy(isAsking = true, outcome = null, trouble = null) }
        attempt {
            try {
                wall.sync.sendNow()
                val outcome = wall.sync.certificate()
                shown.update { it.copy(outcome = outcome) }
            } finally {
                shown.update { it.copy(isAsking = false) }
            }
        }
    }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                shown.update { it.copy(trouble = error.trouble) }
            }
        }
    }
}

/** `18.5` as 1,850 minor units; `null` for what is no amount of money. */
internal fun minorOf(typed: String): Long? = try {
    BigDecimal(typed.trim().replace('。', '.')).movePointRight(2).longValueExact().takeIf { it >= 0 }
} catch (_: ArithmeticException) {
    null
} catch (_: NumberFormatException) {
    null
}
