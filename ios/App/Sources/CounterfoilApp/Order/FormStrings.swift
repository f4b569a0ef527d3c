//! What a form says.

/// What a form says.
protocol FormStrings: Sendable {
    var back: String { get }
    var gone: String { get }
    var goneWords: String { get }
    var forms: String { get }
    func open(_ name: String) -> String
    var complete: String { get }
    func left(_ count: Int64) -> String
    var excepted: String { get }
    func page(_ at: Int, of: Int) -> String
    func answered(_ count: Int, of: Int) -> String
    var required: String { get }
    var notKept: String { get }
    var yes: String { get }
    var no: String { get }
    var today: String { get }
    var nowTime: String { get }
    var otherSign: String { get }
    func choose(_ count: Int64) -> String
    var search: String { get }
    var nothingFound: String { get }
    var chosen: String { get }
    var reckoned: String { get }
    var photo: String { get }
    var signature: String { get }
    var scanElsewhere: String { get }
    var noCamera: String { get }
    func have(_ count: Int, of: Int64) -> String
    func add(_ group: String) -> String
    func item(_ number: Int64) -> String
    func remove(_ number: Int64) -> String
    var removeWords: String { get }
    var removeYes: String { get }
    var removeNo: String { get }
    var askWhy: String { get }
    var whyTitle: String { get }
    func exceptedFor(_ reason: String) -> String
    var goOnFilling: String { get }
    func next(_ page: String) -> String
    var before: String { get }
    var done: String { get }
    var nothingAsked: String { get }
}

/// In Chinese.
struct FormZh: FormStrings {
    let back = "返回"
    let gone = "这里没有这张表"
    let goneWords = "可能换了流程,或改派给了别人。你填过的都还在。"
    let forms = "表单"
    func open(_ name: String) -> String { "填写·\(name)" }
    let complete = "已填好"
    func left(_ count: Int64) -> String { "还差 \(count) 项" }
    let excepted = "免填,有原因"
    func page(_ at: Int, of: Int) -> String { "第 \(at) 页,共 \(of) 页" }
    func answered(_ count: Int, of: Int) -> String { "本页已填 \(count)/\(of)" }
    let required = "必填"
    let notKept = "这一项还没记下"
    let yes = "是"
    let no = "否"
    let today = "今天"
    let nowTime = "现在"
    let otherSign = "正负号"
    func choose(_ count: Int64) -> String { "从 \(count) 项里选" }
    let search = "输入几个字查找"
    let nothingFound = "没有找到,换几个字试试"
    let chosen = "选好了"
    let reckoned = "自动计算"
    let photo = "拍照"
    let signature = "请对方签名"
    let scanElsewhere = "要扫码,这里还不能扫"
    let noCamera = "要拍照,这部设备没有相机"
    func have(_ count: Int, of: Int64) -> String { "已有 \(count) 份,要 \(of) 份" }
    func add(_ group: String) -> String { "加一组·\(group)" }
    func item(_ number: Int64) -> String { "第 \(number) 组" }
    func remove(_ number: Int64) -> String { "去掉第 \(number) 组" }
    let removeWords = "去掉这一组?"
    let removeYes = "去掉"
    let removeNo = "留着"
    let askWhy = "填不全,说明原因"
    let whyTitle = "为什么填不全?"
    func exceptedFor(_ reason: String) -> String { "可以不填全:\(reason)" }
    let goOnFilling = "还是接着填"
    func next(_ page: String) -> String { "下一页·\(page)" }
    let before = "上一页"
    let done = "填好了"
    let nothingAsked = "这张表现在没有要填的"
}

/// In English.
struct FormEn: FormStrings {
    let back = "Back"
    let gone = "This form is not here"
    let goneWords = "The workflow may have changed, or it is somebody else's now. What you filled in is kept."
    let forms = "Forms"
    func open(_ name: String) -> String { "Fill in · \(name)" }
    let complete = "filled in"
    func left(_ count: Int64) -> String { "\(count) still open" }
    let excepted = "left open, with a reason"
    func page(_ at: Int, of: Int) -> String { "Page \(at) of \(of)" }
    func answered(_ count: Int, of: Int) -> String { "\(count) of \(of) answered here" }
    let required = "needed"
    let notKept = "This one is not recorded yet"
    let yes = "Yes"
    let no = "No"
    let today = "Today"
    let nowTime = "Now"
    let otherSign = "Plus or minus"
    func choose(_ count: Int64) -> String { "Choose from \(count)" }
    let search = "Type a few letters"
    let nothingFound = "Nothing found: try other letters"
    let chosen = "Chosen"
    let reckoned = "reckoned"
    let photo = "Take the photo"
    let signature = "Ask for the signature"
    let scanElsewhere = "To be scanned: this app cannot yet"
    let noCamera = "A photo is needed: there is no camera here"
    func have(_ count: Int, of: Int64) -> String { "\(count) there, \(of) needed" }
    func add(_ group: String) -> String { "One more · \(group)" }
    func item(_ number: Int64) -> String { "No. \(number)" }
    func remove(_ number: Int64) -> String { "Take out no. \(number)" }
    let removeWords = "Take this one out?"
    let removeYes = "Take out"
    let removeNo = "Keep it"
    let askWhy = "Cannot be filled in: why"
    let whyTitle = "Why can it not be filled in?"
    func exceptedFor(_ reason: String) -> String { "May stay open: \(reason)" }
    let goOnFilling = "Fill it in after all"
    func next(_ page: String) -> String { "Next page · \(page)" }
    let before = "Page before"
    let done = "All filled in"
    let nothingAsked = "This form asks nothing now"
}

/// In a language.
func formStrings(_ language: Language) -> any FormStrings { language.choose(FormZh(), FormEn()) }
