//! Whose phone this is, and whether they are on duty.

import Counterfoil
import SwiftUI

/// The account.
struct AccountView: View {
    let state: AccountState
    var bar: Bar?
    let on: @MainActor (AccountEvent) -> Void
    @Environment(\.language) private var language

    private var strings: any AccountStrings { accountStrings(language) }

    var body: some View {
        Frame(
            trouble: state.trouble, onCloseTrouble: { on(.closeTrouble) },
            thumb: state.hasThumb ? AccountThumb(state: state, on: on) : nil, bar: bar
        ) {
            RootHeading(strings.title)
        } content: {
            if let status = state.status {
                if let enrolled = status.enrolled { who(enrolled) }
                if status.asksForCode { code(status) } else { duty(status) }
            }
        }
    }

    private func who(_ enrolled: Enrolled) -> some View {
        let roles = enrolled.roles.map(strings.role).joined(separator: language.choose("·", " · "))
        return PaperCard {
            Text(enrolled.personName).font(Writing.title)
            Line(.person, roles)
            Line(.hub, enrolled.tenantName)
        }
    }

    private func duty(_ status: AccountStatus) -> Banner<EmptyView> {
        if status.shift == nil { return Banner(strings.offDuty, .moon, .quiet, words: strings.offDutyWords) }
        if status.inBreak { return Banner(strings.inBreak, .pause, .warn, words: strings.inBreakWords) }
        return Banner(strings.onDuty, .check, .good, words: strings.onDutyWords)
    }

    @ViewBuilder
    private func code(_ status: AccountStatus) -> some View {
        if status.signInAgain {
            Banner(strings.again, .lock, .warn, words: strings.againWords)
        } else {
            Banner(strings.notEnrolled, .phone, .accent, words: strings.notEnrolledWords)
        }
        WriteField(state.typed, strings.code, icon: .lock, isOneLine: false, clear: strings.clear) { on(.typed($0)) }
    }
}

extension AccountStatus {
    fileprivate var asksForCode: Bool { enrolled == nil || signInAgain }
}

extension AccountState {
    /// Whether there is something to do next.
    fileprivate var hasThumb: Bool {
        guard let status else { return false }
        return isEnrolling || !status.asksForCode || typed.contains { !$0.isWhitespace }
    }
}

private struct AccountThumb: View {
    let state: AccountState
    let on: @MainActor (AccountEvent) -> Void
    @Environment(\.language) private var language

    var body: some View {
        let strings = accountStrings(language)
        if state.isEnrolling {
            Text(strings.enrolling).font(Writing.strong)
        } else if state.status?.asksForCode == true {
            PrimaryAction(strings.enrol, .check) { on(.enrol) }
        } else if state.status?.shift == nil {
            PrimaryAction(strings.beginShift, .truck) { on(.beginShift) }
        } else if state.status?.inBreak == true {
            PrimaryAction(strings.endBreak, .check) { on(.endBreak) }
        } else {
            SecondaryAction(strings.beginBreak, .pause) { on(.beginBreak) }
        }
    }
}
