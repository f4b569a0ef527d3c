//! Every state of the account.

import Counterfoil

/// Every state of the account.
enum AccountPreviews {
    static let all: [Preview<AccountState>] = [
        Preview("account-on-duty", mine),
        Preview("account-off-duty", changed(mine) { $0.status?.shift = nil }),
        Preview("account-break", changed(mine) { $0.status?.inBreak = true }),
        Preview("account-new", nobody),
        Preview("account-code", coded),
        Preview("account-enrolling", changed(coded) { $0.isEnrolling = true }),
        Preview("account-offline", changed(coded) { $0.trouble = .offline }),
        Preview("account-again", changed(mine) { $0.status?.signInAgain = true }),
        Preview("account-locked", AccountState(trouble: .locked)),
        Preview("account-loading", AccountState()),
    ]

    private static let mine = AccountState(status: FakeDay.account)
    private static let nobody = AccountState(
        status: AccountStatus(enrolled: nil, signInAgain: false, shift: nil, inBreak: false))
    private static let coded = changed(nobody) { $0.typed = "CFI1:7KQ2-9D4M" }
}
