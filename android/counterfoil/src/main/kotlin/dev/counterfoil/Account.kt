package dev.counterfoil

import dev.counterfoil.ffi.Account as Desk
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.withContext

/** Whose store this is, duty, the end of a shift, "nothing left on this phone", and the manuals of the day. */
public class Account internal constructor(
    private val desk: Desk,
    private val wall: Wall,
    private val topics: TopicSource,
) {
    /**
     * Enrols this store with the text of an invitation's QR code. May be repeated with the same code when the answer
     * was lost. Cancelling the coroutine does not undo it: it goes on to its end.
     */
    public suspend fun enrol(invitation: String): AccountStatus =
        withContext(wall.dispatcher) { plainly { desk.enrol(invitation) } }

    /**
     * Enrols this store with a ticket that the app's own backend has signed for the person who is signed in there. May
     * be repeated with the same ticket while it is good, when the answer was lost. Cancelling the coroutine does not
     * undo it: it goes on to its end.
     *
     * @throws CounterfoilException.NotAllowed with the code `ticket_refused` or `ticket_used` (ask the backend for
     *   another), `worker_unknown` or `ticket_not_for_them` (ask the office), `hub_keys` (not the hub of [hub])
     * @throws CounterfoilException.Offline if the hub cannot be reached
     */
    public suspend fun enrolWithTicket(hub: HubPin, ticket: String): AccountStatus =
        withContext(wall.dispatcher) { plainly { desk.enrolWithTicket(hub, ticket) } }

    /**
     * Names this store's session key (RFC 7638). A backend that puts it into a ticket (`cnf.jkt`) makes the ticket
     * worthless to any other store. Memory alone.
     */
    public fun keyThumbprint(): String = plainly { desk.keyThumbprint() }

    /** How the PIN stands: whether there is one, tries left, how long to wait. */
    public suspend fun pinStatus(): PinStatus = wall.call { desk.pinStatus() }

    /**
     * Chooses the PIN, 6 to 12 digits, that stands before every signature given face to face; [current] comes first.
     * Whoever has forgotten it enrols with a fresh code of the office. 100 to 300 ms.
     *
     * @throws CounterfoilException.NotAllowed with the code `pin_unfit`
     * @throws CounterfoilException.WrongPin for [current]
     */
    public suspend fun setPin(current: String?, new: String): Unit = wall.call { desk.setPin(current, new) }

    /** Asks the hub to certify that nothing is left on this phone. */
    public suspend fun certificate(): CertificateOutcome =
        withContext(wall.dispatcher) { plainly { desk.certificate() } }

    /** How the account stands. */
    public suspend fun status(): AccountStatus = wall.call { desk.status() }

    /** [status], now and whenever it has changed. Cold and conflated; ends when the phone is closed. */
    public fun observeStatus(): Flow<AccountStatus> = topics.asking(Topic.Account) { status() }

    /** What this store has made: every chain and every file, to be compared with what a hub holds. */
    public suspend fun inventory(): Inventory = wall.call { desk.inventory() }

    /** Begins a shift, and gives its id. No position is recorded outside one. */
    @JvmOverloads
    public suspend fun beginShift(vehicle: String? = null, outlet: String? = null): String =
        wall.call { desk.beginShift(vehicle, outlet) }

    /** A break begins. */
    public suspend fun beginBreak(): Done = wall.call { desk.beginBreak() }

    /** The break is over. */
    public suspend fun endBreak(): Done = wall.call { desk.endBreak() }

    /** Duty is over. [closeShift] says that everything is counted. */
    public suspend fun endShift(): Done = wall.call { desk.endShift() }

    /** Writes that the shift is closed and everything on this phone is counted; ends duty first if necessary. */
    public suspend fun closeShift(): String = wall.call { desk.closeShift() }

    /** The sheet of the open shift, or of the last one. */
    public suspend fun shift(): ShiftSheet = wall.call { desk.shift() }

    /** The balances of that shift: things, cash, work. */
    public suspend fun balances(): Balances = wall.call { desk.balances() }

    /** Writes down what was counted: money by method, or the things of a list. */
    public suspend fun count(counted: Counted): Done = wall.call { desk.count(counted) }

    /** The manuals that this person's open orders need, small ones first. */
    public suspend fun manuals(): List<ManualHeld> = wall.call { desk.manuals() }

    /** Whether everything that today's orders need is here. */
    public suspend fun ready(): Ready = wall.call { desk.ready() }

    /**
     * Whether this person can drive off: what is missing on this phone, the gravest first, and what closes each gap.
     *
     * @param device what only the app can tell; what it leaves out is no gap
     */
    @JvmOverloads
    public suspend fun readyToGo(device: DeviceNow = DeviceNow()): ReadyToGo = wall.call { desk.readyToGo(device) }

    /** The outlets of all packs that are here, in memory. Some ten ms for 20,000: keep what this gives. */
    public suspend fun outlets(): OutletIndex = wall.call { OutletIndex(desk.outlets()) }

    /** The bytes of a manual that is here, by its hash, checked against it. The whole file comes into memory. */
    public suspend fun readManual(hash: String): ByteArray = wall.call { desk.readManual(hash) }
}

/** Outlets, stations and lockers of the packs that are on the phone. */
public class OutletIndex internal constructor(private val ffi: dev.counterfoil.ffi.OutletIndex) {
    /** The nearest ones with their distance, nearest first; at once, on the caller's thread. */
    @JvmOverloads
    public fun nearest(to: Point, count: Int = 3): List<NearOutlet> = plainly { ffi.nearest(to, count.toLong()) }
}
