package dev.counterfoil.tests

import dev.counterfoil.AlertKind
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
import dev.counterfoil.FormAnswer
import dev.counterfoil.FormAsks
import dev.counterfoil.FormGroup
import dev.counterfoil.FormItem
import dev.counterfoil.FoundOrder
import dev.counterfoil.Key
import dev.counterfoil.ListOrder
import dev.counterfoil.MapApp
import dev.counterfoil.Money
import dev.counterfoil.NoteEdit
import dev.counterfoil.OrderSheet
import dev.counterfoil.Part
import dev.counterfoil.Payer
import dev.counterfoil.Payment
import dev.counterfoil.PaymentMethod
import dev.counterfoil.PaymentPurpose
import dev.counterfoil.Phone
import dev.counterfoil.PhoneKind
import dev.counterfoil.PickedNothing
import dev.counterfoil.PickedOne
import dev.counterfoil.Point
import dev.counterfoil.Position
import dev.counterfoil.QuoteLine
import dev.counterfoil.Reading
import dev.counterfoil.Refusal
import dev.counterfoil.RouteAsk
import dev.counterfoil.Settle
import dev.counterfoil.Travel
import dev.counterfoil.Unsigned
import dev.counterfoil.WindowFits
import dev.counterfoil.WindowRefused
import dev.counterfoil.addFormItem
import dev.counterfoil.answerForm
import dev.counterfoil.arrive
import dev.counterfoil.begin
import dev.counterfoil.checkWindow
import dev.counterfoil.declineSequence
import dev.counterfoil.form
import dev.counterfoil.formChoices
import dev.counterfoil.formPage
import dev.counterfoil.foundFromDraft
import dev.counterfoil.keepSequence
import dev.counterfoil.latitude
import dev.counterfoil.leavingAt
import dev.counterfoil.letSequenceGo
import dev.counterfoil.pickCode
import dev.counterfoil.range
import dev.counterfoil.readScan
import dev.counterfoil.readText
import dev.counterfoil.removeFormItem
import dev.counterfoil.route
import dev.counterfoil.sameMatter
import dev.counterfoil.sequence
import dev.counterfoil.stops
import dev.counterfoil.testkit.Invited
import dev.counterfoil.testkit.TestWorld
import dev.counterfoil.wayTo
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
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
            val clock = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.of("Asia/Shanghai"))
            val logged = (1L..3).map { "${clock.format(Instant.now().minusSeconds(60 * (4 - it)))},3.$it,L-2" }
            val file = (listOf("时间,温度,探头") + logged).joinToString("\n")
            assertEquals(3, phone.captures.loggerFile(first, file).facts.size)
            assertEquals(6, phone.sheetOf(first).sheet.readings.sumOf { it.readings.size })
            val unsignedReason = phone.orders.newestPlaybook().reasons.first { "unsigned" in it.groups }.id
            assertEquals("unsigned", phone.captures.unsigned(first, Unsigned(unsignedReason, null)).facts.single().kind)
            val refusedReason = phone.orders.newestPlaybook().reasons.first { "refused" in it.groups }.id
            assertEquals("refusal", phone.captures.refusal(second, Refusal(refusedReason, "李女士", null)).facts.single().kind)
            world.hub.urge(second, "客户已来电")
            phone.syncing.run()
            phone.captures.answerUrges(second, "on_my_way", Duration.ofMinutes(15))
            assertEquals(15L, phone.sheetOf(second).sheet.urges.single().answers.single().minutes)
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
    fun `a courier keeps her own order, takes and declines offers, and asks for the way`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val an = world.hub.invite("小安", listOf("courier"))
            val door = """{"address/text": "云栖花园3栋2-1102", "address/pin": "30.2100,120.1600", "contact/phone": "19900006017"}"""
            val first = world.hub.order("SF1203456789017", door, an.person)
            val far = """{"address/text": "滨江路25号江畔名邸4幢2003室", "address/pin": "30.2200,120.1800", "remark": "有大狗,先打电话"}"""
            val dog = world.hub.order("YT0880027341991", far, an.person)
            val lost = world.hub.order("YT9626908096706", """{"address/text": "石桥村5组,村口小卖部代收"}""", an.person)
            val phone = world.signedIn(an)
            phone.syncing.run()
            val shift = phone.account.beginShift()
            val orders = phone.orders

            // 1. Three stops; what nobody can find comes last; what matters most is said first.
            val stops = orders.stops()
            assertEquals(setOf(first, dog, lost), stops.flatMap { it.orders }.toSet())
            assertEquals(AlertKind.DOG, stops.single { dog in it.orders }.alerts.first().kind)
            val ask = RouteAsk(from = Point(30.2148, 120.1692)).leavingAt(Instant.parse("2026-11-22T06:00:00Z"))
            suspend fun route(): List<String> = orders.route(ask).let { route ->
                route.advice.table.visits.flatMap { route.stops[it.stop.toInt()].orders }
            }
            assertEquals(lost, route().last())
            val visits = orders.route(ask).advice.table.visits
            assertEquals(visits.map { it.arrive }.sorted(), visits.map { it.arrive })
            assertTrue(visits.first().arrive > Instant.parse("2026-11-22T06:00:00Z"))
            assertEquals(30.2148, ask.from?.latitude)

            // 2. She goes another way, and it stands; the office's offers change nothing until she takes one.
            val own = listOf(dog, lost, first)
            orders.keepSequence(own)
            assertEquals(own, route())
            assertEquals(own, orders.list(order = ListOrder.ROUTE).cards.map { it.id })
            phone.syncing.run()
            suspend fun offered(wished: List<String>): String {
                val body = wished.joinToString(prefix = "{\"orders\": [", postfix = "]}") { "\"$it\"" }
                world.hub.office("POST", "/v1/office/shifts/$shift/sequence", body)
                phone.syncing.run()
                return orders.sequence().offers.single().also { assertEquals(wished, it.orders) }.fact
            }
            orders.declineSequence(offered(listOf(lost, first, dog)))
            assertEquals(own to 0, orders.sequence().own to orders.sequence().offers.size)
            orders.keepSequence(listOf(first, dog, lost), offered(listOf(first, dog, lost)))
            assertEquals(listOf(first, dog, lost), route())
            orders.letSequenceGo()
            assertNull(orders.sequence().own)

            // 3. The way there names no door; a window that is over does not fit, tomorrow's does.
            val way = orders.wayTo(dog, MapApp.AMAP_ANDROID, Travel.RIDE, "4幢")
            assertTrue(way.uri.startsWith("amapuri://route/plan/?") && "2003" !in way.uri, way.uri)
            assertFailsWith<CounterfoilException.NotAllowed> { orders.wayTo(lost, MapApp.GEO, Travel.WALK, "") }
            assertIs<WindowRefused>(orders.checkWindow(dog, Instant.EPOCH, Instant.EPOCH.plusSeconds(60)))
            val now = Instant.now()
            val fits = assertIs<WindowFits>(orders.checkWindow(dog, now, now.plusSeconds(86_400)))
            assertTrue(fits.begin >= now.minusSeconds(60))

            // 4. A storm stops the clock for all; a message that a person could send.
            world.hub.office("POST", "/v1/office/clock-stops", """{"reason": "storm", "note": "橙色预警"}""")
            phone.syncing.run()
            assertEquals("橙色预警", orders.clockStops().single().note)
            val message = orders.messages(first).single { it.template == "before_delivery" }
            assertEquals(listOf("window/from_ms"), message.missing)
        }
    }

    @Test
    fun `a courier reads what people write and what labels say, and claims for what broke`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val an = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("SF1203456789017", "{}", an.person)
            val phone = world.signedIn(an)
            phone.syncing.run()
            phone.account.beginShift()
            val orders = phone.orders

            // 1. A message becomes hints with their places, and an order once she has looked.
            val text = "😀麻烦查下 YT9626908096706 破损了,电话19900006017,今天下午4点前必须送到"
            val read = orders.readText(text, ZoneId.of("Asia/Shanghai"))
            val code = read.codes.single()
            assertEquals("YT9626908096706", text.substring(code.span.range(text)))
            assertEquals("19900006017", read.phones.single().value)
            assertEquals(PhoneKind.MOBILE, read.phones.single().kind)
            assertTrue(read.topics.isNotEmpty() && read.priority != null, "$read")
            assertEquals(16 * 60L, read.deadline?.minute)
            assertTrue(Key("waybill", "YT9626908096706") in read.draft.keys)
            val unsure = assertFailsWith<CounterfoilException.NotAllowed> {
                orders.foundFromDraft(read.draft.copy(kind = null), text)
            }
            assertEquals("no_kind", unsure.reason.code)
            val draft = read.draft.copy(kind = "parcel")
            assertEquals(emptyList(), orders.sameMatter(draft))
            val founded = orders.foundFromDraft(draft, text)
            assertEquals(listOf(founded.id), orders.sameMatter(draft).map { it.order })
            assertEquals(listOf("YT9626908096706"), orders.sheet(founded.id).sheet.card.keys.map { it.value })

            // 2. Labels: a pallet's code, one with a wrong digit, and which code of a picture counts.
            val pallet = orders.readScan("(00)006141411234567890")
            assertEquals("00", pallet.gs1?.elements?.single()?.ai)
            val wrong = orders.readScan("(00)006141411234567891")
            assertTrue(wrong.candidates.isEmpty() && "校验位" in checkNotNull(wrong.refused).zh)
            assertEquals(PickedOne(1), orders.pickCode(listOf("https://example.com/a", "SF1203456789017")))
            assertEquals(PickedNothing, orders.pickCode(listOf("https://example.com/a")))

            // 3. Something broke: the claim has two things, one turns up whole.
            orders.answerForm(order, "claim", listOf(FormAnswer("what", null, "damaged")), orders.form(order, "claim").shown)
            assertEquals(listOf("lost"), orders.formChoices(order, "claim", "what", "丢").map { it.value })
            suspend fun lost(thing: String, worth: String): String = orders.addFormItem(order, "claim", "goods").also {
                orders.answerForm(order, "claim", listOf(FormAnswer("thing", it, thing), FormAnswer("worth", it, worth)))
            }
            suspend fun total(): String = orders.formPage(order, "claim", 1).lines.filterIsInstance<FormAsks>()
                .single { it.question.question == "total" }.question.answer
            lost("碗", "30")
            val lamp = lost("台灯", "199.5")
            assertEquals("229.5", total())
            orders.removeFormItem(order, "claim", "goods", lamp)
            assertEquals("30", total())
            val lines = orders.formPage(order, "claim", 1).lines
            assertEquals(1 to 1, lines.filterIsInstance<FormGroup>().size to lines.filterIsInstance<FormItem>().size)
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
