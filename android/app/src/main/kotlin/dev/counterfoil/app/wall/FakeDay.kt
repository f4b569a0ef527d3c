package dev.counterfoil.app.wall

import dev.counterfoil.AccountStatus
import dev.counterfoil.AlertKind
import dev.counterfoil.CandidateRow
import dev.counterfoil.Card
import dev.counterfoil.Detail
import dev.counterfoil.Enrolled
import dev.counterfoil.FieldRow
import dev.counterfoil.FieldValue
import dev.counterfoil.Gap
import dev.counterfoil.MissingShown
import dev.counterfoil.Named
import dev.counterfoil.Notice
import dev.counterfoil.NoticeTold
import dev.counterfoil.Offer
import dev.counterfoil.OrderSheet
import dev.counterfoil.Playbook
import dev.counterfoil.Ready
import dev.counterfoil.ReadyToGo
import dev.counterfoil.Reason
import dev.counterfoil.RouteStop
import dev.counterfoil.SyncStatus
import dev.counterfoil.TimelineRow
import dev.counterfoil.UrgeShown
import dev.counterfoil.Waiting
import java.time.Instant
import java.time.ZoneId

/** 小安's morning, five past ten: material for previews and for tests of models. All invented. */
object FakeDay {
    val now: Instant = Instant.ofEpochMilli(at(10, 5))
    val zone: ZoneId = ZoneId.of("Asia/Shanghai")

    private const val GARDEN = "临江市滨河区望湖路188号云栖花园3幢2单元1102室"
    private const val TOWER = "科创园B座7楼前台,工作日9-18点"
    private const val VILLAGE = "石桥村5组,村口小卖部代收"
    private const val WARD = "第一人民医院住院部6楼,不能进病区"

    private val urged = UrgeShown("urge-1", "合同今天下午四点前必须到,开标用", about(9, 52))

    val cards: List<Card> = listOf(
        card(
            "o4", "SF1580628920228", "生鲜 榴莲", kind = "fresh", address = WARD, name = "周先生", phone = "199****4321",
            to = at(9, 50), nextDue = dueAt(9, 50, "overdue"), remark = "到了打电话,微信也行", priority = 1
        ),
        card(
            "o1", "SF1203456789017", "商务件", address = TOWER, name = "启明设计院", phone = "0571-86009598", from = at(9, 0),
            to = at(11, 0), priority = 2, urge = urged, nextDue = dueAt(11, 0), remark = "要盖章回单"
        ),
        card(
            "o2", "YT0880027341991", "包裹", address = GARDEN, name = "李女士", phone = "199****6017", from = at(10, 30),
            to = at(11, 30), due = listOf(dueMoney("freight", 1_800)), nextDue = dueAt(11, 30),
            remark = "放门口鞋柜上,不要按门铃,宝宝在睡"
        ),
        card(
            "o3", "JT5079326481150", "节日礼品", address = GARDEN, name = "李女士", phone = "199****6017", to = at(11, 30),
            nextDue = dueAt(11, 30), pieces = 2, counts = NO_COUNTS.copy(unsent = 3, photos = 1)
        ),
        card(
            "o5", "YT9626908096706", "包裹", address = VILLAGE, name = "村口小卖部", to = at(12, 0),
            nextDue = dueAt(11, 58, "straddles", 6), due = listOf(dueMoney("goods", 26_900)), remark = "有大狗,先打电话"
        ),
        card(
            "o6", "75123456789012", "衣服 已拦截", stage = "loaded", address = VILLAGE, name = "王师傅",
            doNotLoad = true, unread = 1
        ),
        card(
            "o7", "431234567890123", "书", address = VILLAGE, name = "赵经理", to = at(34, 0), nextDue = dueAt(34, 0),
            counts = NO_COUNTS.copy(conflicts = 1)
        ),
    )

    val waiting: List<Card> = listOf(
        card(
            "w1", "YT3401857726103", "包裹", stage = "attempted", address = "云栖花园北门丰巢柜(靠近物业)", name = "陈阿姨",
            waiting = wait("rescheduled", "改约时间", "rescheduled", at(10, 0) + 2 * 86_400_000L)
        ),
        card(
            "w2", "KFR3577", "空调不制冷 E4", kind = "repair", stage = "waiting_part", address = "大学城南区8号宿舍楼",
            name = "小林", waiting = wait("part", "等备件", "waiting for a part", at(14, 0) + 3 * 86_400_000L)
        ),
    )

