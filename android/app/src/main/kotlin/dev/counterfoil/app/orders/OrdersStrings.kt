package dev.counterfoil.app.orders

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.AlertKind
import dev.counterfoil.app.design.inLanguage

/** What the list says. */
interface OrdersStrings {
    val search: String
    val clear: String
    fun group(group: OrderGroup): String
    fun stop(people: Long, pieces: Long): String
    fun tail(digits: String): String
    fun pieces(count: Long): String
    val by: String
    fun from(time: String): String
    val anyTime: String
    fun left(length: String): String
    fun overdue(length: String): String
    val straddles: String
    val paused: String
    val urge: String
    val moreAnswers: String
    val understood: String
    val urgent: String
    val freight: String
    val goods: String
    val repairDue: String
    val cold: String
    val doNotDeliver: String
    val disputed: String
    fun conflicts(count: Long): String
    fun unsent(count: Long): String
    val refused: String
    fun alert(kind: AlertKind): String
    fun waitsUntil(time: String): String
    val open: String
    val allSent: String
    val sending: String
    val offline: String
    val readyTitle: String
    val notReadyTitle: String
    fun ordersAsOf(time: String): String
    fun manuals(here: Long, all: Long): String
    val timeAnchored: String
    val sendNow: String
    val beginShift: String
    val notEnrolled: String
    val notEnrolledWords: String
    val enrol: String
    val emptyToday: String
    val emptyTodayWords: String
    val emptyWaiting: String
    val emptyWaitingWords: String
    val emptyDone: String
    val emptyDoneWords: String
    val nothingFound: String
    val nothingFoundWords: String
    val load: String
    val codeStays: String
    val codeStaysWords: String
    val codeAnothers: String
    val codeAnothersWords: String
    val codeUnknown: String
    val codeUnknownWords: String
    fun codeLikely(carrier: String): String
}

object OrdersZh : OrdersStrings {
    override val search = "两个字,或尾号四位"
    override val clear = "清空搜索"
    override fun group(group: OrderGroup) = when (group) {
        OrderGroup.TODAY -> "今天"
        OrderGroup.WAITING -> "等待"
        OrderGroup.DONE -> "已结束"
    }
    override fun stop(people: Long, pieces: Long) = if (people > 1) "$people 人·$pieces 件" else "$pieces 件"
    override fun tail(digits: String) = "尾号 $digits"
    override fun pieces(count: Long) = "共 $count 件"
    override val by = "前送达"
    override fun from(time: String) = "$time 起"
    override val anyTime = "今天内"
    override fun left(length: String) = "还有 $length"
    override fun overdue(length: String) = "超时 $length"
    override val straddles = "正在临界,说不准"
    override val paused = "时效暂停"
    override val urge = "催办"
    override val moreAnswers = "更多"
    override val understood = "知道了"
    override val urgent = "加急"
    override val freight = "到付"
    override val goods = "代收货款"
    override val repairDue = "应收"
    override val cold = "冷链"
    override val doNotDeliver = "已拦截"
    override val disputed = "有争议"
    override fun conflicts(count: Long) = "$count 处说法不一"
    override fun unsent(count: Long) = "$count 条未发"
    override val refused = "被退回"
    override fun alert(kind: AlertKind) = when (kind) {
        AlertKind.DOG -> "恶犬"
        AlertKind.THREAT -> "小心冲突"
        AlertKind.ACCESS -> "门禁"
        AlertKind.QUIET -> "勿按门铃"
        AlertKind.CALL_FIRST -> "先打电话"
        AlertKind.IN_PERSON -> "本人签收"
        AlertKind.NO_LOCKER -> "不放快递柜"
        AlertKind.TIMING -> "限时间"
        AlertKind.ELDERLY -> "老人"
        AlertKind.NO_SIGNAL -> "无信号"
        AlertKind.STAIRS -> "无电梯"
        AlertKind.HANDLING -> "易碎或重"
    }
    override fun waitsUntil(time: String) = "等到 $time"
    override val open = "打开"
    override val allSent = "全部送达中心"
    override val sending = "正在发送"
    override val offline = "没有信号"
    override val readyTitle = "可以出发"
    override val notReadyTitle = "出发前看一眼"
    override fun ordersAsOf(time: String) = "订单截至 $time"
    override fun manuals(here: Long, all: Long) = "手册 $here / $all 份在手机上"
    override val timeAnchored = "时间已校准"
    override val sendNow = "现在更新"
    override val beginShift = "开始上班"
    override val notEnrolled = "这部手机还没有登记"
    override val notEnrolledWords = "登记之后,派给你的订单会出现在这里。"
    override val enrol = "去登记"
    override val emptyToday = "今天没有要做的"
    override val emptyTodayWords = "派给你的订单会出现在这里,没有信号时也看得到。"
    override val emptyWaiting = "没有在等的"
    override val emptyWaitingWords = "改约、等备件、等客户的订单会排在这里,写明等到几时。"
    override val emptyDone = "还没有结束的"
    override val emptyDoneWords = "签收、退回、取消的订单会留在这里。"
    override val nothingFound = "没有找到"
    override val nothingFoundWords = "试试收件人的两个字、地址里的两个字,或运单、电话的后四位。"
    override val load = "装车核对"
    override val codeStays = "这件已拦截"
    override val codeStaysWords = "不要装车,不要交付,带回网点。"
    override val codeAnothers = "不是你的件"
    override val codeAnothersWords = "派给了别人,或还没派给谁。"
    override val codeUnknown = "这部手机里没有这个码"
    override val codeUnknownWords = "可能刚录进系统,更新一下再扫。"
    override fun codeLikely(carrier: String) = "看着像$carrier"
}

