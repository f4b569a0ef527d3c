package dev.counterfoil.app.notifications

import dev.counterfoil.app.design.Language

/** The words of notifications and of their channels. */
interface NotificationStrings {
    fun channel(matter: Matter): String

    fun title(matter: Matter, count: Int): String

    /** An order that nobody has given a name. */
    val order: String
    val cancelled: String
    val intercepted: String
    val urged: String
    val sending: String
    val sendingNow: String
}

object NotificationZh : NotificationStrings {
    override fun channel(matter: Matter) = when (matter) {
        Matter.SAFETY -> "安全提醒"
        Matter.STOPPED -> "取消和拦截"
        Matter.URGE -> "催办"
        Matter.DUE -> "时限"
        Matter.NOTICE -> "通知"
    }

    override fun title(matter: Matter, count: Int) = when (matter) {
        Matter.SAFETY -> "注意安全"
        Matter.STOPPED -> "这单不用做了"
        Matter.URGE -> "$count 个催办"
        Matter.DUE -> "$count 个订单到时限"
        Matter.NOTICE -> "$count 条通知"
    }

    override val order = "订单"
    override val cancelled = "已取消"
    override val intercepted = "已拦截,不要装车"
    override val urged = "客户在催"
    override val sending = "发送"
    override val sendingNow = "正在发送手机里的工作"
}

object NotificationEn : NotificationStrings {
    override fun channel(matter: Matter) = when (matter) {
        Matter.SAFETY -> "Safety"
        Matter.STOPPED -> "Cancelled and intercepted"
        Matter.URGE -> "Urges"
        Matter.DUE -> "Time limits"
        Matter.NOTICE -> "Notices"
    }

    override fun title(matter: Matter, count: Int) = when (matter) {
        Matter.SAFETY -> "Take care"
        Matter.STOPPED -> "No longer to be done"
        Matter.URGE -> if (count == 1) "1 urge" else "$count urges"
        Matter.DUE -> if (count == 1) "1 order at its limit" else "$count orders at their limit"
        Matter.NOTICE -> if (count == 1) "1 notice" else "$count notices"
    }

    override val order = "Order"
    override val cancelled = "Cancelled"
    override val intercepted = "Intercepted: do not load"
    override val urged = "The customer asks to hurry"
    override val sending = "Sending"
    override val sendingNow = "Sending the work of this phone"
}

/** Of this language. */
fun notificationStrings(language: Language): NotificationStrings = when (language) {
    Language.ZH -> NotificationZh
    Language.EN -> NotificationEn
}
