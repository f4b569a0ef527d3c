//! What is said of each trouble, and what a person can do about it.

/// What is said of each trouble, and what a person can do about it.
protocol TroubleStrings: Sendable {
    var close: String { get }
    var offline: String { get }
    var offlineWords: String { get }
    var signInAgain: String { get }
    var signInAgainWords: String { get }
    var storageFull: String { get }
    var storageFullWords: String { get }
    var inUse: String { get }
    var inUseWords: String { get }
    var gone: String { get }
    var goneWords: String { get }
    var damaged: String { get }
    var damagedWords: String { get }
    var updateNeeded: String { get }
    var updateNeededWords: String { get }
    var locked: String { get }
    var lockedWords: String { get }
    var notAllowed: String { get }
    var fault: String { get }
    var faultWords: String { get }
}

/// In Chinese.
struct TroubleZh: TroubleStrings {
    let close = "知道了"
    let offline = "现在没有信号"
    let offlineWords = "照常做,都记在手机上,有信号就发。"
    let signInAgain = "这部手机要重新登记"
    let signInAgainWords = "照常拍照、签字,一条也不会丢。回网点时要一个新的登记码。"
    let storageFull = "手机存满了"
    let storageFullWords = "已记下的都在。请删些照片或应用,再拍一次。"
    let inUse = "另一个窗口正在使用"
    let inUseWords = "关掉那一个,再打开这里。"
    let gone = "这里已经没有它了"
    let goneWords = "可能改派给了别人。你做过的都还在。"
    let damaged = "手机里有一处数据读不出来"
    let damagedWords = "没有删除任何东西。请带回网点看看。"
    let updateNeeded = "应用版本太旧"
    let updateNeededWords = "更新之后再做,已记下的都在。"
    let locked = "手机还没有解锁"
    let lockedWords = "解锁一次屏幕就好。"
    let notAllowed = "现在还不能这样做"
    let fault = "应用出了错"
    let faultWords = "这一下没有记上,之前的都在。请再试一次。"
}

/// In English.
struct TroubleEn: TroubleStrings {
    let close = "Understood"
    let offline = "No signal now"
    let offlineWords = "Go on working: all is kept on this phone and goes when there is signal."
    let signInAgain = "This phone has to be enrolled again"
    let signInAgainWords = "Go on with photos and signatures, nothing is lost. Ask the outlet for a new code."
    let storageFull = "The phone is full"
    let storageFullWords = "What was recorded is safe. Delete some pictures or apps, then try again."
    let inUse = "Another window uses it"
    let inUseWords = "Close that one, then open this."
    let gone = "It is no longer here"
    let goneWords = "It may be somebody else's now. What you did is kept."
    let damaged = "Something on this phone cannot be read"
    let damagedWords = "Nothing was deleted. Please bring it to the outlet."
    let updateNeeded = "This app is too old"
    let updateNeededWords = "Update it first; what was recorded is kept."
    let locked = "The phone is still locked"
    let lockedWords = "Unlock the screen once."
    let notAllowed = "Not possible now"
    let fault = "The app made a mistake"
    let faultWords = "This one was not recorded, all before it is. Please try again."
}

/// In a language.
func troubleStrings(_ language: Language) -> any TroubleStrings { language.choose(TroubleZh(), TroubleEn()) }
