//! What the list says.

import Counterfoil

/// What the list says.
protocol OrdersStrings: Sendable {
    var search: String { get }
    var clear: String { get }
    func group(_ group: OrderGroup) -> String
    func stop(people: Int64, pieces: Int64) -> String
    func tail(_ digits: String) -> String
    func pieces(_ count: Int64) -> String
    var by: String { get }
    func from(_ time: String) -> String
    var anyTime: String { get }
    func left(_ length: String) -> String
    func overdue(_ length: String) -> String
    var straddles: String { get }
    var paused: String { get }
    var urge: String { get }
    var moreAnswers: String { get }
    var understood: String { get }
    var urgent: String { get }
    var freight: String { get }
    var goods: String { get }
    var repairDue: String { get }
    var cold: String { get }
    var doNotDeliver: String { get }
    var disputed: String { get }
    func conflicts(_ count: Int64) -> String
    func unsent(_ count: Int64) -> String
    var refused: String { get }
    func alert(_ kind: AlertKind) -> String
    func waitsUntil(_ time: String) -> String
    var open: String { get }
    var allSent: String { get }
    var sending: String { get }
    var offline: String { get }
    var readyTitle: String { get }
    var notReadyTitle: String { get }
    func ordersAsOf(_ time: String) -> String
    func manuals(here: Int64, all: Int64) -> String
    var timeAnchored: String { get }
    var sendNow: String { get }
    var beginShift: String { get }
    var notEnrolled: String { get }
    var notEnrolledWords: String { get }
    var enrol: String { get }
    var emptyToday: String { get }
    var emptyTodayWords: String { get }
    var emptyWaiting: String { get }
    var emptyWaitingWords: String { get }
    var emptyDone: String { get }
    var emptyDoneWords: String { get }
    var nothingFound: String { get }
    var nothingFoundWords: String { get }
    var load: String { get }
    var codeStays: String { get }
    var codeStaysWords: String { get }
    var codeAnothers: String { get }
    var codeAnothersWords: String { get }
    var codeUnknown: String { get }
    var codeUnknownWords: String { get }
    func codeLikely(_ carrier: String) -> String
}

/// In Chinese.
struct OrdersZh: OrdersStrings {
    let search = "两个字,或尾号四位"
    let clear = "清空搜索"
    func group(_ group: OrderGroup) -> String {
        switch group {
        case .today: "今天"
        case .waiting: "等待"
        case .done: "已结束"
        }
    }
    func stop(people: Int64, pieces: Int64) -> String { people > 1 ? "\(people) 人·\(pieces) 件" : "\(pieces) 件" }
    func tail(_ digits: String) -> String { "尾号 \(digits)" }
    func pieces(_ count: Int64) -> String { "共 \(count) 件" }
    let by = "前送达"
    func from(_ time: String) -> String { "\(time) 起" }
    let anyTime = "今天内"
    func left(_ length: String) -> String { "还有 \(length)" }
    func overdue(_ length: String) -> String { "超时 \(length)" }
    let straddles = "正在临界,说不准"
    let paused = "时效暂停"
    let urge = "催办"
    let moreAnswers = "更多"
    let understood = "知道了"
    let urgent = "加急"
    let freight = "到付"
    let goods = "代收货款"
    let repairDue = "应收"
    let cold = "冷链"
    let doNotDeliver = "已拦截"
    let disputed = "有争议"
    func conflicts(_ count: Int64) -> String { "\(count) 处说法不一" }
    func unsent(_ count: Int64) -> String { "\(count) 条未发" }
    let refused = "被退回"
    func alert(_ kind: AlertKind) -> String {
        switch kind {
        case .dog: "恶犬"
        case .threat: "小心冲突"
        case .access: "门禁"
        case .quiet: "勿按门铃"
        case .callFirst: "先打电话"
        case .inPerson: "本人签收"
        case .noLocker: "不放快递柜"
        case .timing: "限时间"
        case .elderly: "老人"
        case .noSignal: "无信号"
        case .stairs: "无电梯"
        case .handling: "易碎或重"
        }
    }
    func waitsUntil(_ time: String) -> String { "等到 \(time)" }
    let open = "打开"
    let allSent = "全部送达中心"
    let sending = "正在发送"
    let offline = "没有信号"
    let readyTitle = "可以出发"
    let notReadyTitle = "出发前看一眼"
    func ordersAsOf(_ time: String) -> String { "订单截至 \(time)" }
    func manuals(here: Int64, all: Int64) -> String { "手册 \(here) / \(all) 份在手机上" }
    let timeAnchored = "时间已校准"
    let sendNow = "现在更新"
    let beginShift = "开始上班"
    let notEnrolled = "这部手机还没有登记"
    let notEnrolledWords = "登记之后,派给你的订单会出现在这里。"
    let enrol = "去登记"
    let emptyToday = "今天没有要做的"
    let emptyTodayWords = "派给你的订单会出现在这里,没有信号时也看得到。"
    let emptyWaiting = "没有在等的"
    let emptyWaitingWords = "改约、等备件、等客户的订单会排在这里,写明等到几时。"
    let emptyDone = "还没有结束的"
    let emptyDoneWords = "签收、退回、取消的订单会留在这里。"
    let nothingFound = "没有找到"
    let nothingFoundWords = "试试收件人的两个字、地址里的两个字,或运单、电话的后四位。"
    let load = "装车核对"
    let codeStays = "这件已拦截"
    let codeStaysWords = "不要装车,不要交付,带回网点。"
    let codeAnothers = "不是你的件"
    let codeAnothersWords = "派给了别人,或还没派给谁。"
    let codeUnknown = "这部手机里没有这个码"
    let codeUnknownWords = "可能刚录进系统,更新一下再扫。"
    func codeLikely(_ carrier: String) -> String { "看着像\(carrier)" }
}

