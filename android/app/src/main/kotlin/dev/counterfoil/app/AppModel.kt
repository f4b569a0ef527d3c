package dev.counterfoil.app

import dev.counterfoil.app.account.AccountModel
import dev.counterfoil.app.capture.CaptureModel
import dev.counterfoil.app.design.Language
import dev.counterfoil.app.navigation.BackStack
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.order.FormModel
import dev.counterfoil.app.order.OrderModel
import dev.counterfoil.app.orders.LoadEvent
import dev.counterfoil.app.orders.LoadModel
import dev.counterfoil.app.orders.OrdersEvent
import dev.counterfoil.app.orders.OrdersModel
import dev.counterfoil.app.signature.SignatureModel
import dev.counterfoil.app.sync.EndOfShiftModel
import dev.counterfoil.app.sync.SyncModel
import dev.counterfoil.app.wall.AppWall
import dev.counterfoil.app.wall.ScannedCode
import java.time.Instant
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.job

/**
 * The app without its screens: where the person is, and a model for every place of the stack. A model lives as long as
 * its place lies in the stack.
 *
 * @param scope everything ends with it; on the main thread
 * @param saved [save] of the process before, if it died
 * @param elapsedMs a clock that never falls
 */
class AppModel(
    private val wall: AppWall,
    private val scope: CoroutineScope,
    private val language: Language,
    saved: String? = null,
    private val clock: () -> Instant = Instant::now,
    private val elapsedMs: () -> Long = { System.nanoTime() / 1_000_000 },
) {
    val stack = BackStack.restore(saved)

    private class Living(val model: Any, val scope: CoroutineScope)

    private val models = HashMap<Place, Living>()

    /** The time, now and twice a minute: what is due is shown against it. */
    private val ticks: Flow<Instant> = flow {
        while (true) {
            emit(clock())
            delay(TICK_MS)
        }
    }

    /** What has to outlive this process. */
    fun save(): String = stack.save()

    /** Goes back; `false` where the app is to be left. */
    fun back(): Boolean = stack.pop().also { prune() }

    fun go(place: Place) = stack.push(place)

    fun switch(root: Place) {
        stack.switch(root)
        prune()
    }

    fun orders(): OrdersModel = at(Place.Orders) { OrdersModel(wall, it, ticks, clock(), ::go) }

    fun load(): LoadModel = at(Place.Load) { LoadModel(wall, it, ::go) { back() } }

    /** A scanner has read a code; `false` where nobody waits for one. */
    fun scanned(code: ScannedCode): Boolean {
        when (stack.top) {
            Place.Load -> load().on(LoadEvent.Scanned(code))
            Place.Orders -> orders().on(OrdersEvent.Scanned(code.raw))
            else -> return false
        }
        return true
    }

    fun sync(): SyncModel = at(Place.Sync) { SyncModel(wall, it, ticks, clock(), ::go) }

    fun endOfShift(): EndOfShiftModel = at(Place.EndOfShift) { EndOfShiftModel(wall, it, ::go) { back() } }

    fun account(): AccountModel = at(Place.Account) { AccountModel(wall, it) }

    fun order(place: Place.Order): OrderModel =
        at(place) { OrderModel(wall, place.order, it, ticks, clock(), elapsedMs, ::go) { back() } }

    fun capture(place: Place.Capture): CaptureModel = at(place) { CaptureModel(wall, place, it, ::replace) { back() } }

    fun signature(place: Place.Signature): SignatureModel = at(place) { scope ->
        SignatureModel(wall, place, scope, language, made = { step ->
            // A signature alone was asked for by the place behind: a sheet, or a form.
            if (step == null) {
                back()
            } else {
                val order = Place.Order(place.order)
                stack.returnTo(order)
                prune()
                order(order).offerUndo(step.first, step.second)
            }
        }) { back() }
    }

    fun form(place: Place.Form): FormModel =
        at(place) {
            FormModel(wall, place, it, scope, clock, elapsedMs, ::go, ::replace, done = { formDone(place) }) { back() }
        }

    /** The sheet again, which goes on with the step that needed the form. */
    private fun formDone(place: Place.Form) {
        back()
        if (place.then != null) order(Place.Order(place.order)).goOn(place.then, place.form)
    }

    /** The app leaves the screen: what is being written is kept now, not after a pause. */
    fun keep() = models.values.forEach { (it.model as? FormModel)?.keep() }

    private fun replace(place: Place) {
        stack.replace(place)
        prune()
    }

    @Suppress("UNCHECKED_CAST")
    private fun <T : Any> at(place: Place, make: (CoroutineScope) -> T): T = models.getOrPut(place) {
        val own = CoroutineScope(scope.coroutineContext + Job(scope.coroutineContext.job))
        Living(make(own), own)
    }.model as T

    private fun prune() {
        val gone = models.keys - stack.places.value.toSet()
        for (place in gone) {
            val left = models.remove(place) ?: continue
            (left.model as? FormModel)?.keep()
            left.scope.cancel()
        }
    }

    private companion object {
        const val TICK_MS = 30_000L
    }
}
