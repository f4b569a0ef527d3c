//! The names of the places below.

/// The names of the places below.
protocol AppStrings: Sendable {
    var orders: String { get }
    var sync: String { get }
    var account: String { get }
}

/// In Chinese.
struct AppZh: AppStrings {
    let orders = "订单"
    let sync = "发送"
    let account = "我"
}

/// In English.
struct AppEn: AppStrings {
    let orders = "Orders"
    let sync = "Sending"
    let account = "Me"
}

/// In a language.
func appStrings(_ language: Language) -> any AppStrings { language.choose(AppZh(), AppEn()) }