    val done: List<Card> = listOf(
        card(
            "d1", "SF1999900012345", "包裹", stage = "delivered", terminal = true, predicted = true, name = "吴女士",
            address = "望湖路186号沿街商铺(老李水果店旁)", counts = NO_COUNTS.copy(unsent = 4, photos = 1, signatures = 1)
        ),
        card(
            "d2", "JDVA12345678901", "包裹", stage = "delivered", terminal = true, name = "前台", disputed = true,
            address = "科创园A座15楼前台"
        ),
        card("d3", "DPK123456789012", "包裹", stage = "cancelled", terminal = true, name = "孙先生", address = VILLAGE),
    )

    val stops: List<RouteStop> = listOf(
        stop(WARD, listOf("o4"), 1, 1, AlertKind.ACCESS to "不能进病区"),
        stop(TOWER, listOf("o1"), 1),
        stop(GARDEN, listOf("o2", "o3"), 1, 3, AlertKind.QUIET to "宝宝在睡"),
        stop(VILLAGE, listOf("o5", "o6", "o7"), 3, 3, AlertKind.DOG to "有大狗,先打电话"),
    )

    val urgeAnswers: List<Named> = listOf(
        Named("on_my_way", words("在路上了", "on my way")),
        Named("in_20_minutes", words("20分钟内到", "there within 20 minutes")),
        Named("you_are_next", words("下一个就是你", "you are next")),
        Named("cannot_reach", words("联系不上客户", "cannot reach the customer")),
        Named("need_support", words("需要支援", "I need support")),
    )

    val notices: List<Notice> = listOf(
        Notice(
            "o6", "衣服 已拦截", "75123456789012",
            NoticeTold(
                "n1", "trigger/intercepted", words("拦截", "intercepted"),
                words("此件已拦截,请勿交付,带回网点", "intercepted: do not hand over, bring it back"),
                listOf("holder"), 3, "f9", null,
                at(10, 1)
            ),
            emptyList()
        ),
    )

    val ready = ReadyToGo(at(6, 42), 600_000, 3, Ready(9, 8, 8, 0, true), true, 0, emptyList())

    val notReady = ReadyToGo(
        at(6, 42), 12_300_000, 3, Ready(9, 8, 7, 4_200_000, true), true, 7,
        listOf(
            gap("orders", "订单是 3 小时 25 分前的", "the orders are 3 h 25 min old", "sync", "现在更新", "update now"),
            gap(
                "manuals", "手册 8 份里缺 1 份(4.2 MB)", "1 of 8 manuals is missing (4.2 MB)", "sync_unmetered",
                "连上 Wi-Fi 后更新", "update on Wi-Fi"
            ),
            gap("battery", "电量 23%,不够一个班", "battery 23 %: not enough for a shift", "charge", "充电", "charge it"),
        ),
    )

    val account = AccountStatus(
        Enrolled("https://hub.example", "t1", "临江市滨河网点", "ann", "小安", "dev1", listOf("courier")),
        false, "shift-1", false,
    )

    fun status(onPhone: Long = 7, stored: Long = 214, safe: Long = 208) = SyncStatus(
        onPhone = onPhone, stored = stored, safe = safe, blobsWaiting = if (onPhone == 0L) 0 else 2,
        blobBytesWaiting = if (onPhone == 0L) 0 else 1_840_000, drafts = 0, seen = 2_210, signInAgain = false,
        hubChangedAtMs = null, stuck = emptyList(),
    )

    val reasons: List<Reason> = listOf(
        reason("no_answer", "电话无人接听", "no answer"),
        reason("rescheduled", "改约时间", "another time agreed"),
        reason("address_wrong", "地址错误", "wrong address"),
        reason("gate_refused", "门禁/保安不让进", "not let in at the gate"),
        reason("dog_or_danger", "恶犬/人身安全", "a dog, or danger", safety = true),
        reason("storm", "暴雨停派", "stopped by a storm"),
        reason("out_of_time", "时间不够", "out of time"),
        Reason("pressed_wrongly", words("按错了", "pressed by mistake"), listOf("withdrawn"), false, false, false),
    )

