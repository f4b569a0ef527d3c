package dev.counterfoil.app.orders

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** What the load check says. */
interface LoadStrings {
    val title: String
    val back: String
    fun reads(count: Long): String
    val ready: String
    val readyWords: String
    val alwaysReady: String
    val noShift: String
    val noShiftWords: String
    val beginShift: String
    val field: String
    val clear: String
    val letters: String
    val digits: String
    val submit: String
    val look: String
    val stopLooking: String
    val good: String
    val again: String
    val againWords: String
    fun nextPiece(piece: Long): String
    val notYours: String
    val notYoursWords: String
    val stopped: String
    val cancelled: String
    val stays: String
    val unknown: String
    val unknownWords: String
    val failed: String
    val failedWords: String
    fun pieces(read: Long, all: Long): String
    fun readAs(code: String): String
    fun likely(carrier: String): String
    val which: String
    val nothing: String
    val nothingWords: String
    val severalCodes: String
    fun name(list: LoadList): String
    fun incomplete(count: Long): String
    val before: String
    val open: String
}

object LoadZh : LoadStrings {
    override val title = "装车核对"
    override val back = "返回"
    override fun reads(count: Long) = "已扫 $count 次"
    override val ready = "扫第一件"
    override val readyWords = "用扫码枪对着面单扫,不用点屏幕。面单坏了就在下面输尾号。"
    override val alwaysReady = "随时可扫下一件"
    override val noShift = "还没有上班"
    override val noShiftWords = "上班之后才能装车,扫到的都记在这个班上。"
    override val beginShift = "开始上班"
    override val field = "尾号四位,或整个单号"
    override val clear = "清空"
    override val letters = "输字母"
    override val digits = "输数字"
    override val submit = "就记这个"
    override val look = "用相机扫"
    override val stopLooking = "关掉相机"
    override val good = "好"
    override val again = "重复"
    override val againWords = "这个码已经扫过了。"
    override fun nextPiece(piece: Long) = "第 $piece 件"
    override val notYours = "不是你的"
    override val notYoursWords = "别装车,放一边。"
    override val stopped = "拦截"
    override val cancelled = "已取消"
    override val stays = "不要装车,留在网点。"
    override val unknown = "查无此件"
    override val unknownWords = "已记下。有信号之后才知道是谁的。"
    override val failed = "没记上"
    override val failedWords = "再扫一次。"
    override fun pieces(read: Long, all: Long) = "$read/$all 件"
    override fun readAs(code: String) = "按 $code 认的,请核对面单"
    override fun likely(carrier: String) = "看着像$carrier"
    override val which = "是哪一件?"
    override val nothing = "没有这个尾号"
    override val nothingWords = "对一下面单,或者输整个单号,照样能记。"
    override val severalCodes = "照到几个码,点一个"
    override fun name(list: LoadList) = when (list) {
        LoadList.HERE -> "单上有,货也在"
        LoadList.ABSENT -> "单上有,货没到"
        LoadList.ANOTHER -> "别人的"
        LoadList.UNKNOWN -> "查无此件"
        LoadList.DO_NOT_LOAD -> "不要装车"
    }
    override fun incomplete(count: Long) = "$count 单还没到齐"
    override val before = "刚才扫的"
    override val open = "打开"
}

object LoadEn : LoadStrings {
    override val title = "Load check"
    override val back = "Back"
    override fun reads(count: Long) = if (count == 1L) "1 scan" else "$count scans"
    override val ready = "Scan the first one"
    override val readyWords = "Point the scanner at a label, no tap is needed. If a label is torn, type its end below."
    override val alwaysReady = "Ready for the next one"
    override val noShift = "Your shift has not begun"
    override val noShiftWords = "Loading belongs to a shift: begin it first."
    override val beginShift = "Start shift"
    override val field = "Last 4 digits, or all of it"
    override val clear = "Clear"
    override val letters = "Letters"
    override val digits = "Digits"
    override val submit = "Take this one"
    override val look = "Scan by camera"
    override val stopLooking = "Close the camera"
    override val good = "Good"
    override val again = "Again"
    override val againWords = "This code was scanned before."
    override fun nextPiece(piece: Long) = "Piece $piece"
    override val notYours = "Not yours"
    override val notYoursWords = "Do not load it, put it aside."
    override val stopped = "Stopped"
    override val cancelled = "Cancelled"
    override val stays = "Do not load it, it stays here."
    override val unknown = "Unknown"
    override val unknownWords = "It is kept. Whose it is shows once there is signal."
    override val failed = "Not kept"
    override val failedWords = "Scan it again."
    override fun pieces(read: Long, all: Long) = "$read of $all pieces"
    override fun readAs(code: String) = "Taken for $code: look at the label"
    override fun likely(carrier: String) = "Looks like $carrier"
    override val which = "Which one is it?"
    override val nothing = "Nothing ends like that"
    override val nothingWords = "Look at the label, or type the whole number: it is kept in any case."
    override val severalCodes = "Several codes in sight: tap one"
    override fun name(list: LoadList) = when (list) {
        LoadList.HERE -> "On the list and here"
        LoadList.ABSENT -> "On the list, not here"
        LoadList.ANOTHER -> "Somebody else's"
        LoadList.UNKNOWN -> "Unknown"
        LoadList.DO_NOT_LOAD -> "Do not load"
    }
    override fun incomplete(count: Long) = if (count == 1L) "1 order lacks a piece" else "$count orders lack pieces"
    override val before = "Scanned before"
    override val open = "open"
}

/** In the language of this screen. */
internal val loadStrings: LoadStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(LoadZh, LoadEn)
