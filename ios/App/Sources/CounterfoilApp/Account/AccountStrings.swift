//! What the account says.

/// What the account says.
protocol AccountStrings: Sendable {
    var title: String { get }
    var notEnrolled: String { get }
    var notEnrolledWords: String { get }
    var code: String { get }
    var clear: String { get }
    var enrol: String { get }
    var enrolling: String { get }
    var again: String { get }
    var againWords: String { get }
    var onDuty: String { get }
    var onDutyWords: String { get }
    var inBreak: String { get }
    var inBreakWords: String { get }
    var offDuty: String { get }
    var offDutyWords: String { get }
    var beginShift: String { get }
    var beginBreak: String { get }
    var endBreak: String { get }
    func role(_ id: String) -> String
}

/// In Chinese.
struct AccountZh: AccountStrings {
    let title = "我"
    let notEnrolled = "这部手机还没有登记"
    let notEnrolledWords = "向网点要一个登记码,粘贴在这里。一个码只能用一次。"
    let code = "登记码"
    let clear = "清空"
    let enrol = "登记"
    let enrolling = "正在登记"
    let again = "这部手机要重新登记"
    let againWords = "照常做,一条也不会丢;重新登记之后才收得到新订单。"
    let onDuty = "在班上"
    let onDutyWords = "上班时才记录位置。交班在“发送”里。"
    let inBreak = "休息中"
    let inBreakWords = "休息时不记录位置。"
    let offDuty = "没有上班"
    let offDutyWords = "没上班时不记录位置。"
    let beginShift = "开始上班"
    let beginBreak = "休息一下"
    let endBreak = "接着干"
    func role(_ id: String) -> String {
        switch id {
        case "courier": "快递员"
        case "technician": "维修师傅"
        case "dispatcher": "调度"
        default: id
        }
    }
}

/// In English.
struct AccountEn: AccountStrings {
    let title = "Me"
    let notEnrolled = "This phone is nobody's yet"
    let notEnrolledWords = "Ask the outlet for a code and paste it here. A code is good once."
    let code = "Enrolment code"
    let clear = "Clear"
    let enrol = "Enrol"
    let enrolling = "Enrolling"
    let again = "This phone has to be enrolled again"
    let againWords = "Go on working, nothing is lost; new orders come after that."
    let onDuty = "On duty"
    let onDutyWords = "Positions are recorded on duty alone. The shift ends under “Sending”."
    let inBreak = "In a break"
    let inBreakWords = "No position is recorded in a break."
    let offDuty = "Off duty"
    let offDutyWords = "No position is recorded off duty."
    let beginShift = "Start shift"
    let beginBreak = "Take a break"
    let endBreak = "Go on"
    func role(_ id: String) -> String { id }
}

/// In a language.
func accountStrings(_ language: Language) -> any AccountStrings { language.choose(AccountZh(), AccountEn()) }
