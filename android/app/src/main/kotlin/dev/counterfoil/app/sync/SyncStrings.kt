package dev.counterfoil.app.sync

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.SessionEnd
import dev.counterfoil.StuckReason
import dev.counterfoil.app.design.inLanguage

/** What the way to the hub, and the end of the shift, say. */
interface SyncStrings {
    val title: String
    val allThere: String
    val allThereWords: String
    val onPhone: String
    val onPhoneWords: String
    val stored: String
    val storedWords: String
    val safe: String
    val safeWords: String
    fun files(count: Long, size: String): String
    val sendNow: String
    val sending: String
    fun end(end: SessionEnd): String?
    fun report(sent: Long, received: Long, files: Long): String
    val waitingTitle: String
    fun records(count: Long): String
    val refusedTitle: String
    val refusedWords: String
    val keepAsNote: String
    val open: String
    fun stuck(reason: StuckReason, count: Int): String
    fun why(code: String?): String
    val endOfShift: String
    val back: String
    val things: String
    val cash: String
    val work: String
    val taken: String
    val delivered: String
    val returned: String
    val handedOver: String
    val held: String
    val unexplained: String
    val expected: String
    val counted: String
    val notCounted: String
    val countField: String
    val countNow: String
    val noCash: String
    val done: String
    val waits: String
    val stillOpen: String
    val unsent: String
    val balanced: String
    val openPoint: String
    val closeShift: String
    val certify: String
    val nothingLeft: String
    fun nothingLeftWords(files: Long): String
    val somethingLeft: String
    fun left(code: String, count: Long): String
    val noShift: String
    val noShiftWords: String
    fun keptNote(what: String): String
}

object SyncZh : SyncStrings {
    override val title = "发送"
    override val allThere = "全部送达中心"
    override val allThereWords = "这部手机上没有只属于它的记录。"
    override val onPhone = "在手机上"
    override val onPhoneWords = "只有这部手机有"
    override val stored = "中心已存"
    override val storedWords = "中心签了收据"
    override val safe = "已保全"
    override val safeWords = "中心坏一台机器也不丢"
    override fun files(count: Long, size: String) = "还有 $count 个文件,$size"
    override val sendNow = "现在发送"
    override val sending = "正在发送"
    override fun end(end: SessionEnd) = when (end) {
        SessionEnd.DONE -> null
        SessionEnd.OFFLINE -> "没有信号。照常做,有信号就发。"
        SessionEnd.BUDGET -> "这一次的流量用完了,下次接着发。"
        SessionEnd.STOPPED -> "被停下了,下次接着发。"
        SessionEnd.SIGN_IN_AGAIN -> "这部手机要重新登记,才收得到新订单;已做的照样发出。"
        SessionEnd.NOT_KNOWN -> "中心不认识这部手机,请带回网点。"
        SessionEnd.HUB_BUSY -> "中心忙,过一会儿自动再发。"
        SessionEnd.UPDATE_NEEDED -> "应用要先更新。已记下的都在。"
        SessionEnd.STORE -> "手机写不进去了,可能满了。"
        SessionEnd.NOT_TRUSTED -> "回答的不是我们的中心,没有发出任何东西。"
        SessionEnd.HUB_CHANGED -> "中心的账本换过,正在重新核对。"
        SessionEnd.STUCK -> "有东西发不动,见下面。"
    }
    override fun report(sent: Long, received: Long, files: Long) = "这一次:发出 $sent 条,收到 $received 条,文件 $files 个"
    override val waitingTitle = "等着发的"
    override fun records(count: Long) = "$count 条记录"
    override val refusedTitle = "被退回的"
    override val refusedWords = "中心没有采纳,记录仍在。可以留作备注,让调度看到。"
    override val keepAsNote = "留作备注"
    override val open = "打开订单"
    override fun stuck(reason: StuckReason, count: Int) = when (reason) {
        StuckReason.REFUSED -> "$count 条被退回"
        StuckReason.BLOCKED -> "$count 处修改等调度核对"
        StuckReason.HELD -> "$count 条中心收下,待判定"
        StuckReason.UPLOAD -> "$count 个文件传不上去,请带回网点"
        StuckReason.QUARANTINED -> "中心发来的 $count 条还用不上,更新应用后再试"
    }
    override fun why(code: String?) = when (code) {
        "fact_policy" -> "按规则,此人在这一环节不能做这一步"
        "field_policy" -> "按规则,此人不能改这一项"
        "off_duty" -> "不在班上或休息时的定位"
        "erased" -> "这单已按规定删除"
        "text_too_long" -> "文字太长"
        "document_full" -> "这份资料已满"
        else -> "中心没有采纳"
    }
    override val endOfShift = "交班"
    override val back = "返回"
    override val things = "货"
    override val cash = "钱"
    override val work = "活"
    override val taken = "领出"
    override val delivered = "签收"
    override val returned = "退回网点"
    override val handedOver = "交给同事"
    override val held = "还在手上"
    override val unexplained = "对不上"
    override val expected = "应有现金"
    override val counted = "已清点"
    override val notCounted = "还没清点"
    override val countField = "清点到的现金(元)"
    override val countNow = "记下清点"
    override val noCash = "今天没有收现金"
    override val done = "做完"
    override val waits = "等待"
    override val stillOpen = "没做"
    override val unsent = "未发"
    override val balanced = "平"
    override val openPoint = "未平"
    override val closeShift = "清点完毕,收班"
    override val certify = "开具“手机上无遗留”"
    override val nothingLeft = "这部手机上没有遗留"
    override fun nothingLeftWords(files: Long) = "中心已签字为证,$files 个文件都保全了。"
    override val somethingLeft = "还有没交完的"
    override fun left(code: String, count: Long) = when (code) {
        "shift" -> "还没收班"
        "drafts" -> "$count 张照片没拍完"
        "unsent" -> "$count 条记录没发"
        "blobs" -> "$count 个文件没传"
        "after" -> "收班之后又做了事,请再收一次"
        "aside" -> "有一份坏了的旧数据,请带回网点"
        else -> "中心还没保全,稍后再试"
    }
    override val noShift = "还没有上班"
    override val noShiftWords = "上班之后,货、钱、活都在这里对账。"
    override fun keptNote(what: String) = "被退回:$what"
}

