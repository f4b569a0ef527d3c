package dev.counterfoil.app.order

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import dev.counterfoil.app.design.inLanguage

/** What a form says. */
interface FormStrings {
    val back: String
    val gone: String
    val goneWords: String
    val forms: String
    fun open(name: String): String
    val complete: String
    fun left(count: Long): String
    val excepted: String
    fun page(at: Int, of: Int): String
    fun answered(count: Int, of: Int): String
    val required: String
    val notKept: String
    val yes: String
    val no: String
    val today: String
    val nowTime: String
    val otherSign: String
    fun choose(count: Long): String
    val search: String
    val nothingFound: String
    val chosen: String
    val reckoned: String
    val photo: String
    val signature: String
    val scanElsewhere: String
    val noCamera: String
    fun have(count: Int, of: Long): String
    fun add(group: String): String
    fun item(number: Long): String
    fun remove(number: Long): String
    val removeWords: String
    val removeYes: String
    val removeNo: String
    val askWhy: String
    val whyTitle: String
    fun exceptedFor(reason: String): String
    val goOnFilling: String
    fun next(page: String): String
    val before: String
    val done: String
    val nothingAsked: String
}

object FormZh : FormStrings {
    override val back = "返回"
    override val gone = "这里没有这张表"
    override val goneWords = "可能换了流程,或改派给了别人。你填过的都还在。"
    override val forms = "表单"
    override fun open(name: String) = "填写·$name"
    override val complete = "已填好"
    override fun left(count: Long) = "还差 $count 项"
    override val excepted = "免填,有原因"
    override fun page(at: Int, of: Int) = "第 $at 页,共 $of 页"
    override fun answered(count: Int, of: Int) = "本页已填 $count/$of"
    override val required = "必填"
    override val notKept = "这一项还没记下"
    override val yes = "是"
    override val no = "否"
    override val today = "今天"
    override val nowTime = "现在"
    override val otherSign = "正负号"
    override fun choose(count: Long) = "从 $count 项里选"
    override val search = "输入几个字查找"
    override val nothingFound = "没有找到,换几个字试试"
    override val chosen = "选好了"
    override val reckoned = "自动计算"
    override val photo = "拍照"
    override val signature = "请对方签名"
    override val scanElsewhere = "要扫码,这里还不能扫"
    override val noCamera = "要拍照,这部设备没有相机"
    override fun have(count: Int, of: Long) = "已有 $count 份,要 $of 份"
    override fun add(group: String) = "加一组·$group"
    override fun item(number: Long) = "第 $number 组"
    override fun remove(number: Long) = "去掉第 $number 组"
    override val removeWords = "去掉这一组?"
    override val removeYes = "去掉"
    override val removeNo = "留着"
    override val askWhy = "填不全,说明原因"
    override val whyTitle = "为什么填不全?"
    override fun exceptedFor(reason: String) = "可以不填全:$reason"
    override val goOnFilling = "还是接着填"
    override fun next(page: String) = "下一页·$page"
    override val before = "上一页"
    override val done = "填好了"
    override val nothingAsked = "这张表现在没有要填的"
}

object FormEn : FormStrings {
    override val back = "Back"
    override val gone = "This form is not here"
    override val goneWords = "The workflow may have changed, or it is somebody else's now. What you filled in is kept."
    override val forms = "Forms"
    override fun open(name: String) = "Fill in · $name"
    override val complete = "filled in"
    override fun left(count: Long) = "$count still open"
    override val excepted = "left open, with a reason"
    override fun page(at: Int, of: Int) = "Page $at of $of"
    override fun answered(count: Int, of: Int) = "$count of $of answered here"
    override val required = "needed"
    override val notKept = "This one is not recorded yet"
    override val yes = "Yes"
    override val no = "No"
    override val today = "Today"
    override val nowTime = "Now"
    override val otherSign = "Plus or minus"
    override fun choose(count: Long) = "Choose from $count"
    override val search = "Type a few letters"
    override val nothingFound = "Nothing found: try other letters"
    override val chosen = "Chosen"
    override val reckoned = "reckoned"
    override val photo = "Take the photo"
    override val signature = "Ask for the signature"
    override val scanElsewhere = "To be scanned: this app cannot yet"
    override val noCamera = "A photo is needed: there is no camera here"
    override fun have(count: Int, of: Long) = "$count there, $of needed"
    override fun add(group: String) = "One more · $group"
    override fun item(number: Long) = "No. $number"
    override fun remove(number: Long) = "Take out no. $number"
    override val removeWords = "Take this one out?"
    override val removeYes = "Take out"
    override val removeNo = "Keep it"
    override val askWhy = "Cannot be filled in: why"
    override val whyTitle = "Why can it not be filled in?"
    override fun exceptedFor(reason: String) = "May stay open: $reason"
    override val goOnFilling = "Fill it in after all"
    override fun next(page: String) = "Next page · $page"
    override val before = "Page before"
    override val done = "All filled in"
    override val nothingAsked = "This form asks nothing now"
}

/** In the language of this screen. */
internal val formStrings: FormStrings
    @Composable
    @ReadOnlyComposable
    get() = inLanguage(FormZh, FormEn)
