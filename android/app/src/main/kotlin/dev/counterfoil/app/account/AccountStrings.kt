package dev.counterfoil.app.account

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** What the account says. */
interface AccountStrings {
    val title: String
    val notEnrolled: String
    val notEnrolledWords: String
    val code: String
    val clear: String
    val enrol: String
    val enrolling: String
    val again: String
    val againWords: String
    val onDuty: String
    val onDutyWords: String
    val inBreak: String
    val inBreakWords: String
    val offDuty: String
    val offDutyWords: String
    val beginShift: String
    val beginBreak: String
    val endBreak: String
    fun role(id: String): String
}

object AccountZh : AccountStrings {
    override val title = "我"
    override val notEnrolled = "这部手机还没有登记"
    override val notEnrolledWords = "向网点要一个登记码,粘贴在这里。一个码只能用一次。"
    override val code = "登记码"
    override val clear = "清空"
    override val enrol = "登记"
    override val enrolling = "正在登记"
    override val again = "这部手机要重新登记"
    override val againWords = "照常做,一条也不会丢;重新登记之后才收得到新订单。"
    override val onDuty = "在班上"
    override val onDutyWords = "上班时才记录位置。交班在“发送”里。"
    override val inBreak = "休息中"
    override val inBreakWords = "休息时不记录位置。"
    override val offDuty = "没有上班"
    override val offDutyWords = "没上班时不记录位置。"
    override val beginShift = "开始上班"
    override val beginBreak = "休息一下"
    override val endBreak = "接着干"
    override fun role(id: String) = when (id) {
        "courier" -> "快递员"
        "technician" -> "维修师傅"
        "dispatcher" -> "调度"
        else -> id
    }
}

object AccountEn : AccountStrings {
    override val title = "Me"
    override val notEnrolled = "This phone is nobody's yet"
    override val notEnrolledWords = "Ask the outlet for a code and paste it here. A code is good once."
    override val code = "Enrolment code"
    override val clear = "Clear"
    override val enrol = "Enrol"
    override val enrolling = "Enrolling"
    override val again = "This phone has to be enrolled again"
    override val againWords = "Go on working, nothing is lost; new orders come after that."
    override val onDuty = "On duty"
    override val onDutyWords = "Positions are recorded on duty alone. The shift ends under “Sending”."
    override val inBreak = "In a break"
    override val inBreakWords = "No position is recorded in a break."
    override val offDuty = "Off duty"
    override val offDutyWords = "No position is recorded off duty."
    override val beginShift = "Start shift"
    override val beginBreak = "Take a break"
    override val endBreak = "Go on"
    override fun role(id: String) = id
}

/** In the language of this screen. */
internal val accountStrings: AccountStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(AccountZh, AccountEn)
