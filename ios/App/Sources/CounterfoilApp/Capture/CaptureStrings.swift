//! What the camera's screen says.

/// What the camera's screen says.
protocol CaptureStrings: Sendable {
    var title: String { get }
    var back: String { get }
    var owed: String { get }
    var shutter: String { get }
    var taking: String { get }
    var takeAgain: String { get }
    var keep: String { get }
    var look: String { get }
    var picture: String { get }
    var hint: String { get }
}

/// In Chinese.
struct CaptureZh: CaptureStrings {
    let title = "拍照"
    let back = "返回"
    let owed = "这一步还差"
    let shutter = "拍照"
    let taking = "正在存进手机"
    let takeAgain = "重拍"
    let keep = "就用这张"
    let look = "看一眼这张"
    let picture = "刚拍的照片"
    let hint = "拍下即存进手机,没有信号也不会丢。"
}

/// In English.
struct CaptureEn: CaptureStrings {
    let title = "Photo"
    let back = "Back"
    let owed = "Still missing for this step"
    let shutter = "Take the photo"
    let taking = "Being stored on this phone"
    let takeAgain = "Take again"
    let keep = "Keep it anyway"
    let look = "Look at this one"
    let picture = "The photo just taken"
    let hint = "It is on this phone as soon as it is taken, with or without signal."
}

/// In a language.
func captureStrings(_ language: Language) -> any CaptureStrings { language.choose(CaptureZh(), CaptureEn()) }
