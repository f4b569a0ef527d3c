//! What the load check says.

import Counterfoil

/// What the load check says.
protocol LoadStrings: Sendable {
    var title: String { get }
    var back: String { get }
    func reads(_ count: Int64) -> String
    var ready: String { get }
    var readyWords: String { get }
    var alwaysReady: String { get }
    var noShift: String { get }
    var noShiftWords: String { get }
    var beginShift: String { get }
    var field: String { get }
    var clear: String { get }
    var letters: String { get }
    var digits: String { get }
    var submit: String { get }
    var look: String { get }
    var stopLooking: String { get }
    var good: String { get }
    var again: String { get }
    var againWords: String { get }
    func nextPiece(_ piece: Int64) -> String
    var notYours: String { get }
    var notYoursWords: String { get }
    var stopped: String { get }
    var cancelled: String { get }
    var stays: String { get }
    var unknown: String { get }
    var unknownWords: String { get }
    var failed: String { get }
    var failedWords: String { get }
    func pieces(read: Int64, all: Int64) -> String
    func readAs(_ code: String) -> String
    func likely(_ carrier: String) -> String
    var which: String { get }
    var nothing: String { get }
    var nothingWords: String { get }
    var severalCodes: String { get }
    func name(_ list: LoadList) -> String
    func incomplete(_ count: Int64) -> String
    var before: String { get }
    var open: String { get }
}

/// In Chinese.
struct LoadZh: LoadStrings {
    let title = "装车核对"
    let back = "返回"
    func reads(_ count: Int64) -> String { "已扫 \(count) 次" }
    let ready = "扫第一件"
    let readyWords = "用扫码枪对着面单扫,不用点屏幕。面单坏了就在下面输尾号。"
    let alwaysReady = "随时可扫下一件"
    let noShift = "还没有上班"
    let noShiftWords = "上班之后才能装车,扫到的都记在这个班上。"
    let beginShift = "开始上班"
    let field = "尾号四位,或整个单号"
    let clear = "清空"
    let letters = "输字母"
    let digits = "输数字"
    let submit = "就记这个"
    let look = "用相机扫"
    let stopLooking = "关掉相机"
    let good = "好"
    let again = "重复"
    let againWords = "这个码已经扫过了。"
    func nextPiece(_ piece: Int64) -> String { "第 \(piece) 件" }
    let notYours = "不是你的"
    let notYoursWords = "别装车,放一边。"
    let stopped = "拦截"
    let cancelled = "已取消"
    let stays = "不要装车,留在网点。"
    let unknown = "查无此件"
    let unknownWords = "已记下。有信号之后才知道是谁的。"
    let failed = "没记上"
    let failedWords = "再扫一次。"
    func pieces(read: Int64, all: Int64) -> String { "\(read)/\(all) 件" }
    func readAs(_ code: String) -> String { "按 \(code) 认的,请核对面单" }
    func likely(_ carrier: String) -> String { "看着像\(carrier)" }
    let which = "是哪一件?"
    let nothing = "没有这个尾号"
    let nothingWords = "对一下面单,或者输整个单号,照样能记。"
    let severalCodes = "照到几个码,点一个"
    func name(_ list: LoadList) -> String {
        switch list {
        case .here: "单上有,货也在"
        case .absent: "单上有,货没到"
        case .another: "别人的"
        case .unknown: "查无此件"
        case .doNotLoad: "不要装车"
        }
    }
    func incomplete(_ count: Int64) -> String { "\(count) 单还没到齐" }
    let before = "刚才扫的"
    let open = "打开"
}

/// In English.
struct LoadEn: LoadStrings {
    let title = "Load check"
    let back = "Back"
    func reads(_ count: Int64) -> String { count == 1 ? "1 scan" : "\(count) scans" }
    let ready = "Scan the first one"
    let readyWords = "Point the scanner at a label, no tap is needed. If a label is torn, type its end below."
    let alwaysReady = "Ready for the next one"
    let noShift = "Your shift has not begun"
    let noShiftWords = "Loading belongs to a shift: begin it first."
    let beginShift = "Start shift"
    let field = "Last 4 digits, or all of it"
    let clear = "Clear"
    let letters = "Letters"
    let digits = "Digits"
    let submit = "Take this one"
    let look = "Scan by camera"
    let stopLooking = "Close the camera"
    let good = "Good"
    let again = "Again"
    let againWords = "This code was scanned before."
    func nextPiece(_ piece: Int64) -> String { "Piece \(piece)" }
    let notYours = "Not yours"
    let notYoursWords = "Do not load it, put it aside."
    let stopped = "Stopped"
    let cancelled = "Cancelled"
    let stays = "Do not load it, it stays here."
    let unknown = "Unknown"
    let unknownWords = "It is kept. Whose it is shows once there is signal."
    let failed = "Not kept"
    let failedWords = "Scan it again."
    func pieces(read: Int64, all: Int64) -> String { "\(read) of \(all) pieces" }
    func readAs(_ code: String) -> String { "Taken for \(code): look at the label" }
    func likely(_ carrier: String) -> String { "Looks like \(carrier)" }
    let which = "Which one is it?"
    let nothing = "Nothing ends like that"
    let nothingWords = "Look at the label, or type the whole number: it is kept in any case."
    let severalCodes = "Several codes in sight: tap one"
    func name(_ list: LoadList) -> String {
        switch list {
        case .here: "On the list and here"
        case .absent: "On the list, not here"
        case .another: "Somebody else's"
        case .unknown: "Unknown"
        case .doNotLoad: "Do not load"
        }
    }
    func incomplete(_ count: Int64) -> String { count == 1 ? "1 order lacks a piece" : "\(count) orders lack pieces" }
    let before = "Scanned before"
    let open = "open"
}

/// In a language.
func loadStrings(_ language: Language) -> any LoadStrings { language.choose(LoadZh(), LoadEn()) }
