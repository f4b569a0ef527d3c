//! The place where the person is, over those that lie behind it.

import SwiftUI

/// The app's screens. What lies behind the present place stays as it is: a list that one comes back to stands where it
/// was left.
public struct AppView: View {
    let app: AppModel
    let language: Language

    public init(_ app: AppModel, language: Language) {
        self.app = app
        self.language = language
    }

    public var body: some View {
        ZStack {
            ForEach(Array(app.stack.places.enumerated()), id: \.offset) { at, place in
                let isTop = at == app.stack.places.count - 1
                PlaceView(place: place, app: app)
                    .id(place)
                    .opacity(isTop ? 1 : 0)
                    // A field that is not seen keeps no keyboard up.
                    .disabled(!isTop)
                    .accessibilityHidden(!isTop)
            }
        }
        .hearsScanner(app.stack.top, elapsedMs: app.elapsedMs, heard: app.scanned)
        .settling(app.stack.top)
        .themed(language)
    }
}

private struct PlaceView: View {
    let place: Place
    let app: AppModel
    @Environment(\.language) private var language

    var body: some View {
        switch place {
        case .orders:
            let model = app.orders()
            OrdersView(state: model.state, bar: bar) { model.on($0) }
        case .load:
            let model = app.load()
            LoadView(state: model.state) { model.on($0) }
        case .sync:
            let model = app.sync()
            SyncView(state: model.state, bar: bar) { model.on($0) }
        case .account:
            let model = app.account()
            AccountView(state: model.state, bar: bar) { model.on($0) }
        case .endOfShift:
            let model = app.endOfShift()
            EndOfShiftView(state: model.state) { model.on($0) }
        case .order(let id):
            let model = app.order(id)
            OrderView(state: model.state) { model.on($0) }
        case .capture(let order, let role, let then):
            let model = app.capture(order: order, role: role, then: then)
            CaptureView(state: model.state) { model.on($0) }
        case .form(let order, let form, let then, let page, let isChecked):
            let model = app.form(order: order, form: form, then: then, page: page, isChecked: isChecked)
            FormView(state: model.state) { model.on($0) }
        case .signature(let order, let role, let then):
            let model = app.signature(order: order, role: role, then: then)
            SignatureView(state: model.state) { model.on($0) }
        }
    }

    private var bar: Bar {
        let strings = appStrings(language)
        return Bar(places: [
            leading(to: .orders, strings.orders, .list), leading(to: .sync, strings.sync, .sync),
            leading(to: .account, strings.account, .person),
        ])
    }

    private func leading(to place: Place, _ name: String, _ icon: Icon) -> BarPlace {
        BarPlace(place: place, name: name, icon: icon, isHere: place == self.place) { app.switchTo(place) }
    }
}