/// In English.
struct OrdersEn: OrdersStrings {
    let search = "Name, or last 4 digits"
    let clear = "Clear the search"
    func group(_ group: OrderGroup) -> String {
        switch group {
        case .today: "Today"
        case .waiting: "Waiting"
        case .done: "Over"
        }
    }
    func stop(people: Int64, pieces: Int64) -> String {
        let things = pieces == 1 ? "1 item" : "\(pieces) items"
        return people > 1 ? "\(people) people · \(things)" : things
    }
    func tail(_ digits: String) -> String { "ends in \(digits)" }
    func pieces(_ count: Int64) -> String { "\(count) pieces" }
    let by = "at the latest"
    func from(_ time: String) -> String { "from \(time)" }
    let anyTime = "any time today"
    func left(_ length: String) -> String { "\(length) left" }
    func overdue(_ length: String) -> String { "\(length) late" }
    let straddles = "on the limit: nobody can say"
    let paused = "clock paused"
    let urge = "Please hurry"
    let moreAnswers = "More"
    let understood = "Understood"
    let urgent = "Urgent"
    let freight = "Freight due"
    let goods = "Collect"
    let repairDue = "Due"
    let cold = "Cold chain"
    let doNotDeliver = "Intercepted"
    let disputed = "Disputed"
    func conflicts(_ count: Int64) -> String { count == 1 ? "1 conflict" : "\(count) conflicts" }
    func unsent(_ count: Int64) -> String { "\(count) unsent" }
    let refused = "Refused"
    func alert(_ kind: AlertKind) -> String {
        switch kind {
        case .dog: "Dog"
        case .threat: "Take care"
        case .access: "Access"
        case .quiet: "Do not ring"
        case .callFirst: "Call first"
        case .inPerson: "In person only"
        case .noLocker: "No locker"
        case .timing: "Certain times"
        case .elderly: "Elderly"
        case .noSignal: "No signal"
        case .stairs: "Stairs"
        case .handling: "Fragile or heavy"
        }
    }
    func waitsUntil(_ time: String) -> String { "until \(time)" }
    let open = "open"
    let allSent = "All with the hub"
    let sending = "Sending"
    let offline = "No signal"
    let readyTitle = "Ready to go"
    let notReadyTitle = "Before you leave"
    func ordersAsOf(_ time: String) -> String { "Orders as of \(time)" }
    func manuals(here: Int64, all: Int64) -> String { "\(here) of \(all) manuals on this phone" }
    let timeAnchored = "Time is certain"
    let sendNow = "Update now"
    let beginShift = "Start shift"
    let notEnrolled = "This phone is nobody's yet"
    let notEnrolledWords = "Once it is enrolled, your orders appear here."
    let enrol = "Enrol it"
    let emptyToday = "Nothing to do today"
    let emptyTodayWords = "Orders for you appear here, and stay without signal."
    let emptyWaiting = "Nothing waits"
    let emptyWaitingWords = "What was put off, or waits for a part or a customer, stands here with its date."
    let emptyDone = "Nothing is over yet"
    let emptyDoneWords = "What was delivered, returned or cancelled stays here."
    let nothingFound = "Nothing found"
    let nothingFoundWords = "Try two characters of the name or address, or the last four digits of a number."
    let load = "Load check"
    let codeStays = "It was intercepted"
    let codeStaysWords = "Do not load it, do not hand it over: it goes back."
    let codeAnothers = "Not yours"
    let codeAnothersWords = "Somebody else is to do it, or nobody yet."
    let codeUnknown = "This phone does not know the code"
    let codeUnknownWords = "It may be new: update, and scan it again."
    func codeLikely(_ carrier: String) -> String { "Looks like \(carrier)" }
}

/// In a language.
func ordersStrings(_ language: Language) -> any OrdersStrings { language.choose(OrdersZh(), OrdersEn()) }