object SyncEn : SyncStrings {
    override val title = "Sending"
    override val allThere = "All with the hub"
    override val allThereWords = "Nothing is on this phone alone."
    override val onPhone = "On this phone"
    override val onPhoneWords = "nobody else has it"
    override val stored = "Stored"
    override val storedWords = "the hub signed for it"
    override val safe = "Safe"
    override val safeWords = "survives the loss of a machine"
    override fun files(count: Long, size: String) = if (count == 1L) {
        "1 more file, $size"
    } else {
        "$count more files, $size"
    }
    override val sendNow = "Send now"
    override val sending = "Sending"
    override fun end(end: SessionEnd) = when (end) {
        SessionEnd.DONE -> null
        SessionEnd.OFFLINE -> "No signal. Go on working: it goes when there is some."
        SessionEnd.BUDGET -> "The allowance of this session is used up; the next goes on."
        SessionEnd.STOPPED -> "It was stopped; the next goes on."
        SessionEnd.SIGN_IN_AGAIN -> "Enrol this phone again to receive new orders; what was done still goes."
        SessionEnd.NOT_KNOWN -> "The hub does not know this phone. Please bring it to the outlet."
        SessionEnd.HUB_BUSY -> "The hub is busy; it goes by itself in a while."
        SessionEnd.UPDATE_NEEDED -> "Update the app first. What was recorded is kept."
        SessionEnd.STORE -> "The phone could not write: it may be full."
        SessionEnd.NOT_TRUSTED -> "It was not our hub that answered. Nothing was sent."
        SessionEnd.HUB_CHANGED -> "The hub's log is another one; it is being compared."
        SessionEnd.STUCK -> "Something does not move, see below."
    }
    override fun report(sent: Long, received: Long, files: Long) =
        "This time: sent $sent, received $received, files $files"
    override val waitingTitle = "Waiting to go"
    override fun records(count: Long) = if (count == 1L) "1 record" else "$count records"
    override val refusedTitle = "Refused"
    override val refusedWords = "The hub did not take it; the record is kept. As a note, the desk will see it."
    override val keepAsNote = "Keep as a note"
    override val open = "Open the order"
    override fun stuck(reason: StuckReason, count: Int) = when (reason) {
        StuckReason.REFUSED -> "Refused: $count"
        StuckReason.BLOCKED -> "Waiting for the desk: $count"
        StuckReason.HELD -> "Kept by the hub, to be judged: $count"
        StuckReason.UPLOAD -> "Files that cannot be sent: $count. Please bring the phone to the outlet"
        StuckReason.QUARANTINED -> "From the hub, for a newer app: $count"
    }
    override fun why(code: String?) = when (code) {
        "fact_policy" -> "the rules do not let this person do this here"
        "field_policy" -> "the rules do not let this person set this field"
        "off_duty" -> "a position from outside a shift"
        "erased" -> "the order was erased by law"
        "text_too_long" -> "its text is too long"
        "document_full" -> "the document is full"
        else -> "the hub did not take it"
    }
    override val endOfShift = "End of shift"
    override val back = "Back"
    override val things = "Things"
    override val cash = "Cash"
    override val work = "Work"
    override val taken = "Taken"
    override val delivered = "Delivered"
    override val returned = "Returned"
    override val handedOver = "Handed over"
    override val held = "Still here"
    override val unexplained = "Unexplained"
    override val expected = "Cash expected"
    override val counted = "Counted"
    override val notCounted = "not counted yet"
    override val countField = "Cash counted (¥)"
    override val countNow = "Note the count"
    override val noCash = "No cash was taken today"
    override val done = "Done"
    override val waits = "Waiting"
    override val stillOpen = "Open"
    override val unsent = "Unsent"
    override val balanced = "balanced"
    override val openPoint = "open"
    override val closeShift = "All counted: end the shift"
    override val certify = "Certify: nothing left"
    override val nothingLeft = "Nothing is left on this phone"
    override fun nothingLeftWords(files: Long) = "The hub has signed it; all $files files are safe."
    override val somethingLeft = "Something is left"
    override fun left(code: String, count: Long) = when (code) {
        "shift" -> "the shift is not closed"
        "drafts" -> "photos not finished: $count"
        "unsent" -> "records not sent: $count"
        "blobs" -> "files not sent: $count"
        "after" -> "work was done after the shift was closed: close it again"
        "aside" -> "a damaged store lies aside: bring it to the outlet"
        else -> "it is not safe at the hub yet, try later"
    }
    override val noShift = "No shift was begun"
    override val noShiftWords = "During a shift, things, cash and work are balanced here."
    override fun keptNote(what: String) = "Refused: $what"
}

/** In the language of this screen. */
internal val syncStrings: SyncStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(SyncZh, SyncEn)
