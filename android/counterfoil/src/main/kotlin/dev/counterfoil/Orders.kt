package dev.counterfoil

import dev.counterfoil.ffi.Orders as Desk
import dev.counterfoil.ffi.ReportAsk as FfiReportAsk
import java.io.File
import java.time.ZoneId
import kotlinx.coroutines.flow.Flow

/**
 * Orders and the other subjects: lists, search, sheets, commands.
 *
 * Every call is one transaction and needs no network. A command that returned is durable; a refusal
 * ([CounterfoilException.NotAllowed]) says what is missing, and nothing was written.
 */
public class Orders internal constructor(
    internal val desk: Desk,
    internal val wall: Wall,
    private val topics: TopicSource,
) {
    /**
     * One page of orders.
     *
     * @param filter which orders
     * @param order how they are sorted
     * @param after the [OrderPage.next] of the page before; `null` for the first
     * @param count cards of a page, 1 to 500
     */
    @JvmOverloads
    public suspend fun list(
        filter: OrderFilter = OrderFilter(),
        order: ListOrder = ListOrder.DUE,
        after: String? = null,
        count: Int = 100,
    ): OrderPage = wall.call { desk.list(filter, order, after, count.toLong()) }

    /**
     * The first page of a list, now and whenever it has changed. Cold: every collector asks for itself and stops when
     * its scope ends. Conflated: a collector that is slow sees the newest page, not every one.
     * It ends when the phone is closed, and fails with what [list] may fail with.
     */
    @JvmOverloads
    public fun observe(
        filter: OrderFilter = OrderFilter(),
        order: ListOrder = ListOrder.DUE,
        count: Int = 100,
    ): Flow<OrderPage> = topics.asking(Topic.Orders) { list(filter, order, null, count) }

    /** The orders that answer what a person typed: Chinese words, the last four digits of a number or waybill. */
    public suspend fun search(typed: String): List<Card> = wall.call { desk.search(typed) }

    /** What a scanned or typed code means to this person. */
    public suspend fun lookup(code: String): ScanVerdict = wall.call { desk.lookup(code) }

    /** What a typed or scanned code may be, with reasons; the surest first. */
    public suspend fun readNumber(code: String): List<Candidate> = wall.call { desk.readNumber(code) }

    /** The numbers of waybills in a message that somebody wrote. */
    public suspend fun readMessage(message: String): List<Candidate> = wall.call { desk.readMessage(message) }

    /** The load check of the open shift: here, absent, another's, unknown, do not load. */
    public suspend fun loadCheck(): LoadCheck = wall.call { desk.loadCheck() }

    /** The messages that the playbook has for the customer of an order. A person sends them; this library never does. */
    public suspend fun messages(id: String): List<CustomerMessage> = wall.call { desk.messages(id) }

    /**
     * What has to be told of this person's open orders, at most 500, the soonest first. Ask again after a sync, an own
     * act, a restart and a change of the device's clock, and set the phone's alarms anew: [Alarm.id] stays, so that
     * each replaces its own; one that is not in the next list is to be taken away.
     */
    public suspend fun dueMoments(): DueList = wall.call { desk.dueMoments() }

    /**
     * What this person was told at once and has not read, the gravest first, then the oldest: a refusal, a danger, the
     * words of a rule. [dueMoments] has the same as alarms that have come.
     */
    public suspend fun notices(): List<Notice> = wall.call { desk.notices() }

    /** Notes that this person has read what was told: it is in no list of this phone any more. */
    public suspend fun readNotice(notice: Notice): Unit = wall.call { desk.readNotice(notice.told.id) }

    /** The stops of the clock that the office has declared, the oldest first. */
    public suspend fun clockStops(): List<ClockStop> = wall.call { desk.clockStops() }

    /** All fault codes of an order's machine that are on this phone, without network. */
    public suspend fun faultCodes(id: String): List<FaultFound> = wall.call { desk.faultCodes(id) }

    /**
     * The fault codes of the machine whose label was scanned, whatever the order says of it: those of the tables on this
     * phone whose model stands on the label. Empty where none fits.
     */
    public suspend fun faultCodesByLabel(label: String): List<FaultFound> = wall.call { desk.faultCodesByLabel(label) }

    /**
     * What a code means on an order's machine, however it is spelled: `e-4` is `E4`.
     *
     * @throws CounterfoilException.NotFound if no table on this phone has it
     */
    public suspend fun faultCode(id: String, code: String): FaultFound = wall.call { desk.faultCode(id, code) }

    /**
     * The report of an order as a PDF, from what this phone holds, without network: half a second, at most 1 MB for six
     * photographs. Nothing plain touches the disk; sharing it is the app's.
     *
     * @param fonts TTF, OTF or TTC, the preferred one first; what one lacks is looked for in the next. On Android
     *   `context.reportFonts()` of counterfoil-android gives them.
     * @param zone the reader's time zone
     * @throws CounterfoilException.NotAllowed with the code `font` if none of the fonts can be used
     */
    @JvmOverloads
    public suspend fun report(
        id: String,
        fonts: List<File>,
        inEnglish: Boolean = false,
        zone: ZoneId = ZoneId.systemDefault(),
    ): Report = wall.call { desk.report(id, FfiReportAsk(inEnglish, zone.minutesNow(), fonts.map { it.path })) }

    /** The sheet of an order, or of another subject, with the steps that could be made next. */
    public suspend fun sheet(id: String): OrderSheet = wall.call { desk.sheet(id) }

    /**
     * The sheet of an order, now and whenever it has changed; cold and conflated as [observe]. It fails with what
     * [sheet] may fail with, such as [CounterfoilException.NotFound].
     */
    public fun observeSheet(id: String): Flow<OrderSheet> =
        topics.asking(Topic.Order(id)) { sheet(id) }

    /** The playbook that an order is pinned to, in whose words it is shown. It may be kept: versions do not change. */
    public suspend fun playbook(id: String): Playbook = wall.call { desk.playbook(id) }

    /** The newest playbook that is here: for lists of reasons and answers that belong to no order. */
    public suspend fun newestPlaybook(): Playbook = wall.call { desk.newestPlaybook() }

    /** The manuals that one order needs. */
    public suspend fun manuals(order: String): List<ManualHeld> = wall.call { desk.manuals(order) }

    /**
     * A step of the workflow, with what is captured in the same act.
     *
     * @param shown [OrderSheet.shown] of what the person was looking at
     */
    @JvmOverloads
    public suspend fun transition(id: String, step: TransitionStep, shown: String? = null): Done =
        wall.call { desk.transition(id, step.ffi(), shown) }

    /**
     * Sets fields. What changed since [shown] is not overwritten unseen: both values stand beside each other.
     *
     * @param shown [OrderSheet.shown] of what the person was looking at
     */
    @JvmOverloads
    public suspend fun setFields(id: String, sets: List<FieldSet>, shown: String? = null): Done =
        wall.call { desk.setFields(id, sets, shown) }

    /** Edits a shared note at the place that the person saw; `NotAllowed` with code `stale` for a sheet too old. */
    @JvmOverloads
    public suspend fun editNote(id: String, edit: NoteEdit, shown: String? = null): Done =
        wall.call { desk.editNote(id, edit, shown) }

    /** Picks one of the values that stand beside each other. */
    public suspend fun settle(id: String, settle: Settle): Done = wall.call { desk.settle(id, settle) }

    /** Takes a fact back: it stays visible, struck through. */
    public suspend fun withdraw(id: String, fact: String, reason: String): Done =
        wall.call { desk.withdraw(id, fact, reason) }

    /** Says that evidence belongs to another order. */
    public suspend fun moveEvidence(id: String, evidence: String, to: String, reason: String): Done =
        wall.call { desk.moveEvidence(id, evidence, to, reason) }

    /** A step of custody: taken, given, received, returned, shelved. */
    public suspend fun custody(id: String, step: CustodyStep): Done = wall.call { desk.custody(id, step) }

    /** Takes custody and assigns the author, where policy allows that. */
    public suspend fun takeAndAssign(id: String, step: CustodyStep): Done =
        wall.call { desk.takeAndAssign(id, step) }

    /** Founds an order of this phone: a parcel that is not known here. */
    public suspend fun found(order: FoundOrder): Founded = wall.call { desk.found(order) }

    /**
     * Founds an order that is a part of another (子单), which this person has to see: the mainboard that the outlet
     * mends while the repair at home waits. The parent's sheet tells of it once the hub has said so.
     */
    public suspend fun foundPart(parent: String, order: FoundOrder): Founded =
        wall.call { desk.foundPart(parent, order) }

    /** A further key of a subject: the second piece of a parcel, the serial found on the plate. */
    public suspend fun addKey(id: String, key: Key): Done = wall.call { desk.addKey(id, key) }

    /** Gives things to a colleague, in one act. They stay the giver's until the colleague has received them. */
    public suspend fun handOver(ids: List<String>, to: String): List<OneDone> =
        wall.call { desk.handOver(ids, to).map { it.public() } }

    /** Brings things back to the outlet, in one act. */
    public suspend fun bringBack(ids: List<String>): List<OneDone> =
        wall.call { desk.bringBack(ids).map { it.public() } }

    /** Puts things at a place, in one act. */
    public suspend fun shelve(ids: List<String>, place: String): List<OneDone> =
        wall.call { desk.shelve(ids, place).map { it.public() } }

    /**
     * Receives things from a colleague by their codes, in one act, also of orders that are known here by their keys
     * alone. A waybill that nobody knows here is founded; the hub joins it.
     */
    public suspend fun receive(codes: List<String>, from: String): List<Received> =
        wall.call { desk.receive(codes, from).map { it.public() } }

    /** Founds a place: a station, a shelf, a door with a dog. */
    @JvmOverloads
    public suspend fun foundPlace(keys: List<Key>, fields: List<FieldSet> = emptyList()): Founded =
        wall.call { desk.foundPlace(keys, fields) }

    /** Founds a machine, by its serial. */
    @JvmOverloads
    public suspend fun foundAsset(keys: List<Key>, fields: List<FieldSet> = emptyList()): Founded =
        wall.call { desk.foundAsset(keys, fields) }

    /** The places that are known here. */
    public suspend fun places(): List<OtherSubject> = wall.call { desk.places() }

    /** The machines that are known here. */
    public suspend fun assets(): List<OtherSubject> = wall.call { desk.assets() }

    /** Says which machine an order is about, and where it stands: a place. */
    @JvmOverloads
    public suspend fun nameMachine(order: String, asset: String, place: String? = null): Done =
        wall.call { desk.nameMachine(order, asset, place) }

    /** The machine and the place that an order names, where they are known here. */
    public suspend fun namedBy(order: String): NamedBy = wall.call { desk.namedBy(order) }
}
