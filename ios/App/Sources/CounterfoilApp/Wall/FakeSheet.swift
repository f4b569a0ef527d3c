//! What a sheet of the day shows: its playbook, what comes next, what has been.

import Counterfoil
import Foundation

extension FakeDay {
    static let reasons: [Reason] = [
        reason("no_answer", "电话无人接听", "no answer"),
        reason("rescheduled", "改约时间", "another time agreed"),
        reason("address_wrong", "地址错误", "wrong address"),
        reason("gate_refused", "门禁/保安不让进", "not let in at the gate"),
        reason("dog_or_danger", "恶犬/人身安全", "a dog, or danger", safety: true),
        reason("storm", "暴雨停派", "stopped by a storm"),
        reason("out_of_time", "时间不够", "out of time"),
        Reason(
            id: "pressed_wrongly", name: words("按错了", "pressed by mistake"), groups: ["withdrawn"], counts: false,
            safety: false, pausesSla: false),
    ]

    static let playbook = Playbook(
        id: "builtin", version: 3, name: words("内置", "built in"),
        kinds: [
            named("parcel", "包裹派送", "parcel delivery"), named("fresh", "生鲜冷链", "cold-chain delivery"),
            named("repair", "家电维修", "appliance repair"),
        ],
        fields: [], notes: [], keys: [], roles: [],
        photoRoles: [named("door", "门口", "door"), named("parcel", "包裹", "parcel")],
        signatureRoles: [named("recipient", "收件人", "recipient"), named("proxy", "代收人", "proxy")],
        purposes: [named("freight", "到付运费", "freight due"), named("goods", "代收货款", "goods value")],
        consents: [
            named("locker", "快递柜", "locker"), named("station", "驿站", "station"), named("doorstep", "放门口", "doorstep"),
            named("proxy", "代收", "proxy"),
        ],
        channels: [], timers: [], urgeAnswers: urgeAnswers,
        reasonGroups: [named("failed", "派送未成功", "why it failed")], reasons: reasons, loadMarks: [], json: "{}")

    /// What comes next for a parcel on its way: in person first, then what else the workflow allows.
    static func offers(photo: Bool = true, signature: Bool = true, freight: Int64 = 0) -> [Offer] {
        var missing: [MissingShown] = []
        if photo { missing.append(lacks("photo/door/1", "门口照片 1 张", "1 photo of the door")) }
        if signature { missing.append(lacks("signature/recipient/1", "收件人签名", "signature of the recipient")) }
        if freight > 0 { missing.append(lacks("payment/freight/\(freight)/0", "到付运费 ¥18.00", "freight due ¥18.00")) }
        return [
            Offer(
                transition: "deliver", name: words("当面签收", "deliver in person"), to: "delivered", reasonGroup: nil,
                ready: missing.isEmpty, hubDecides: false, missing: missing),
            Offer(
                transition: "deliver_doorstep", name: words("放门口", "leave at the door"), to: "delivered",
                reasonGroup: nil, ready: false, hubDecides: false,
                missing: [
                    lacks("consent/doorstep", "客户同意放门口", "consent to the doorstep"),
                    lacks("photo/door/1", "门口照片 1 张", "1 photo of the door"),
                ]),
            Offer(
                transition: "fail", name: words("派送未成功", "attempt failed"), to: "attempted", reasonGroup: "failed",
                ready: false, hubDecides: false, missing: [lacks("reason/failed", "原因", "a reason")]),
        ]
    }

    /// What comes next where a form is to be filled in.
    static let formOffers: [Offer] = [
        Offer(
            transition: "finish", name: words("安装完成", "finish"), to: "done", reasonGroup: nil, ready: false,
            hubDecides: false,
            missing: [lacks("form/visit/5", "请填好“上门记录”,还有 5 项", "form: record of the visit, 5 to go")])
    ]

    /// What comes next for a parcel that was intercepted: nothing but the way back.
    static let intercepted: [Offer] = [
        Offer(
            transition: "return", name: words("退回", "return"), to: "returned", reasonGroup: "failed", ready: false,
            hubDecides: false, missing: [lacks("note", "说明", "a note")]),
        Offer(
            transition: "deliver", name: words("当面签收", "deliver in person"), to: "delivered", reasonGroup: nil,
            ready: false, hubDecides: false,
            missing: [lacks("guard", "此件已拦截,请勿交付", "intercepted: do not hand over")]),
    ]

    static func order(
        _ card: Card, _ offers: [Offer] = offers(), timeline: [TimelineRow] = timeline
    ) -> OrderSheet {
        OrderSheet(
            sheet: sheet(card, timeline: timeline), offers: offers, shown: "shown-1", hubDecides: false, targets: [])
    }

    static let timeline: [TimelineRow] = [
        row("found", about(6, 20), person: nil),
        row("assignment", about(6, 31), person: "desk"),
        row("transition", about(8, 2), details: [text("name", "load")]),
        row("transition", about(8, 40), mark: "stored", details: [text("name", "start")]),
        row("photo", about(9, 58, width: 3), mark: "unsent", fact: "f-photo", details: [text("role", "door")]),
    ]

    /// A field on which two say different things.
    static let conflict = FieldRow(
        audience: "contact", document: "", path: "address/line", name: words("地址", "address"),
        value: .text(text: "云栖花园13幢1单元602室"),
        candidates: [
            CandidateRow(
                value: .text(text: "云栖花园3幢1单元602室"), change: "c1", person: "ann", index: 14,
                believed: about(9, 20, width: 4), of: nil),
            CandidateRow(
                value: .text(text: "云栖花园13幢1单元602室"), change: "c2", person: "desk", index: 15,
                believed: about(9, 31), of: nil),
        ],
        proposals: [])

    static func lacks(_ code: String, _ zh: String, _ en: String) -> MissingShown {
        MissingShown(code: code, words: words(zh, en))
    }

    static func text(_ name: String, _ value: String) -> Detail { Detail(name: name, value: .text(text: value)) }

    private static func reason(_ id: String, _ zh: String, _ en: String, safety: Bool = false) -> Reason {
        Reason(id: id, name: words(zh, en), groups: ["failed"], counts: true, safety: safety, pausesSla: false)
    }
}
