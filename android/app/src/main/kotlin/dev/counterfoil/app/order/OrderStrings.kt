package dev.counterfoil.app.order

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** What a sheet says. */
interface OrderStrings {
    val back: String
    fun title(digits: String): String
    val gone: String
    val goneWords: String
    val otherSteps: String
    val history: String
    val conflictsTitle: String
    val disputeTitle: String
    val useThis: String
    val me: String
    val office: String
    val colleague: String
    val takePhoto: String
    val sign: String
    val collect: String
    val noteConsent: String
    val writeNote: String
    val note: String
    val goOn: String
    val notNow: String
    fun whyTitle(step: String): String
    fun payTitle(amount: String): String
    val cash: String
    val qr: String
    val qrWords: String
    val consentTitle: String
    val consentWords: String
    val inPerson: String
    val bySms: String
    val safety: String
    fun done(step: String): String
    val takeBack: String
    val takeBackWords: String
    val nothingNext: String
    val takenBack: String
    fun missing(step: String): String
    fun fact(kind: String): String
    fun mark(mark: String): String
    fun then(step: String): String
}

object OrderZh : OrderStrings {
    override val back = "返回"
    override fun title(digits: String) = "尾号 $digits"
    override val gone = "这单不在这部手机上了"
    override val goneWords = "可能改派给了别人。你做过的都还在,会照常送达中心。"
    override val otherSteps = "还可以"
    override val history = "经过"
    override val conflictsTitle = "说法不一"
    override val disputeTitle = "两种结果互相矛盾,等调度裁定"
    override val useThis = "用这个"
    override val me = "我"
    override val office = "中心"
    override val colleague = "同事"
    override val takePhoto = "拍照"
    override val sign = "请对方签名"
    override val collect = "收款"
    override val noteConsent = "记下对方同意"
    override val writeNote = "写一句说明"
    override val note = "说明"
    override val goOn = "记下"
    override val notNow = "先不做"
    override fun whyTitle(step: String) = "$step:什么原因?"
    override fun payTitle(amount: String) = "收 $amount"
    override val cash = "现金已收"
    override val qr = "扫码已付"
    override val qrWords = "到账前记为“对方说已付”"
    override val consentTitle = "对方同意了吗?"
    override val consentWords = "原话"
    override val inPerson = "当面同意"
    override val bySms = "短信同意"
    override val safety = "安全"
    override fun done(step: String) = "已记下:$step"
    override val takeBack = "撤回"
    override val takeBackWords = "10 秒内一键撤回"
    override val nothingNext = "这单没有下一步了"
    override val takenBack = "已撤回"
    override fun missing(step: String) = "$step,还差"
    override fun fact(kind: String) = when (kind) {
        "found" -> "建单"
        "keyed" -> "加了编号"
        "assignment" -> "派单"
        "custody" -> "交接"
        "transition" -> "步骤"
        "photo" -> "照片"
        "signature" -> "签名"
        "unsigned" -> "未签名"
        "fix" -> "定位"
        "scan" -> "扫码"
        "reading" -> "读数"
        "consent" -> "同意"
        "refusal" -> "拒收"
        "contact_attempt" -> "联系客户"
        "comment" -> "备注"
        "urge" -> "催办"
        "urge_answer" -> "回复催办"
        "payment" -> "收款"
        "confirmed" -> "到账核对"
        "quote" -> "报价"
        "part" -> "备件"
        "timer" -> "计时"
        "visit" -> "上门"
        "approval", "approval_request" -> "审批"
        "claim" -> "说法"
        "proposed" -> "建议修改"
        "withdrawn" -> "撤回"
        "moved" -> "改到别的单"
        "do_not_load" -> "拦截"
        "fields" -> "修改资料"
        "decided" -> "中心判定"
        "joined" -> "并单"
        "parted" -> "拆单"
        else -> "记录"
    }
    override fun mark(mark: String) = when (mark) {
        "unsent" -> "在手机上"
        "stored" -> "中心已存"
        "accepted" -> "已生效"
        "flagged" -> "已生效,有疑问"
        "late" -> "改派后补记"
        "refused" -> "被退回"
        else -> "等中心判定"
    }
    override fun then(step: String) = "然后:$step"
}

object OrderEn : OrderStrings {
    override val back = "Back"
    override fun title(digits: String) = "Ends in $digits"
    override val gone = "This order is no longer here"
    override val goneWords = "It may be somebody else's now. What you did is kept and goes to the hub as ever."
    override val otherSteps = "Or else"
    override val history = "What happened"
    override val conflictsTitle = "Two say different things"
    override val disputeTitle = "Two ends contradict each other: the desk decides"
    override val useThis = "Use this"
    override val me = "me"
    override val office = "the hub"
    override val colleague = "a colleague"
    override val takePhoto = "Take the photo"
    override val sign = "Ask for the signature"
    override val collect = "Collect"
    override val noteConsent = "Note the consent"
    override val writeNote = "Write a word about it"
    override val note = "Note"
    override val goOn = "Record it"
    override val notNow = "Not now"
    override fun whyTitle(step: String) = "$step: why?"
    override fun payTitle(amount: String) = "Collect $amount"
    override val cash = "Cash received"
    override val qr = "Paid by QR"
    override val qrWords = "“said to be paid” until it has arrived"
    override val consentTitle = "Did they agree?"
    override val consentWords = "In their words"
    override val inPerson = "Agreed in person"
    override val bySms = "Agreed by text"
    override val safety = "Safety"
    override fun done(step: String) = "Recorded: $step"
    override val takeBack = "Take back"
    override val takeBackWords = "one tap, for 10 seconds"
    override val nothingNext = "Nothing comes next"
    override val takenBack = "taken back"
    override fun missing(step: String) = "Still missing for “$step”"
    override fun fact(kind: String) = when (kind) {
        "found" -> "Order made"
        "keyed" -> "Number added"
        "assignment" -> "Assigned"
        "custody" -> "Handed over"
        "transition" -> "Step"
        "photo" -> "Photo"
        "signature" -> "Signature"
        "unsigned" -> "Not signed"
        "fix" -> "Position"
        "scan" -> "Scan"
        "reading" -> "Reading"
        "consent" -> "Consent"
        "refusal" -> "Refusal"
        "contact_attempt" -> "Customer called"
        "comment" -> "Remark"
        "urge" -> "Please hurry"
        "urge_answer" -> "Answer"
        "payment" -> "Payment"
        "confirmed" -> "Payment checked"
        "quote" -> "Quote"
        "part" -> "Part"
        "timer" -> "Timer"
        "visit" -> "Visit"
        "approval", "approval_request" -> "Approval"
        "claim" -> "Claim"
        "proposed" -> "Proposal"
        "withdrawn" -> "Taken back"
        "moved" -> "Moved to another order"
        "do_not_load" -> "Intercepted"
        "fields" -> "Details changed"
        "decided" -> "The hub decided"
        "joined" -> "Joined"
        "parted" -> "Parted"
        else -> "Record"
    }
    override fun mark(mark: String) = when (mark) {
        "unsent" -> "on this phone"
        "stored" -> "stored at the hub"
        "accepted" -> "applied"
        "flagged" -> "applied, in question"
        "late" -> "late: kept as a record"
        "refused" -> "refused"
        else -> "waits for the hub"
    }
    override fun then(step: String) = "then: $step"
}

/** In the language of this screen. */
internal val orderStrings: OrderStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(OrderZh, OrderEn)
