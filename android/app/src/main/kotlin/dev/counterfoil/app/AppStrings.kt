package dev.counterfoil.app

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** The names of the places below. */
interface AppStrings {
    val orders: String
    val sync: String
    val account: String
}

object AppZh : AppStrings {
    override val orders = "订单"
    override val sync = "发送"
    override val account = "我"
}

object AppEn : AppStrings {
    override val orders = "Orders"
    override val sync = "Sending"
    override val account = "Me"
}

/** In the language of this screen. */
internal val appStrings: AppStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(AppZh, AppEn)
