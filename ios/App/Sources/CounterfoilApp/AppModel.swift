//! The app without its screens: where the person is, and a model for every place of the stack.

import Counterfoil
import Foundation
import Observation

/// The app without its screens. A model lives as long as its place lies in the stack.
@MainActor
@Observable
public final class AppModel {
    /// What is due is shown against a time that is as old as this at most.
    static let tick = Duration.seconds(30)

    /// Where the person is.
    public let stack: BackStack

    private let wall: any AppWall
    private let language: Language
    private let time: ModelTime
    /// What goes on to its end when the place that it began at is left.
    private let writing = ModelScope()
    @ObservationIgnored private var living: [Place: (model: AnyObject, scope: ModelScope)] = [:]

    /// The app over an open phone.
    ///
    /// - Parameters:
    ///   - camera: What takes photographs on this device; `nil` for none: then no screen offers one.
    ///   - feedback: What is heard and felt at a read; `nil` for nothing.
    ///   - device: What only the device can tell: its battery, its space.
    ///   - saved: ``save()`` of the process before, if it died.
    public convenience init(
        phone: Phone, camera: (any Camera)? = nil, feedback: (any Feedback)? = nil,
        device: (@MainActor () -> DeviceNow)? = nil, language: Language, saved: String? = nil
    ) {
        let wall = PhoneWall(
            phone, camera: camera, feedback: feedback ?? Silence(), device: device ?? { DeviceNow() })
        self.init(wall, language: language, saved: saved)
    }

    init(_ wall: any AppWall, language: Language, saved: String? = nil, time: ModelTime = ModelTime()) {
        self.wall = wall
        self.language = language
        self.time = time
        stack = BackStack(saved: saved)
    }

    /// What has to outlive this process.
    public func save() -> String { stack.save() }

    /// Goes back; `false` where there is nothing behind.
    @discardableResult
    public func back() -> Bool {
        defer { prune() }
        return stack.pop()
    }

    public func go(_ place: Place) { stack.push(place) }

    public func switchTo(_ root: Place) {
        stack.switchTo(root)
        prune()
    }

    /// Ends everything that goes on in it.
    public func end() {
        living.values.forEach { $0.scope.cancel() }
        living = [:]
        writing.cancel()
    }

    /// The app leaves the screen: what is being written is kept now, not after a pause.
    public func keep() { living.values.forEach { ($0.model as? FormModel)?.keep() } }

    func orders() -> OrdersModel {
        at(.orders) { OrdersModel(wall, scope: $0, ticks: ticks, now: time.now(), go: go) }
    }

    func load() -> LoadModel { at(.load) { LoadModel(wall, scope: $0, go: go, back: leave) } }

    /// A scanner has read a code; `false` where nobody waits for one.
    func scanned(_ code: ScannedCode) -> Bool {
        switch stack.top {
        case .load: load().on(.scanned(code))
        case .orders: orders().on(.scanned(code.raw))
        default: return false
        }
        return true
    }

    /// Tells the keys of a scanner from those of a finger.
    func elapsedMs() -> Int64 { time.elapsedMs() }

    func sync() -> SyncModel {
        at(.sync) { SyncModel(wall, scope: $0, ticks: ticks, now: time.now(), go: go) }
    }

    func endOfShift() -> EndOfShiftModel {
        at(.endOfShift) { EndOfShiftModel(wall, scope: $0, go: go, back: leave) }
    }

    func account() -> AccountModel { at(.account) { AccountModel(wall, scope: $0) } }

    func order(_ id: String) -> OrderModel {
        at(.order(id)) {
            OrderModel(wall, id: id, scope: $0, time: time, ticks: ticks, go: go, back: leave)
        }
    }

    func capture(order: String, role: String, then: String?) -> CaptureModel {
        at(.capture(order: order, role: role, then: then)) {
            CaptureModel(
                wall, order: order, role: role, then: then, scope: $0, goOn: replace, back: leave)
        }
    }

    func signature(order: String, role: String, then: String?) -> SignatureModel {
        at(.signature(order: order, role: role, then: then)) {
            SignatureModel(
                wall, order: order, role: role, then: then, scope: $0, language: language,
                made: { [unowned self] made in
                    // A signature alone was asked for by the place behind: a sheet, or a form.
                    guard let made else { return leave() }
                    stack.returnTo(.order(order))
                    prune()
                    self.order(order).offerUndo(made.fact, made.name)
                }, back: leave)
        }
    }

    func form(order: String, form: String, then: String?, page: Int64, isChecked: Bool) -> FormModel {
        at(.form(order: order, form: form, then: then, page: page, isChecked: isChecked)) {
            FormModel(
                wall, order: order, form: form, then: then, page: page, isChecked: isChecked, scope: $0,
                writing: writing, time: time, go: go, turn: replace,
                done: { [unowned self] in
                    leave()
                    // The sheet again, which goes on with the step that needed the form.
                    if let then { self.order(order).goOn(then, form: form) }
                }, back: leave)
        }
    }

    private var ticks: AsyncStream<Date> { time.ticks(every: Self.tick) }

    private func leave() { back() }

    private func replace(_ place: Place) {
        stack.replace(place)
        prune()
    }

    private func at<Model: AnyObject>(_ place: Place, _ make: (ModelScope) -> Model) -> Model {
        if let model = living[place]?.model as? Model { return model }
        let scope = ModelScope()
        let model = make(scope)
        living[place] = (model, scope)
        return model
    }

    private func prune() {
        for gone in Set(living.keys).subtracting(stack.places) {
            let left = living.removeValue(forKey: gone)
            (left?.model as? FormModel)?.leave()
            left?.scope.cancel()
        }
    }
}