    val playbook = Playbook(
        id = "builtin", version = 3, name = words("内置", "built in"),
        kinds = listOf(
            Named("parcel", words("包裹派送", "parcel delivery")), Named("fresh", words("生鲜冷链", "cold-chain delivery")),
            Named("repair", words("家电维修", "appliance repair")),
        ),
        fields = emptyList(), notes = emptyList(), keys = emptyList(), roles = emptyList(),
        photoRoles = listOf(Named("door", words("门口", "door")), Named("parcel", words("包裹", "parcel"))),
        signatureRoles = listOf(Named("recipient", words("收件人", "recipient")), Named("proxy", words("代收人", "proxy"))),
        purposes = listOf(Named("freight", words("到付运费", "freight due")), Named("goods", words("代收货款", "goods value"))),
        consents = listOf(
            Named("locker", words("快递柜", "locker")), Named("station", words("驿站", "station")),
            Named("doorstep", words("放门口", "doorstep")), Named("proxy", words("代收", "proxy")),
        ),
        channels = emptyList(), timers = emptyList(), urgeAnswers = urgeAnswers,
        reasonGroups = listOf(Named("failed", words("派送未成功", "why it failed"))), reasons = reasons,
        loadMarks = emptyList(),
        json = "{}",
    )

    /** What comes next for a parcel on its way: in person first, then what else the workflow allows. */
    fun offers(photo: Boolean = true, signature: Boolean = true, freight: Long = 0): List<Offer> {
        val deliver = listOfNotNull(
            missing("photo/door/1", "门口照片 1 张", "1 photo of the door").takeIf { photo },
            missing("signature/recipient/1", "收件人签名", "signature of the recipient").takeIf { signature },
            missing("payment/freight/$freight/0", "到付运费 ¥18.00", "freight due ¥18.00").takeIf { freight > 0 },
        )
        return listOf(
            Offer("deliver", words("当面签收", "deliver in person"), "delivered", null, deliver.isEmpty(), false, deliver),
            Offer(
                "deliver_doorstep", words("放门口", "leave at the door"), "delivered", null, false, false,
                listOf(
                    missing("consent/doorstep", "客户同意放门口", "consent to the doorstep"),
                    missing("photo/door/1", "门口照片 1 张", "1 photo of the door")
                )
            ),
            Offer(
                "fail", words("派送未成功", "attempt failed"), "attempted", "failed", false, false,
                listOf(missing("reason/failed", "原因", "a reason"))
            ),
        )
    }

    /** What comes next where a form is to be filled in. */
    val formOffers: List<Offer> = listOf(
        Offer(
            "finish", words("安装完成", "finish"), "done", null, false, false,
            listOf(missing("form/visit/5", "请填好“上门记录”,还有 5 项", "form: record of the visit, 5 to go"))
        ),
    )

    /** What comes next for a parcel that was intercepted: nothing but the way back. */
    val intercepted: List<Offer> = listOf(
        Offer(
            "return", words("退回", "return"), "returned", "failed", false, false,
            listOf(missing("note", "说明", "a note"))
        ),
        Offer(
            "deliver", words("当面签收", "deliver in person"), "delivered", null, false, false,
            listOf(missing("guard", "此件已拦截,请勿交付", "intercepted: do not hand over"))
        ),
    )

    fun order(card: Card, offers: List<Offer> = offers(), timeline: List<TimelineRow> = this.timeline) =
        OrderSheet(sheet(card).copy(timeline = timeline), offers, "shown-1", false, emptyList())

    val timeline: List<TimelineRow> = listOf(
        row("found", about(6, 20), person = null),
        row("assignment", about(6, 31), person = "desk"),
        row("transition", about(8, 2), details = listOf(text("name", "load"))),
        row("transition", about(8, 40), mark = "stored", details = listOf(text("name", "start"))),
        row("photo", about(9, 58, 3), mark = "unsent", details = listOf(text("role", "door")), fact = "f-photo"),
    )

    /** A field on which two say different things. */
    val conflict = FieldRow(
        "contact", "", "address/line", words("地址", "address"), FieldValue.Text("云栖花园13幢1单元602室"),
        listOf(
            CandidateRow(FieldValue.Text("云栖花园3幢1单元602室"), "c1", "ann", 14, about(9, 20, 4), null),
            CandidateRow(FieldValue.Text("云栖花园13幢1单元602室"), "c2", "desk", 15, about(9, 31), null),
        ),
        emptyList(),
    )

    fun missing(code: String, zh: String, en: String) = MissingShown(code, words(zh, en))

    internal fun text(name: String, value: String) = Detail(name, FieldValue.Text(value))

    private fun wait(code: String, zh: String, en: String, until: Long) =
        Waiting(null, code, words(zh, en), null, until, about(9, 10), "ann", true)

    private fun gap(code: String, zh: String, en: String, closing: String, closingZh: String, closingEn: String) =
        Gap(code, words(zh, en), closing, words(closingZh, closingEn))

    private fun reason(id: String, zh: String, en: String, safety: Boolean = false) =
        Reason(id, words(zh, en), listOf("failed"), true, safety, false)
}
