//! What the way to the hub, and the end of the shift, say.

import Counterfoil

/// What the way to the hub, and the end of the shift, say.
protocol SyncStrings: Sendable {
    var title: String { get }
    var allThere: String { get }
    var allThereWords: String { get }
    var onPhone: String { get }
    var onPhoneWords: String { get }
    var stored: String { get }
    var storedWords: String { get }
    var safe: String { get }
    var safeWords: String { get }
    func files(count: Int64, size: String) -> String
    var sendNow: String { get }
    var sending: String { get }
    func end(_ end: SessionEnd) -> String?
    func report(sent: Int64, received: Int64, files: Int64) -> String
    var waitingTitle: String { get }
    func records(_ count: Int64) -> String
    var refusedTitle: String { get }
    var refusedWords: String { get }
    var keepAsNote: String { get }
    var open: String { get }
    func stuck(reason: StuckReason, count: Int) -> String
    func why(_ code: String?) -> String
    var endOfShift: String { get }
    var back: String { get }
    var things: String { get }
    var cash: String { get }
    var work: String { get }
    var taken: String { get }
    var delivered: String { get }
    var returned: String { get }
    var handedOver: String { get }
    var held: String { get }
    var unexplained: String { get }
    var expected: String { get }
    var counted: String { get }
    var notCounted: String { get }
    var countField: String { get }
    var countNow: String { get }
    var noCash: String { get }
    var done: String { get }
    var waits: String { get }
    var stillOpen: String { get }
    var unsent: String { get }
    var balanced: String { get }
    var openPoint: String { get }
    var closeShift: String { get }
    var certify: String { get }
    var nothingLeft: String { get }
    func nothingLeftWords(_ files: Int64) -> String
    var somethingLeft: String { get }
    func left(code: String, count: Int64) -> String
    var noShift: String { get }
    var noShiftWords: String { get }
    func keptNote(_ what: String) -> String
}

/// In Chinese.
struct SyncZh: SyncStrings {
    let title = "发送"
    let allThere = "全部送达中心"
    let allThereWords = "这部手机上没有只属于它的记录。"
    let onPhone = "在手机上"
    let onPhoneWords = "只有这部手机有"
    let stored = "中心已存"
    let storedWords = "中心签了收据"
    let safe = "已保全"
    let safeWords = "中心坏一台机器也不丢"
    func files(count: Int64, size: String) -> String { "还有 \(count) 个文件,\(size)" }
    let sendNow = "现在发送"
    let sending = "正在发送"
    func end(_ end: SessionEnd) -> String? {
        switch end {
        case .done: nil
        case .offline: "没有信号。照常做,有信号就发。"
        case .budget: "这一次的流量用完了,下次接着发。"
        case .stopped: "被停下了,下次接着发。"
        case .signInAgain: "这部手机要重新登记,才收得到新订单;已做的照样发出。"
        case .notKnown: "中心不认识这部手机,请带回网点。"
        case .hubBusy: "中心忙,过一会儿自动再发。"
        case .updateNeeded: "应用要先更新。已记下的都在。"
        case .store: "手机写不进去了,可能满了。"
        case .notTrusted: "回答的不是我们的中心,没有发出任何东西。"
        case .hubChanged: "中心的账本换过,正在重新核对。"
        case .stuck: "有东西发不动,见下面。"
        }
    }
    func report(sent: Int64, received: Int64, files: Int64) -> String {
        "这一次:发出 \(sent) 条,收到 \(received) 条,文件 \(files) 个"
    }
    let waitingTitle = "等着发的"
    func records(_ count: Int64) -> String { "\(count) 条记录" }
    let refusedTitle = "被退回的"
    let refusedWords = "中心没有采纳,记录仍在。可以留作备注,让调度看到。"
    let keepAsNote = "留作备注"
    let open = "打开订单"
    func stuck(reason: StuckReason, count: Int) -> String {
        switch reason {
        case .refused: "\(count) 条被退回"
        case .blocked: "\(count) 处修改等调度核对"
        case .held: "\(count) 条中心收下,待判定"
        case .upload: "\(count) 个文件传不上去,请带回网点"
        case .quarantined: "中心发来的 \(count) 条还用不上,更新应用后再试"
        }
    }
    func why(_ code: String?) -> String {
        switch code {
        case "fact_policy": "按规则,此人在这一环节不能做这一步"
        case "field_policy": "按规则,此人不能改这一项"
        case "off_duty": "不在班上或休息时的定位"
        case "erased": "这单已按规定删除"
        case "text_too_long": "文字太长"
        case "document_full": "这份资料已满"
        default: "中心没有采纳"
        }
    }
    let endOfShift = "交班"
    let back = "返回"
    let things = "货"
    let cash = "钱"
    let work = "活"
    let taken = "领出"
    let delivered = "签收"
    let returned = "退回网点"
    let handedOver = "交给同事"
    let held = "还在手上"
    let unexplained = "对不上"
    let expected = "应有现金"
    let counted = "已清点"
    let notCounted = "还没清点"
    let countField = "清点到的现金(元)"
    let countNow = "记下清点"
    let noCash = "今天没有收现金"
    let done = "做完"
    let waits = "等待"
    let stillOpen = "没做"
    let unsent = "未发"
    let balanced = "平"
    let openPoint = "未平"
    let closeShift = "清点完毕,收班"
    let certify = "开具“手机上无遗留”"
    let nothingLeft = "这部手机上没有遗留"
    func nothingLeftWords(_ files: Int64) -> String { "中心已签字为证,\(files) 个文件都保全了。" }
    let somethingLeft = "还有没交完的"
    func left(code: String, count: Int64) -> String {
        switch code {
        case "shift": "还没收班"
        case "drafts": "\(count) 张照片没拍完"
        case "unsent": "\(count) 条记录没发"
        case "blobs": "\(count) 个文件没传"
        case "after": "收班之后又做了事,请再收一次"
        case "aside": "有一份坏了的旧数据,请带回网点"
        default: "中心还没保全,稍后再试"
        }
    }
    let noShift = "还没有上班"
    let noShiftWords = "上班之后,货、钱、活都在这里对账。"
    func keptNote(_ what: String) -> String { "被退回:\(what)" }
}

