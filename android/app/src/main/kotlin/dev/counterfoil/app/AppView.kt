package dev.counterfoil.app

import androidx.compose.foundation.layout.Box
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.saveable.rememberSaveableStateHolder
import androidx.compose.ui.Modifier
import dev.counterfoil.app.account.AccountView
import dev.counterfoil.app.capture.CaptureView
import dev.counterfoil.app.design.Bar
import dev.counterfoil.app.design.BarPlace
import dev.counterfoil.app.design.Icons
import dev.counterfoil.app.navigation.Place
import dev.counterfoil.app.navigation.saved
import dev.counterfoil.app.order.FormView
import dev.counterfoil.app.order.OrderView
import dev.counterfoil.app.orders.LoadView
import dev.counterfoil.app.orders.OrdersView
import dev.counterfoil.app.scanners.hearsScanner
import dev.counterfoil.app.signature.SignatureView
import dev.counterfoil.app.sync.EndOfShiftView
import dev.counterfoil.app.sync.SyncView

/** The place where the person is. A list that one comes back to stands where it was left. */
@Composable
fun AppView(app: AppModel) {
    val places by app.stack.places.collectAsState()
    val place = places.last()
    val holder = rememberSaveableStateHolder()
    Box(Modifier.hearsScanner(place, app::scanned)) {
        holder.SaveableStateProvider(place.saved()) { PlaceView(place, app) }
    }
}

@Composable
private fun PlaceView(place: Place, app: AppModel) {
    when (place) {
        Place.Orders -> app.orders().let { model ->
            val state by model.state.collectAsState()
            OrdersView(state, { AppBar(place, app) }, model::on)
        }
        Place.Load -> app.load().let { model ->
            val state by model.state.collectAsState()
            LoadView(state, model::on)
        }
        Place.Sync -> app.sync().let { model ->
            val state by model.state.collectAsState()
            SyncView(state, { AppBar(place, app) }, model::on)
        }
        Place.Account -> app.account().let { model ->
            val state by model.state.collectAsState()
            AccountView(state, { AppBar(place, app) }, model::on)
        }
        Place.EndOfShift -> app.endOfShift().let { model ->
            val state by model.state.collectAsState()
            EndOfShiftView(state, model::on)
        }
        is Place.Order -> app.order(place).let { model ->
            val state by model.state.collectAsState()
            OrderView(state, model::on)
        }
        is Place.Capture -> app.capture(place).let { model ->
            val state by model.state.collectAsState()
            CaptureView(state, model::on)
        }
        is Place.Form -> app.form(place).let { model ->
            val state by model.state.collectAsState()
            FormView(state, model::on)
        }
        is Place.Signature -> app.signature(place).let { model ->
            val state by model.state.collectAsState()
            SignatureView(state, model::on)
        }
    }
}

@Composable
private fun AppBar(here: Place, app: AppModel) {
    val strings = appStrings
    Bar(
        listOf(
            BarPlace(strings.orders, Icons.list, here == Place.Orders) { app.switch(Place.Orders) },
            BarPlace(strings.sync, Icons.sync, here == Place.Sync) { app.switch(Place.Sync) },
            BarPlace(strings.account, Icons.person, here == Place.Account) { app.switch(Place.Account) },
        ),
    )
}
