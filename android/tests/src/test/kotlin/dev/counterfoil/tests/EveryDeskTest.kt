package dev.counterfoil.tests

import dev.counterfoil.Claim
import dev.counterfoil.CodeKnown
import dev.counterfoil.Confirmed
import dev.counterfoil.Consent
import dev.counterfoil.ContactAttempt
import dev.counterfoil.ContactOutcome
import dev.counterfoil.CounterfoilException
import dev.counterfoil.CustodyAct
import dev.counterfoil.CustodyStep
import dev.counterfoil.FieldSet
import dev.counterfoil.FieldText
import dev.counterfoil.FixProvider
import dev.counterfoil.FoundOrder
import dev.counterfoil.Key
import dev.counterfoil.Money
import dev.counterfoil.NoteEdit
import dev.counterfoil.OrderSheet
import dev.counterfoil.Part
import dev.counterfoil.Payer
import dev.counterfoil.Payment
import dev.counterfoil.PaymentMethod
import dev.counterfoil.PaymentPurpose
import dev.counterfoil.Phone
import dev.counterfoil.Position
import dev.counterfoil.QuoteLine
import dev.counterfoil.Reading
import dev.counterfoil.Refusal
import dev.counterfoil.Settle
import dev.counterfoil.Unsigned
import dev.counterfoil.testkit.Invited
import dev.counterfoil.testkit.TestWorld
import java.time.Duration
import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** What the short days leave out: the rest of a courier's and a technician's calls, and what each answers. */
class EveryDeskTest {
    private suspend fun TestWorld.signedIn(person: Invited): Phone =
        strange().also { it.account.enrol(person.invitation) }

    private suspend fun Phone.sheetOf(id: String): OrderSheet = orders.sheet(id)

    @Test
    fun `a courier finds, edits, proposes, corrects and hands over`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val (an, chen) = world.hub.invite("小安", listOf("courier")) to world.hub.invite("小陈", listOf("courier"))
            val fields = """{"title": "一箱苹果", "contact/phone": "19900006017", "freight_due_minor": 1800}"""
            val first = world.hub.order("SF1203456789017", fields, an.person)
            val second = world.hub.order("YT0880027341991", fields, an.person)
            val phone = world.signedIn(an)
            phone.syncing.run()
            phone.account.beginShift()
            phone.account.beginBreak()
            phone.account.endBreak()
            assertEquals(1, phone.account.shift().breaks.size)

            // 1. She finds by four digits, by a code and in a message.
            assertEquals(listOf(first), phone.orders.search("9017").map { it.id })
            assertEquals(CodeKnown(listOf(first)), phone.orders.lookup("SF1203456789017"))
            assertEquals("SF1203456789017", phone.orders.readNumber("sf1203456789017").first().key.value)
            assertEquals("YT0880027341991", phone.orders.readMessage("麻烦查下 YT0880027341991 谢谢").first().key.value)
            assertEquals("parcel", phone.orders.playbook(first).kinds.first { it.id == "parcel" }.id)
            assertTrue(phone.orders.newestPlaybook().urgeAnswers.any { it.id == "in_20_minutes" })
            assertEquals(emptyList(), phone.orders.manuals(first))
            assertTrue(phone.captures.scan(first, "SF1203456789017", "code128").matches)

            // 2. What she may set, and what she may only propose.
            phone.orders.setFields(first, listOf(FieldSet("work", "a/door", FieldText("东门进"))), phone.sheetOf(first).shown)
            assertEquals("work", phone.sheetOf(first).sheet.fields.single { it.path == "a/door" }.audience)
            phone.orders.editNote(first, NoteEdit("note/work", 0, 0, "狗在院里"), phone.sheetOf(first).shown)
            assertEquals("狗在院里", phone.sheetOf(first).sheet.notes.single { it.path == "note/work" }.text)
            phone.captures.propose(first, "address/pin", "30.1872,120.2014")
            assertEquals(1, phone.sheetOf(first).sheet.card.counts.proposals)
            val west = FieldSet("work", "a/door", FieldText("西门进"))
            phone.orders.settle(first, Settle(west, emptyList(), null))
            assertEquals(west.value, phone.sheetOf(first).sheet.fields.single { it.path == "a/door" }.value)
            phone.orders.addKey(first, Key("piece", "SF1203456789018"))
            assertTrue(phone.sheetOf(first).sheet.card.keys.any { it.value == "SF1203456789018" })

