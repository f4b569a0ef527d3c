//! What a sheet says.

/// What a sheet says.
protocol OrderStrings: Sendable {
    var back: String { get }
    func title(_ digits: String) -> String
    var gone: String { get }
    var goneWords: String { get }
    var otherSteps: String { get }
    var history: String { get }
    var conflictsTitle: String { get }
    var disputeTitle: String { get }
    var useThis: String { get }
    var me: String { get }
    var office: String { get }
    var colleague: String { get }
    var takePhoto: String { get }
    var sign: String { get }
    var collect: String { get }
    var noteConsent: String { get }
    var writeNote: String { get }
    var note: String { get }
    var goOn: String { get }
    var notNow: String { get }
    func whyTitle(_ step: String) -> String
    func payTitle(_ amount: String) -> String
    var cash: String { get }
    var qr: String { get }
    var qrWords: String { get }
    var consentTitle: String { get }
    var consentWords: String { get }
    var inPerson: String { get }
    var bySms: String { get }
    var safety: String { get }
    func done(_ step: String) -> String
    var takeBack: String { get }
    var takeBackWords: String { get }
    var nothingNext: String { get }
    var takenBack: String { get }
    func missing(_ step: String) -> String
    func fact(_ kind: String) -> String
    func mark(_ mark: String) -> String
    func then(_ step: String) -> String
}

/// In Chinese.
struct OrderZh: OrderStrings {
    let back = "返回"
    func title(_ digits: String) -> String { "尾号 \(digits)" }
    let gone = "这单不在这部手机上了"
    let goneWords = "可能改派给了别人。你做过的都还在,会照常送达中心。"
    let otherSteps = "还可以"
    let history = "经过"
    let conflictsTitle = "说法不一"
    let disputeTitle = "两种结果互相矛盾,等调度裁定"
    let useThis = "用这个"
    let me = "我"
    let office = "中心"
    let colleague = "同事"
    let takePhoto = "拍照"
    let sign = "请对方签名"
    let collect = "收款"
    let noteConsent = "记下对方同意"
    let writeNote = "写一句说明"
    let note = "说明"
    let goOn = "记下"
    let notNow = "先不做"
    func whyTitle(_ step: String) -> String { "\(step):什么原因?" }
    func payTitle(_ amount: String) -> String { "收 \(amount)" }
    let cash = "现金已收"
    let qr = "扫码已付"
    let qrWords = "到账前记为“对方说已付”"
    let consentTitle = "对方同意了吗?"
    let consentWords = "原话"
    let inPerson = "当面同意"
    let bySms = "短信同意"
    let safety = "安全"
    func done(_ step: String) -> String { "已记下:\(step)" }
    let takeBack = "撤回"
    let takeBackWords = "10 秒内一键撤回"
    let nothingNext = "这单没有下一步了"
    let takenBack = "已撤回"
    func missing(_ step: String) -> String { "\(step),还差" }
    func fact(_ kind: String) -> String {
        switch kind {
        case "found": "建单"
        case "keyed": "加了编号"
        case "assignment": "派单"
        case "custody": "交接"
        case "transition": "步骤"
        case "photo": "照片"
        case "signature": "签名"
        case "unsigned": "未签名"
        case "fix": "定位"
        case "scan": "扫码"
        case "reading": "读数"
        case "consent": "同意"
        case "refusal": "拒收"
        case "contact_attempt": "联系客户"
        case "comment": "备注"
        case "urge": "催办"
        case "urge_answer": "回复催办"
        case "payment": "收款"
        case "confirmed": "到账核对"
        case "quote": "报价"
        case "part": "备件"
        case "timer": "计时"
        case "visit": "上门"
        case "approval", "approval_request": "审批"
        case "claim": "说法"
        case "proposed": "建议修改"
        case "withdrawn": "撤回"
        case "moved": "改到别的单"
        case "do_not_load": "拦截"
        case "fields": "修改资料"
        case "decided": "中心判定"
        case "joined": "并单"
        case "parted": "拆单"
        default: "记录"
        }
    }
    func mark(_ mark: String) -> String {
        switch mark {
        case "unsent": "在手机上"
        case "stored": "中心已存"
        case "accepted": "已生效"
        case "flagged": "已生效,有疑问"
        case "late": "改派后补记"
        case "refused": "被退回"
        default: "等中心判定"
        }
    }
    func then(_ step: String) -> String { "然后:\(step)" }
}

/// In English.
struct OrderEn: OrderStrings {
    let back = "Back"
    func title(_ digits: String) -> String { "Ends in \(digits)" }
    let gone = "This order is no longer here"
    let goneWords = "It may be somebody else's now. What you did is kept and goes to the hub as ever."
    let otherSteps = "Or else"
    let history = "What happened"
    let conflictsTitle = "Two say different things"
    let disputeTitle = "Two ends contradict each other: the desk decides"
    let useThis = "Use this"
    let me = "me"
    let office = "the hub"
    let colleague = "a colleague"
    let takePhoto = "Take the photo"
    let sign = "Ask for the signature"
    let collect = "Collect"
    let noteConsent = "Note the consent"
    let writeNote = "Write a word about it"
    let note = "Note"
    let goOn = "Record it"
    let notNow = "Not now"
    func whyTitle(_ step: String) -> String { "\(step): why?" }
    func payTitle(_ amount: String) -> String { "Collect \(amount)" }
    let cash = "Cash received"
    let qr = "Paid by QR"
    let qrWords = "“said to be paid” until it has arrived"
    let consentTitle = "Did they agree?"
    let consentWords = "In their words"
    let inPerson = "Agreed in person"
    let bySms = "Agreed by text"
    let safety = "Safety"
    func done(_ step: String) -> String { "Recorded: \(step)" }
    let takeBack = "Take back"
    let takeBackWords = "one tap, for 10 seconds"
    let nothingNext = "Nothing comes next"
    let takenBack = "taken back"
    func missing(_ step: String) -> String { "Still missing for “\(step)”" }
    func fact(_ kind: String) -> String {
        switch kind {
        case "found": "Order made"
        case "keyed": "Number added"
        case "assignment": "Assigned"
        case "custody": "Handed over"
        case "transition": "Step"
        case "photo": "Photo"
        case "signature": "Signature"
        case "unsigned": "Not signed"
        case "fix": "Position"
        case "scan": "Scan"
        case "reading": "Reading"
        case "consent": "Consent"
        case "refusal": "Refusal"
        case "contact_attempt": "Customer called"
        case "comment": "Remark"
        case "urge": "Please hurry"
        case "urge_answer": "Answer"
        case "payment": "Payment"
        case "confirmed": "Payment checked"
        case "quote": "Quote"
        case "part": "Part"
        case "timer": "Timer"
        case "visit": "Visit"
        case "approval", "approval_request": "Approval"
        case "claim": "Claim"
        case "proposed": "Proposal"
        case "withdrawn": "Taken back"
        case "moved": "Moved to another order"
        case "do_not_load": "Intercepted"
        case "fields": "Details changed"
        case "decided": "The hub decided"
        case "joined": "Joined"
        case "parted": "Parted"
        default: "Record"
        }
    }
    func mark(_ mark: String) -> String {
        switch mark {
        case "unsent": "on this phone"
        case "stored": "stored at the hub"
        case "accepted": "applied"
        case "flagged": "applied, in question"
        case "late": "late: kept as a record"
        case "refused": "refused"
        default: "waits for the hub"
        }
    }
    func then(_ step: String) -> String { "then: \(step)" }
}

/// In a language.
func orderStrings(_ language: Language) -> any OrderStrings { language.choose(OrderZh(), OrderEn()) }
