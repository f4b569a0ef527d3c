import Counterfoil
import Foundation

/// Opens the store, enrols it, and follows today's parcels: the first one is photographed at the door, shown, and
/// sent. Works without signal as well; then it is sent with the next session.
public func firstDay(
    folder: URL, secrets: any SecretStore, invitation: String, photo: URL,
    show: @Sendable (Card, Data) async -> Void
) async throws {
    // Open. Several people on one phone have a folder each.
    let phone = try await Phone.open(PhoneConfiguration(folder: folder), ports: Ports(secrets: secrets))

    // Enrol, with the text of the QR code that the office shows. Once.
    if try await phone.account.status().signInAgain {
        try await phone.account.enrol(with: invitation)
    }

    // Stay in touch with the hub while this runs: whatever the office changes comes at once.
    let live = Task { try await phone.syncing.stayLive() }
    defer { live.cancel() }

    // The list, now and whenever it changes: what a screen follows.
    for try await page in phone.orders.updates(of: OrderFilter(isOpen: true, isMine: true)) {
        guard let parcel = page.cards.first else { continue }
        // A photograph: sealed on this phone when the call returns, whatever happens then.
        let taken = try await phone.captures.photo(parcel.id, file: photo, role: "door")
        await show(parcel, try await phone.captures.thumbnail(of: taken.original).bytes)
        break
    }

    // What is still here goes now, if there is signal.
    try await phone.syncing.run()
    await phone.close()
}