            // 3. One photograph for both, evidence moved, a remark taken back.
            val photos = phone.captures.photoForSeveral(listOf(first, second), Camera(world.folder()).take())
            assertEquals(listOf(null, null), photos.map { it.error })
            val photo = checkNotNull(photos[0].done).facts.single { it.kind == "photo" }.fact
            assertEquals(listOf(photo), phone.captures.pictures(first).map { it.fact })
            val remark = phone.captures.comment(first, "放门口").facts.single().fact
            phone.orders.withdraw(first, remark, "pressed_wrongly")
            val reasons = phone.orders.newestPlaybook().reasons.filter { "moved" in it.groups }
            phone.orders.moveEvidence(first, photo, second, reasons.first().id)
            assertEquals(2, phone.sheetOf(second).sheet.card.counts.photos)

            // 4. Calls, consent, money, temperatures, and who would not sign.
            assertNull(phone.captures.lastAnsweredCall(first))
            val call = ContactAttempt("phone", "contact/phone", Duration.ofSeconds(25), ContactOutcome.REACHED)
            val reached = phone.captures.contactAttempt(first, call).facts.single().fact
            assertEquals(reached, phone.captures.lastAnsweredCall(first))
            val agreed = Consent("doorstep", "李女士", "phone", "放门口就行", listOf(reached), null, null, null)
            phone.captures.consent(first, agreed)
            assertEquals("doorstep", phone.sheetOf(first).sheet.consents.single().to)
            val slip = Payment(PaymentPurpose.FREIGHT, PaymentMethod.QR, Money(1_800, "CNY"), "D-9")
            val paid = phone.captures.payment(first, slip).facts.single().fact
            val unseen = assertFailsWith<CounterfoilException.NotAllowed> {
                phone.captures.confirmPayment(first, Confirmed(paid, true, "4200001"))
            }
            assertEquals("may_not_add", unseen.reason.code)
            phone.captures.reading(first, Reading("temperature", 3_500, "cel", null, null))
            phone.captures.readings(first, List(2) { Reading("temperature", 3_600, "cel", "L-1", 60_000L * (2 - it)) })
            assertEquals(3, phone.sheetOf(first).sheet.readings.sumOf { it.readings.size })
            val unsignedReason = phone.orders.newestPlaybook().reasons.first { "unsigned" in it.groups }.id
            assertEquals("unsigned", phone.captures.unsigned(first, Unsigned(unsignedReason, null)).facts.single().kind)
            val refusedReason = phone.orders.newestPlaybook().reasons.first { "refused" in it.groups }.id
            assertEquals("refusal", phone.captures.refusal(second, Refusal(refusedReason, "李女士", null)).facts.single().kind)
            world.hub.urge(second, "客户已来电")
            phone.syncing.run()
            phone.captures.answerUrges(second, "in_20_minutes")
            assertNull(phone.sheetOf(second).sheet.card.urge)

            // 5. What nobody knows here is founded; things go from hand to hand.
            val founded = phone.orders.found(FoundOrder("parcel", listOf(Key("waybill", "YT9626908096706")), emptyList()))
            assertEquals("parcel", phone.sheetOf(founded.id).sheet.card.kind)
            val place = phone.orders.foundPlace(listOf(Key("place_code", "G-17")))
            assertEquals(listOf(place.id), phone.orders.places().map { it.id })
            phone.orders.custody(first, CustodyStep(CustodyAct.TAKEN, null, null, null))
            // Who assigns himself is the outlet's to say: in the built-in playbook a loading scan does, a courier does not.
            val assigns = assertFailsWith<CounterfoilException.NotAllowed> {
                phone.orders.takeAndAssign(founded.id, CustodyStep(CustodyAct.TAKEN, null, null, null))
            }
            assertEquals("may_not_add", assigns.reason.code)
            phone.orders.custody(founded.id, CustodyStep(CustodyAct.TAKEN, null, null, null))
            assertEquals(an.person, phone.sheetOf(founded.id).sheet.card.holder)
            assertNull(phone.orders.shelve(listOf(founded.id), place.id).single().error)
            assertNull(phone.orders.handOver(listOf(first), chen.person).single().error)
            assertEquals(chen.person, phone.sheetOf(first).sheet.card.givenTo)
            phone.syncing.run()
            val his = world.signedIn(chen)
            his.syncing.run()
            his.account.beginShift()
            assertNull(his.orders.receive(listOf("SF1203456789017"), an.person).single().error)