/// In English.
struct SyncEn: SyncStrings {
    let title = "Sending"
    let allThere = "All with the hub"
    let allThereWords = "Nothing is on this phone alone."
    let onPhone = "On this phone"
    let onPhoneWords = "nobody else has it"
    let stored = "Stored"
    let storedWords = "the hub signed for it"
    let safe = "Safe"
    let safeWords = "survives the loss of a machine"
    func files(count: Int64, size: String) -> String {
        count == 1  ? "1 more file, \(size)" : "\(count) more files, \(size)"
    }
    let sendNow = "Send now"
    let sending = "Sending"
    func end(_ end: SessionEnd) -> String? {
        switch end {
        case .done: nil
        case .offline: "No signal. Go on working: it goes when there is some."
        case .budget: "The allowance of this session is used up; the next goes on."
        case .stopped: "It was stopped; the next goes on."
        case .signInAgain: "Enrol this phone again to receive new orders; what was done still goes."
        case .notKnown: "The hub does not know this phone. Please bring it to the outlet."
        case .hubBusy: "The hub is busy; it goes by itself in a while."
        case .updateNeeded: "Update the app first. What was recorded is kept."
        case .store: "The phone could not write: it may be full."
        case .notTrusted: "It was not our hub that answered. Nothing was sent."
        case .hubChanged: "The hub's log is another one; it is being compared."
        case .stuck: "Something does not move, see below."
        }
    }
    func report(sent: Int64, received: Int64, files: Int64) -> String {
        "This time: sent \(sent), received \(received), files \(files)"
    }
    let waitingTitle = "Waiting to go"
    func records(_ count: Int64) -> String { count == 1 ? "1 record" : "\(count) records" }
    let refusedTitle = "Refused"
    let refusedWords = "The hub did not take it; the record is kept. As a note, the desk will see it."
    let keepAsNote = "Keep as a note"
    let open = "Open the order"
    func stuck(reason: StuckReason, count: Int) -> String {
        switch reason {
        case .refused: "Refused: \(count)"
        case .blocked: "Waiting for the desk: \(count)"
        case .held: "Kept by the hub, to be judged: \(count)"
        case .upload: "Files that cannot be sent: \(count). Please bring the phone to the outlet"
        case .quarantined: "From the hub, for a newer app: \(count)"
        }
    }
    func why(_ code: String?) -> String {
        switch code {
        case "fact_policy": "the rules do not let this person do this here"
        case "field_policy": "the rules do not let this person set this field"
        case "off_duty": "a position from outside a shift"
        case "erased": "the order was erased by law"
        case "text_too_long": "its text is too long"
        case "document_full": "the document is full"
        default: "the hub did not take it"
        }
    }
    let endOfShift = "End of shift"
    let back = "Back"
    let things = "Things"
    let cash = "Cash"
    let work = "Work"
    let taken = "Taken"
    let delivered = "Delivered"
    let returned = "Returned"
    let handedOver = "Handed over"
    let held = "Still here"
    let unexplained = "Unexplained"
    let expected = "Cash expected"
    let counted = "Counted"
    let notCounted = "not counted yet"
    let countField = "Cash counted (¥)"
    let countNow = "Note the count"
    let noCash = "No cash was taken today"
    let done = "Done"
    let waits = "Waiting"
    let stillOpen = "Open"
    let unsent = "Unsent"
    let balanced = "balanced"
    let openPoint = "open"
    let closeShift = "All counted: end the shift"
    let certify = "Certify: nothing left"
    let nothingLeft = "Nothing is left on this phone"
    func nothingLeftWords(_ files: Int64) -> String { "The hub has signed it; all \(files) files are safe." }
    let somethingLeft = "Something is left"
    func left(code: String, count: Int64) -> String {
        switch code {
        case "shift": "the shift is not closed"
        case "drafts": "photos not finished: \(count)"
        case "unsent": "records not sent: \(count)"
        case "blobs": "files not sent: \(count)"
        case "after": "work was done after the shift was closed: close it again"
        case "aside": "a damaged store lies aside: bring it to the outlet"
        default: "it is not safe at the hub yet, try later"
        }
    }
    let noShift = "No shift was begun"
    let noShiftWords = "During a shift, things, cash and work are balanced here."
    func keptNote(_ what: String) -> String { "Refused: \(what)" }
}

/// In a language.
func syncStrings(_ language: Language) -> any SyncStrings { language.choose(SyncZh(), SyncEn()) }
