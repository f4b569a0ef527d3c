package dev.counterfoil.app.pictures

import dev.counterfoil.app.account.AccountPreviews
import dev.counterfoil.app.capture.CapturePreviews
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.order.FormPreviews
import dev.counterfoil.app.order.OrderPreviews
import dev.counterfoil.app.orders.LoadPreviews
import dev.counterfoil.app.orders.OrdersPreviews
import dev.counterfoil.app.signature.SignaturePreviews
import dev.counterfoil.app.sync.SyncPreviews

/** Every state of every screen. */
internal val SCREENS: List<Preview> =
    OrdersPreviews.all + OrderPreviews.all + CapturePreviews.all + SignaturePreviews.all + SyncPreviews.all +
        AccountPreviews.all + LoadPreviews.all + FormPreviews.all
