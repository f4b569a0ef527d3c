//! The app from the opening of the store on.

import Counterfoil
import SwiftUI

/// The app from the opening of the store on. Until it is open the screen is empty; what keeps it from opening is said,
/// and one tap tries again.
public struct RootView: View {
    let language: Language
    let camera: (any Camera)?
    let feedback: (any Feedback)?
    let device: @MainActor () -> DeviceNow
    let open: @MainActor () async throws -> Phone
    /// Outlives the process: where the person was.
    @SceneStorage("stack") private var saved: String?
    @State private var phone: Phone?
    @State private var app: AppModel?
    @State private var trouble: Trouble?
    @State private var attempt = 0
    @Environment(\.scenePhase) private var phase
    @Environment(\.palette) private var palette

    /// - Parameters:
    ///   - camera: What takes photographs on this device; `nil` for none: then no screen offers one.
    ///   - feedback: What is heard and felt at a read.
    ///   - device: What only the device can tell: its battery, its space.
    ///   - open: The one opening of the store that a process may have.
    public init(
        language: Language, camera: (any Camera)?, feedback: (any Feedback)?, device: @escaping @MainActor () -> DeviceNow,
        open: @escaping @MainActor () async throws -> Phone
    ) {
        self.language = language
        self.camera = camera
        self.feedback = feedback
        self.device = device
        self.open = open
    }

    public var body: some View {
        Group {
            if let app {
                AppView(app, language: language)
            } else {
                OpeningView(trouble: trouble) {
                    trouble = nil
                    attempt += 1
                }
                .themed(language)
            }
        }
        .background(palette.paper)
        .task(id: attempt) { await begin() }
        .task(id: Presence(isOpen: phone != nil, isSeen: phase == .active)) {
            if phase == .active, let phone { await phone.stayInTouch() }
        }
        .onChange(of: phase) { if phase != .active { app?.keep() } }
        .onChange(of: app?.stack.places) { saved = app?.save() }
    }

    private func begin() async {
        if app != nil { return }
        do {
            let phone = try await open()
            self.phone = phone
            app = AppModel(
                phone: phone, camera: camera, feedback: feedback, device: device, language: language, saved: saved)
        } catch {
            trouble = WallError(error).trouble
        }
    }
}

/// Whether somebody looks at an open store.
private struct Presence: Equatable {
    let isOpen: Bool
    let isSeen: Bool
}

/// Before the store is open: nothing, or what keeps it from opening.
struct OpeningView: View {
    let trouble: Trouble?
    let again: @MainActor () -> Void

    var body: some View {
        Frame<EmptyView, EmptyView, EmptyView>(trouble: trouble, onCloseTrouble: again, thumb: nil) {
            EmptyView()
        } content: {
            EmptyView()
        }
    }
}

extension Phone {
    /// Stays in touch with the hub until the task ends: what the office changes comes at once, what is done here goes
    /// at once. A store that is nobody's, or has to be enrolled again, begins when it is somebody's.
    func stayInTouch() async {
        do {
            for try await status in account.updates() where status.enrolled != nil && !status.signInAgain {
                try? await syncing.stayLive()
            }
        } catch {
            // The phone was closed, or its store cannot be read: the screens say so.
        }
    }
}