            // 6. The end: nothing unsealed is lost, and safe files may leave.
            assertTrue(phone.syncing.run().isDone && his.syncing.run().isDone)
            assertEquals(1, phone.account.inventory().chains.size)
            assertTrue(phone.account.ready().isKnown)
            assertEquals(emptyList(), phone.account.manuals())
            assertFailsWith<CounterfoilException.NotFound> { phone.account.readManual("00".repeat(32)) }
            assertTrue(phone.syncing.dropSafeBlobs(Instant.now().minusSeconds(86_400)) == 0L, "all of today")
            var released = false
            phone.whenClosed { released = true }
            phone.close()
            assertTrue(released)
        }
    }

    @Test
    fun `a technician times, quotes, asks for a part and hears both sides`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val bo = world.hub.invite("小博", listOf("technician"))
            val repair = world.hub.order("SF1580628920228", """{"title": "洗衣机不排水 E2", "fault": "E2"}""", bo.person, "repair")
            val phone = world.signedIn(bo)
            phone.syncing.run()
            phone.account.beginShift()
            val captures = phone.captures
            captures.startTimer(repair, "travel")
            captures.fix(repair, Position(30.2741, 120.1551, 8.0, Duration.ofMillis(900), FixProvider.FUSED))
            captures.stopTimer(repair, "travel")
            val visit = captures.beginVisit(repair).visit
            captures.part(repair, Part("PUMP-E2", "排水泵", "asked", 1, null, "P-1", null))
            val quote = captures.nextQuote(repair, listOf(QuoteLine("排水泵", false, 1_000, Money(18_000, "CNY"), Payer.CUSTOMER)), "CNY")
            assertEquals(1L to 18_000L, quote.number to quote.total.minor)
            captures.claim(repair, Claim("warranty", true, "customer", "还在保修期", emptyList()))
            captures.claim(repair, Claim("warranty", false, "technician", "已过保三年", emptyList()))
            val machine = phone.orders.foundAsset(listOf(Key("serial", "HR-2019-77")))
            assertEquals(listOf(machine.id), phone.orders.assets().map { it.id })
            assertEquals(visit, captures.endVisit(repair, "part_needed").visit)
            val sheet = phone.orders.sheet(repair).sheet
            assertEquals(1L, sheet.parts.single().asked)
            assertTrue(sheet.matters.single().opposed && sheet.timers.single().name == "travel")
            assertTrue(phone.syncing.run().isDone)
        }
    }

    @Test
    fun `the desk sees the account and confirms`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val (an, dora) = world.hub.invite("小安", listOf("courier")) to world.hub.invite("朵拉", listOf("dispatcher"))
            val order = world.hub.order("SF1203456789017", """{"freight_due_minor": 1800}""", an.person)
            val phone = world.signedIn(an)
            phone.syncing.run()
            val slip = Payment(PaymentPurpose.FREIGHT, PaymentMethod.QR, Money(1_800, "CNY"), "D-9")
            val paid = phone.captures.payment(order, slip).facts.single().fact
            phone.syncing.run()
            val desk = world.signedIn(dora)
            desk.syncing.run()
            desk.captures.confirmPayment(order, Confirmed(paid, true, "4200001"))
            assertIs<String>(desk.orders.sheet(order).sheet.payments.single().standing)
            assertEquals("confirmed", desk.orders.sheet(order).sheet.payments.single().standing)
        }
    }
}
