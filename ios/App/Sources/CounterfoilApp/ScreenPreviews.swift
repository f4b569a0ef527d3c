//! Every state that a person can meet, for Xcode's canvas: in Chinese, and in English with large text in the dark.

import SwiftUI

/// States of a screen, each by its name.
@MainActor
private func canvases<Value, Screen: View>(
    _ states: (Language) -> [Preview<Value>], @ViewBuilder screen: @escaping (Value) -> Screen
) -> some View {
    Group {
        ForEach(states(.zh), id: \.name) { state in
            screen(state.state)
                .themed(.zh)
                .previewDisplayName(state.name)
        }
        ForEach(states(.en), id: \.name) { state in
            screen(state.state)
                .themed(.en)
                .dynamicTypeSize(.accessibility3)
                .preferredColorScheme(.dark)
                .previewDisplayName(state.name + " en")
        }
    }
}

struct OrdersViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in OrdersPreviews.all } screen: { OrdersView(state: $0) { _ in } }
    }
}

struct LoadViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in LoadPreviews.all } screen: { LoadView(state: $0) { _ in } }
    }
}

struct OrderViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in OrderPreviews.all } screen: { OrderView(state: $0) { _ in } }
    }
}

struct FormViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in FormPreviews.all } screen: { FormView(state: $0) { _ in } }
    }
}

struct CaptureViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in CapturePreviews.all } screen: { CaptureView(state: $0) { _ in } }
    }
}

struct SignatureViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { SignaturePreviews.all($0) } screen: { SignatureView(state: $0) { _ in } }
    }
}

struct SyncViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in SyncPreviews.ways } screen: { SyncView(state: $0) { _ in } }
    }
}

struct EndOfShiftViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in SyncPreviews.shifts } screen: { EndOfShiftView(state: $0) { _ in } }
    }
}

struct AccountViewPreviews: PreviewProvider {
    static var previews: some View {
        canvases { _ in AccountPreviews.all } screen: { AccountView(state: $0) { _ in } }
    }
}