object OrdersEn : OrdersStrings {
    override val search = "Name, or last 4 digits"
    override val clear = "Clear the search"
    override fun group(group: OrderGroup) = when (group) {
        OrderGroup.TODAY -> "Today"
        OrderGroup.WAITING -> "Waiting"
        OrderGroup.DONE -> "Over"
    }
    override fun stop(people: Long, pieces: Long): String {
        val things = if (pieces == 1L) "1 item" else "$pieces items"
        return if (people > 1) "$people people · $things" else things
    }
    override fun tail(digits: String) = "ends in $digits"
    override fun pieces(count: Long) = "$count pieces"
    override val by = "at the latest"
    override fun from(time: String) = "from $time"
    override val anyTime = "any time today"
    override fun left(length: String) = "$length left"
    override fun overdue(length: String) = "$length late"
    override val straddles = "on the limit: nobody can say"
    override val paused = "clock paused"
    override val urge = "Please hurry"
    override val moreAnswers = "More"
    override val understood = "Understood"
    override val urgent = "Urgent"
    override val freight = "Freight due"
    override val goods = "Collect"
    override val repairDue = "Due"
    override val cold = "Cold chain"
    override val doNotDeliver = "Intercepted"
    override val disputed = "Disputed"
    override fun conflicts(count: Long) = if (count == 1L) "1 conflict" else "$count conflicts"
    override fun unsent(count: Long) = "$count unsent"
    override val refused = "Refused"
    override fun alert(kind: AlertKind) = when (kind) {
        AlertKind.DOG -> "Dog"
        AlertKind.THREAT -> "Take care"
        AlertKind.ACCESS -> "Access"
        AlertKind.QUIET -> "Do not ring"
        AlertKind.CALL_FIRST -> "Call first"
        AlertKind.IN_PERSON -> "In person only"
        AlertKind.NO_LOCKER -> "No locker"
        AlertKind.TIMING -> "Certain times"
        AlertKind.ELDERLY -> "Elderly"
        AlertKind.NO_SIGNAL -> "No signal"
        AlertKind.STAIRS -> "Stairs"
        AlertKind.HANDLING -> "Fragile or heavy"
    }
    override fun waitsUntil(time: String) = "until $time"
    override val open = "open"
    override val allSent = "All with the hub"
    override val sending = "Sending"
    override val offline = "No signal"
    override val readyTitle = "Ready to go"
    override val notReadyTitle = "Before you leave"
    override fun ordersAsOf(time: String) = "Orders as of $time"
    override fun manuals(here: Long, all: Long) = "$here of $all manuals on this phone"
    override val timeAnchored = "Time is certain"
    override val sendNow = "Update now"
    override val beginShift = "Start shift"
    override val notEnrolled = "This phone is nobody's yet"
    override val notEnrolledWords = "Once it is enrolled, your orders appear here."
    override val enrol = "Enrol it"
    override val emptyToday = "Nothing to do today"
    override val emptyTodayWords = "Orders for you appear here, and stay without signal."
    override val emptyWaiting = "Nothing waits"
    override val emptyWaitingWords = "What was put off, or waits for a part or a customer, stands here with its date."
    override val emptyDone = "Nothing is over yet"
    override val emptyDoneWords = "What was delivered, returned or cancelled stays here."
    override val nothingFound = "Nothing found"
    override val nothingFoundWords =
        "Try two characters of the name or address, or the last four digits of a number."
    override val load = "Load check"
    override val codeStays = "It was intercepted"
    override val codeStaysWords = "Do not load it, do not hand it over: it goes back."
    override val codeAnothers = "Not yours"
    override val codeAnothersWords = "Somebody else is to do it, or nobody yet."
    override val codeUnknown = "This phone does not know the code"
    override val codeUnknownWords = "It may be new: update, and scan it again."
    override fun codeLikely(carrier: String) = "Looks like $carrier"
}

/** In the language of this screen. */
internal val ordersStrings: OrdersStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(OrdersZh, OrdersEn)
