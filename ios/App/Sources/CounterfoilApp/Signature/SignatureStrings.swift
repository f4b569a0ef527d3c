//! What the pad says.

/// What the pad says.
protocol SignatureStrings: Sendable {
    var title: String { get }
    var back: String { get }
    var received: String { get }
    func pieces(_ count: Int64) -> String
    func due(purpose: String, amount: String) -> String
    var signer: String { get }
    var pad: String { get }
    var clear: String { get }
    var otherLanguage: String { get }
    var sign: String { get }
    func signAnd(_ step: String) -> String
    var tooLittle: String { get }
    var tooLittleWords: String { get }
    var nameless: String { get }
    var namelessWords: String { get }
}

/// In Chinese.
struct SignatureZh: SignatureStrings {
    let title = "请看清内容再签"
    let back = "返回"
    let received = "本人已收到:"
    func pieces(_ count: Int64) -> String { "共 \(count) 件" }
    func due(purpose: String, amount: String) -> String {
        switch purpose {
        case "freight": "到付运费 \(amount)"
        case "goods": "代收货款 \(amount)"
        default: "应付 \(amount)"
        }
    }
    let signer = "签名人姓名"
    let pad = "在这里签名"
    let clear = "重签"
    let otherLanguage = "English"
    let sign = "签好了"
    func signAnd(_ step: String) -> String { "签好了,\(step)" }
    let tooLittle = "还不是一个签名"
    let tooLittleWords = "空白或一个点不算,请签全名。"
    let nameless = "请写上签名人姓名"
    let namelessWords = "以后要能看出是谁签的。"
}

/// In English.
struct SignatureEn: SignatureStrings {
    let title = "Read it, then sign"
    let back = "Back"
    let received = "I have received:"
    func pieces(_ count: Int64) -> String { "\(count) pieces" }
    func due(purpose: String, amount: String) -> String {
        switch purpose {
        case "freight": "freight due \(amount)"
        case "goods": "goods value \(amount)"
        default: "due \(amount)"
        }
    }
    let signer = "Name of the signer"
    let pad = "Sign here"
    let clear = "Sign again"
    let otherLanguage = "中文"
    let sign = "Signed"
    func signAnd(_ step: String) -> String { "Signed: \(step)" }
    let tooLittle = "That is not a signature yet"
    let tooLittleWords = "A blank pad or a dot does not count. Please sign in full."
    let nameless = "Please enter the signer's name"
    let namelessWords = "It has to be clear later who signed."
}

/// In a language.
func signatureStrings(_ language: Language) -> any SignatureStrings { language.choose(SignatureZh(), SignatureEn()) }
