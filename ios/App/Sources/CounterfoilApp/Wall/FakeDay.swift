//! 小安's morning, five past ten: material for previews and for tests of models. All invented.

import Counterfoil
import Foundation

/// 小安's morning, five past ten.
enum FakeDay {
    static let now = Date(ms: at(10, 5))
    static let zone = TimeZone(secondsFromGMT: 8 * 3_600) ?? .gmt

    private static let garden = "临江市滨河区望湖路188号云栖花园3幢2单元1102室"
    private static let tower = "科创园B座7楼前台,工作日9-18点"
    private static let village = "石桥村5组,村口小卖部代收"
    private static let ward = "第一人民医院住院部6楼,不能进病区"

    private static let urged = UrgeShown(fact: "urge-1", reason: "合同今天下午四点前必须到,开标用", at: about(9, 52))

    static let cards: [Card] = [
        card(
            "o4", "SF1580628920228", "生鲜 榴莲", kind: "fresh", address: ward, name: "周先生", phone: "199****4321",
            to: at(9, 50), priority: 1, nextDue: dueAt(9, 50, "overdue"), remark: "到了打电话,微信也行"),
        card(
            "o1", "SF1203456789017", "商务件", address: tower, name: "启明设计院", phone: "0571-86009598",
            from: at(9, 0), to: at(11, 0), priority: 2, urge: urged, nextDue: dueAt(11, 0), remark: "要盖章回单"),
        card(
            "o2", "YT0880027341991", "包裹", address: garden, name: "李女士", phone: "199****6017", from: at(10, 30),
            to: at(11, 30), due: [dueMoney("freight", 1_800)], nextDue: dueAt(11, 30),
            remark: "放门口鞋柜上,不要按门铃,宝宝在睡"),
        card(
            "o3", "JT5079326481150", "节日礼品", address: garden, name: "李女士", phone: "199****6017", to: at(11, 30),
            counts: counts(photos: 1, unsent: 3), nextDue: dueAt(11, 30), pieces: 2),
        card(
            "o5", "YT9626908096706", "包裹", address: village, name: "村口小卖部", to: at(12, 0),
            due: [dueMoney("goods", 26_900)], nextDue: dueAt(11, 58, "straddles", width: 6), remark: "有大狗,先打电话"),
        card(
            "o6", "75123456789012", "衣服 已拦截", stage: "loaded", address: village, name: "王师傅", doNotLoad: true,
            unread: 1),
        card(
            "o7", "431234567890123", "书", address: village, name: "赵经理", to: at(34, 0),
            counts: counts(conflicts: 1), nextDue: dueAt(34, 0)),
    ]

    static let waiting: [Card] = [
        card(
            "w1", "YT3401857726103", "包裹", stage: "attempted", address: "云栖花园北门丰巢柜(靠近物业)", name: "陈阿姨",
            waiting: wait("rescheduled", "改约时间", "rescheduled", until: at(10, 0) + 2 * 86_400_000)),
        card(
            "w2", "KFR3577", "空调不制冷 E4", stage: "waiting_part", kind: "repair", address: "大学城南区8号宿舍楼",
            name: "小林", waiting: wait("part", "等备件", "waiting for a part", until: at(14, 0) + 3 * 86_400_000)),
    ]

    static let done: [Card] = [
        card(
            "d1", "SF1999900012345", "包裹", stage: "delivered", address: "望湖路186号沿街商铺(老李水果店旁)", name: "吴女士",
            counts: counts(photos: 1, signatures: 1, unsent: 4), terminal: true, predicted: true),
        card(
            "d2", "JDVA12345678901", "包裹", stage: "delivered", address: "科创园A座15楼前台", name: "前台",
            terminal: true, disputed: true),
        card("d3", "DPK123456789012", "包裹", stage: "cancelled", address: village, name: "孙先生", terminal: true),
    ]

    static let stops: [RouteStop] = [
        stop(ward, ["o4"], people: 1, pieces: 1, (.access, "不能进病区")),
        stop(tower, ["o1"], people: 1, pieces: 1),
        stop(garden, ["o2", "o3"], people: 1, pieces: 3, (.quiet, "宝宝在睡")),
        stop(village, ["o5", "o6", "o7"], people: 3, pieces: 3, (.dog, "有大狗,先打电话")),
    ]

    static let urgeAnswers: [Named] = [
        named("on_my_way", "在路上了", "on my way"),
        named("in_20_minutes", "20分钟内到", "there within 20 minutes"),
        named("you_are_next", "下一个就是你", "you are next"),
        named("cannot_reach", "联系不上客户", "cannot reach the customer"),
        named("need_support", "需要支援", "I need support"),
    ]

    static let notices: [Notice] = [
        Notice(
            order: "o6", title: "衣服 已拦截", key: "75123456789012",
            told: NoticeTold(
                id: "n1", source: "trigger/intercepted", name: words("拦截", "intercepted"),
                words: words("此件已拦截,请勿交付,带回网点", "intercepted: do not hand over, bring it back"),
                to: ["holder"], level: 3, of: "f9", by: nil, atMs: at(10, 1)),
            orders: [])
    ]

    static let ready = ReadyToGo(
        ordersAsOfMs: at(6, 42), ordersAgeMs: 600_000, playbook: 3,
        manuals: Ready(orders: 9, manuals: 8, manualsHere: 8, bytesLeft: 0, isKnown: true), isTimeAnchored: true,
        unsent: 0, gaps: [])

    static let notReady = ReadyToGo(
        ordersAsOfMs: at(6, 42), ordersAgeMs: 12_300_000, playbook: 3,
        manuals: Ready(orders: 9, manuals: 8, manualsHere: 7, bytesLeft: 4_200_000, isKnown: true),
        isTimeAnchored: true, unsent: 7,
        gaps: [
            Gap(
                code: "orders", words: words("订单是 3 小时 25 分前的", "the orders are 3 h 25 min old"), closing: "sync",
                closingWords: words("现在更新", "update now")),
            Gap(
                code: "manuals", words: words("手册 8 份里缺 1 份(4.2 MB)", "1 of 8 manuals is missing (4.2 MB)"),
                closing: "sync_unmetered", closingWords: words("连上 Wi-Fi 后更新", "update on Wi-Fi")),
            Gap(
                code: "battery", words: words("电量 23%,不够一个班", "battery 23 %: not enough for a shift"),
                closing: "charge", closingWords: words("充电", "charge it")),
        ])

    static let account = AccountStatus(
        enrolled: Enrolled(
            hubUrl: "https://hub.example", tenant: "t1", tenantName: "临江市滨河网点", person: "ann", personName: "小安",
            device: "dev1", roles: ["courier"]),
        signInAgain: false, shift: "shift-1", inBreak: false)

    static func status(onPhone: Int64 = 7, stored: Int64 = 214, safe: Int64 = 208) -> SyncStatus {
        SyncStatus(
            onPhone: onPhone, stored: stored, safe: safe, blobsWaiting: onPhone == 0 ? 0 : 2,
            blobBytesWaiting: onPhone == 0 ? 0 : 1_840_000, drafts: 0, seen: 2_210, signInAgain: false,
            hubChangedAtMs: nil, stuck: [])
    }

    private static func wait(_ code: String, _ zh: String, _ en: String, until: Int64) -> Waiting {
        Waiting(
            fact: nil, reason: code, reasonName: words(zh, en), note: nil, untilMs: until, since: about(9, 10),
            person: "ann", slaPaused: true)
    }
}
