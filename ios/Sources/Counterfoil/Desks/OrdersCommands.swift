//! Typed commands on orders: a refusal says what is missing, and nothing was written.

import CounterfoilGenerated

extension Orders {
    /// A step of the workflow, with what is captured in the same act. Durable when it returns: some ms, and the
    /// device's time for one `fsync`.
    ///
    /// - Parameter shown: `OrderSheet.shown` of what the person was looking at.
    /// - Throws: ``CounterfoilError/notAllowed(_:)`` says what is missing; ``CounterfoilError/notFound(what:)``,
    ///   ``CounterfoilError/storageFull``, ``CounterfoilError/signInAgain`` before the first enrolment.
    @discardableResult
    public func transition(
        _ id: String, _ step: TransitionStep, shown: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.transition(id: id, step: step, shown: shown)
        }
    }

    /// Sets fields. What changed meanwhile is not overwritten unseen: both values stand beside each other.
    ///
    /// - Throws: As ``transition(_:_:shown:)``.
    @discardableResult
    public func setFields(
        _ id: String, _ sets: [FieldSet], shown: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.setFields(id: id, sets: sets, shown: shown)
        }
    }

    /// Edits a shared note at the place that the person saw.
    ///
    /// - Throws: As ``transition(_:_:shown:)``; ``CounterfoilError/notAllowed(_:)`` with the code `stale` if that
    ///   sheet is too old.
    @discardableResult
    public func editNote(
        _ id: String, _ edit: NoteEdit, shown: String? = nil
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.editNote(id: id, edit: edit, shown: shown)
        }
    }

    /// Picks one of the values that stand beside each other.
    @discardableResult
    public func settle(_ id: String, _ settle: Settle) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.settle(id: id, settle: settle) }
    }

    /// Takes a fact back: it stays visible, struck through.
    @discardableResult
    public func withdraw(
        _ id: String, fact: String, reason: String
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.withdraw(id: id, fact: fact, reason: reason)
        }
    }

    /// Says that evidence belongs to another order.
    @discardableResult
    public func moveEvidence(
        _ id: String, evidence: String, to: String, reason: String
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.moveEvidence(id: id, evidence: evidence, to: to, reason: reason)
        }
    }

    /// A step of custody: taken, given, received, returned, shelved.
    @discardableResult
    public func custody(_ id: String, _ step: CustodyStep) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.custody(id: id, step: step) }
    }

    /// Takes custody and assigns the author, where policy allows that.
    @discardableResult
    public func takeAndAssign(
        _ id: String, _ step: CustodyStep
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.takeAndAssign(id: id, step: step) }
    }

    /// Founds an order of this phone: a parcel that is not known here.
    @discardableResult
    public func found(_ order: FoundOrder) async throws(CounterfoilError) -> Founded {
        try await opened.writing.finish { [desk] in try desk.found(order: order) }
    }

    /// Founds an order that is a part of another (子单), which this person has to see: the mainboard that the outlet
    /// mends while the repair at home waits. The parent's sheet tells of it once the hub has said so.
    @discardableResult
    public func foundPart(
        of parent: String, _ order: FoundOrder
    ) async throws(CounterfoilError) -> Founded {
        try await opened.writing.finish { [desk] in try desk.foundPart(parent: parent, order: order) }
    }

    /// A further key of a subject: the second piece of a parcel, the serial found on the plate.
    @discardableResult
    public func addKey(_ id: String, _ key: Key) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in try desk.addKey(id: id, key: key) }
    }

    /// Founds a place: a station, a shelf, a door with a dog.
    @discardableResult
    public func foundPlace(
        keys: [Key], fields: [FieldSet] = []
    ) async throws(CounterfoilError) -> Founded {
        try await opened.writing.finish { [desk] in try desk.foundPlace(keys: keys, fields: fields) }
    }

    /// Founds a machine, by its serial.
    @discardableResult
    public func foundAsset(
        keys: [Key], fields: [FieldSet] = []
    ) async throws(CounterfoilError) -> Founded {
        try await opened.writing.finish { [desk] in try desk.foundAsset(keys: keys, fields: fields) }
    }

    /// Says which machine an order is about, and where it stands: a place.
    @discardableResult
    public func name(
        machine: String, at place: String? = nil, on order: String
    ) async throws(CounterfoilError) -> Done {
        try await opened.writing.finish { [desk] in
            try desk.nameMachine(order: order, asset: machine, place: place)
        }
    }

    /// Gives things to a colleague, in one act. They stay the giver's until the colleague has received them. What an
    /// order forbids stands in its own result.
    @discardableResult
    public func handOver(
        _ ids: [String], to person: String
    ) async throws(CounterfoilError) -> [OneDone] {
        try await opened.writing.finish { [desk] in try desk.handOver(ids: ids, to: person).map(OneDone.init) }
    }

    /// Brings things back to the outlet, in one act.
    @discardableResult
    public func bringBack(_ ids: [String]) async throws(CounterfoilError) -> [OneDone] {
        try await opened.writing.finish { [desk] in try desk.bringBack(ids: ids).map(OneDone.init) }
    }

    /// Puts things at a place, in one act.
    @discardableResult
    public func shelve(
        _ ids: [String], at place: String
    ) async throws(CounterfoilError) -> [OneDone] {
        try await opened.writing.finish { [desk] in try desk.shelve(ids: ids, place: place).map(OneDone.init) }
    }

    /// Receives things from a colleague by their codes, in one act: of orders that are known here by their keys alone
    /// as well. A waybill that nobody knows here is founded; the hub joins it.
    @discardableResult
    public func receive(
        _ codes: [String], from person: String
    ) async throws(CounterfoilError) -> [Received] {
        try await opened.writing.finish { [desk] in
            try desk.receive(codes: codes, from: person).map(Received.init)
        }
    }
}
