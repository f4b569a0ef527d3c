package dev.counterfoil.app.pictures

import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.orders.OrdersPreviews

/** Every state of every screen. */
internal val SCREENS: List<Preview> = OrdersPreviews.all
