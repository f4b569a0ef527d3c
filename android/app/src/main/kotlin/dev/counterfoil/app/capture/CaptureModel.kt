package dev.counterfoil.app.capture

import dev.counterfoil.OrderSheet
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.order.OrderModel
import dev.counterfoil.app.order.Supply
import dev.counterfoil.app.order.steps
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.WallException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch

/**
 * Takes a photograph into an order: it is on disk before anything is asked about it. A good one leads on to what the
 * step needs next; one that is blurred, dark or there already asks first.
 */
class CaptureModel(
    private val wall: AppWall,
    private val place: Place.Capture,
    private val scope: CoroutineScope,
    private val goOn: (Place) -> Unit,
    private val back: () -> Unit,
) {
    private val shown = MutableStateFlow(CaptureState())
    val state: StateFlow<CaptureState> = shown.asStateFlow()

    init {
        attempt {
            val playbook = wall.order.playbook(place.order)
            shown.update { it.copy(roleName = playbook.photoRoles.firstOrNull { role -> role.id == place.role }?.name) }
            wall.order.sheet(place.order).collect { sheet ->
                shown.update { it.copy(card = sheet.sheet.card, owed = offer(sheet)?.missing.orEmpty()) }
            }
        }
    }

    fun on(event: CaptureEvent) {
        when (event) {
            CaptureEvent.Shutter -> take()
            CaptureEvent.TakeAgain -> again()
            CaptureEvent.Keep -> attempt { leadOn() }
            CaptureEvent.CloseTrouble -> shown.update { it.copy(trouble = null) }
            CaptureEvent.Back -> back()
        }
    }

    private fun offer(sheet: OrderSheet) = sheet.offers.firstOrNull { it.transition == place.then }

    private fun take() {
        val camera = wall.capture.camera ?: return
        if (shown.value.isTaking) return
        shown.update { it.copy(isTaking = true, taken = null, trouble = null) }
        attempt {
            val file = camera.take(place.role)
            val photo = file?.let { wall.capture.photo(place.order, it, place.role) }
            shown.update { it.copy(isTaking = false) }
            when {
                photo == null -> Unit
                photo.done.warnings.isEmpty() -> leadOn()
                else -> {
                    val small = runCatching { wall.capture.thumbnail(photo.original) }.getOrDefault(ByteArray(0))
                    shown.update { it.copy(taken = Taken(photo.fact, photo.done.warnings, small)) }
                }
            }
        }
    }

    /** The one that is not good is taken back, not deleted, and the camera opens at once. */
    private fun again() {
        val taken = shown.value.taken ?: return
        attempt {
            wall.order.takeBack(place.order, taken.fact, OrderModel.WRONG_TAP)
            take()
        }
    }

    private suspend fun leadOn() {
        val sheet = wall.order.sheet(place.order).first()
        val step = steps(sheet.offers, hasCamera = true).firstOrNull { it.offer.transition == place.then && it.canGoOn }
        when (val next = step?.next) {
            is Supply.Photo -> goOn(Place.Capture(place.order, next.role, place.then))
            is Supply.Form -> goOn(Place.Form(place.order, next.form, place.then))
            is Supply.Sign -> goOn(Place.Signature(place.order, next.role, place.then))
            else -> back()
        }
    }

    private fun attempt(work: suspend () -> Unit) {
        scope.launch {
            try {
                work()
            } catch (error: WallException) {
                shown.update { it.copy(trouble = error.trouble, isTaking = false) }
            }
        }
    }
}
