package dev.counterfoil.tests

import dev.counterfoil.Alarm
import dev.counterfoil.CounterfoilException
import dev.counterfoil.DeviceNow
import dev.counterfoil.DueList
import dev.counterfoil.FormAnswer
import dev.counterfoil.FormAsks
import dev.counterfoil.FoundOrder
import dev.counterfoil.Key
import dev.counterfoil.Money
import dev.counterfoil.PartVerdict
import dev.counterfoil.Payer
import dev.counterfoil.Phone
import dev.counterfoil.Point
import dev.counterfoil.QuoteLine
import dev.counterfoil.TransitionStep
import dev.counterfoil.answerApproval
import dev.counterfoil.answerForm
import dev.counterfoil.approvalCode
import dev.counterfoil.approvals
import dev.counterfoil.approvalsWaiting
import dev.counterfoil.at
import dev.counterfoil.delegateApproval
import dev.counterfoil.exceptForm
import dev.counterfoil.form
import dev.counterfoil.formPage
import dev.counterfoil.forms
import dev.counterfoil.left
import dev.counterfoil.length
import dev.counterfoil.readApprovalCode
import dev.counterfoil.requestApproval
import dev.counterfoil.reveal
import dev.counterfoil.signApproval
import dev.counterfoil.takeApproval
import dev.counterfoil.testkit.Invited
import dev.counterfoil.testkit.TestHub
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertFalse
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** 小博's day: what he needs before he drives off, a form that a step needs, a report, and three who have to agree. */
class TechniciansDayTest {
    private suspend fun TestWorld.signedIn(person: Invited): Phone =
        strange().also {
            it.account.enrol(person.invitation)
            it.syncing.run()
        }

    /** The alarms of a phone, as an app sets them: an id replaces its own, what is not in the list goes. */
    private class AlarmClock {
        var set: Map<String, Alarm> = emptyMap()

        fun follow(list: DueList) {
            assertEquals(list.moments.map { it.atMs }.sorted(), list.moments.map { it.atMs }, "the soonest first")
            assertEquals(list.moments.size, list.moments.map { it.id }.toSet().size)
            set = list.moments.associateBy { it.id }
        }

        fun of(order: String, target: String) = set.values.filter { it.order == order && it.target == target }
    }

    private fun TestHub.papers() {
        val table = """{"format": 1, "name": {"zh": "KFR-35GW", "en": "KFR-35GW"}, "codes": [
            {"code": "E4", "meaning": {"zh": "排气温度过高", "en": "discharge too hot"}, "safety": true,
             "steps": [{"zh": "先断电,再查冷媒", "en": "power off, then check the refrigerant"}]}]}"""
        val outlets = """[{"name": "滨河网点", "latitude_e7": 302000000, "longitude_e7": 1202000000, "phone": "0571-86001234"},
            {"name": "城西网点", "latitude_e7": 302900000, "longitude_e7": 1200500000}]"""
        val type = { kind: String -> "application/vnd.counterfoil.$kind+json" }
        manual("故障代码", type("faults"), table.toByteArray(), """[{"model": "KFR-35GW"}]""")
        manual("网点", type("outlets"), outlets.toByteArray(), """[{"kind": "repair"}]""")
    }

    @Test
    fun `a day with an urgent repair and an installation that needs its form`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val bo = world.hub.invite("小博", listOf("technician"))
            val cooling = """{"title": "空调不制冷 E4", "device/model": "KFR-35GW", "priority": 2}"""
            val repair = world.hub.order("SF1203456789017", cooling, bo.person, "repair")
            val hood = world.hub.order("SF1580628920228", """{"title": "油烟机安装"}""", bo.person, "install")
            world.hub.papers()
            val sent = """{"sku": "BOARD-4", "name": "主板", "step": "sent", "quantity": 1, "serial": "S-100",
                "slip": "P-1"}"""
            world.hub.office("POST", "/v1/office/orders/$repair/parts", sent)
            val phone = world.strange().also { it.account.enrol(bo.invitation) }
            val (orders, captures) = phone.orders to phone.captures
            val camera = Camera(world.folder())

            // 1. Before he drives off: what is missing, and what closes it.
            val low = DeviceNow(batteryPercent = 12)
            val early = phone.account.readyToGo(low).gaps
            assertEquals("orders" to "battery", early.first().code to early.last().code)
            phone.syncing.run()
            assertEquals(emptyList(), phone.account.readyToGo(low.copy(isCharging = true)).gaps)
            phone.account.beginShift()

            // 2. His phone sets its alarms; the urgent repair rings within half an hour.
            val clock = AlarmClock()
            clock.follow(orders.dueMoments())
            val before = clock.of(repair, "respond")
            assertTrue(before.isNotEmpty() && before.all { it.left.toMinutes() in 0..30 }, "${clock.set}")
            clock.follow(orders.dueMoments())
            assertEquals(before.map { it.id }, clock.of(repair, "respond").map { it.id }, "an alarm replaces its own")

            // 3. In the basement: the code, the nearest outlet, the machine.
            world.hub.signalOff()
            orders.transition(repair, TransitionStep("begin"))
            clock.follow(orders.dueMoments())
            assertEquals(emptyList(), clock.of(repair, "respond"), "he has answered")
            assertTrue(clock.of(repair, "resolve").isNotEmpty())
            val fault = orders.faultCode(repair, "e-4")
            assertEquals("E4" to true, fault.code to fault.safety)
            assertEquals(listOf("E4"), orders.faultCodes(repair).map { it.code })
            assertEquals(listOf("E4"), orders.faultCodesByLabel("型号 KFR-35GW 制冷量 3500W").map { it.code })
            val near = phone.account.outlets().nearest(Point(30.21, 120.19), 1).single()
            assertEquals("滨河网点", near.outlet.name)
            assertTrue(near.metres in 1_000..2_000, "${near.metres}")
            val board = captures.partScanned(repair, "(241)BOARD-4(21)S-100", "qr")
            assertEquals(PartVerdict.RECEIVED to 0L, board.verdict to board.due)
            assertEquals("主板", board.articles.single().name)
            assertTrue(captures.partScanned(repair, "(241)BOARD-4(21)S-100", "qr").repeated)
            assertEquals("不是本单的配件", captures.partScanned(repair, "FAN-3", "code128").words.zh)
            assertEquals(1L, orders.sheet(repair).sheet.parts.single().received)
            val machine = orders.foundAsset(listOf(Key("serial", "KFR-2019-77"))).id
            val site = orders.foundPlace(listOf(Key("place_code", "G-17"))).id
            orders.nameMachine(repair, machine, site)
            val named = orders.namedBy(repair)
            assertEquals(machine to site, named.machine?.id to named.place?.id)
            val visit = captures.beginVisit(repair, site, machine).visit
            assertEquals(visit, captures.endVisit(repair, "part_needed").visit)
            val part = orders.foundPart(repair, FoundOrder("outlet_repair", emptyList(), emptyList())).id

            // 4. The installation is over only with its form.
            installs(phone, hood, camera)

            // 5. A report for the customer, without signal.
            reports(phone, hood)
            world.hub.signalOn()
            assertTrue(phone.syncing.run().isDone)
            assertTrue("\"done\"" in world.hub.office("GET", "/v1/office/orders/$hood"))

            // 6. The board that went to the outlet is an order of its own, and each of the two knows of the other.
            phone.syncing.run()
            val whole = orders.sheet(repair).sheet
            val row = whole.subOrders.single()
            assertEquals(listOf(part, "网点维修", false), listOf(row.order, row.kindName.zh, row.ended))
            assertEquals(listOf(1L, 1L), whole.card.subOrders?.let { listOf(it.count, it.open) })
            assertEquals(repair, orders.sheet(part).sheet.card.parent)
        }
    }

    private suspend fun installs(phone: Phone, hood: String, camera: Camera) {
        val (orders, form) = phone.orders to "install_acceptance"
        orders.transition(hood, TransitionStep("begin"))
        for (role in listOf("before", "after", "nameplate")) phone.captures.photo(hood, camera.take(role))
        val finish = TransitionStep("finish", reason = "installed")
        val refused = assertFailsWith<CounterfoilException.NotAllowed> { orders.transition(hood, finish) }
        assertTrue("安装验收" in refused.reason.wordsZh.single(), "${refused.reason}")
        assertTrue("finish" in orders.forms(hood).single { it.form == form }.neededBy)
        val checks = answers("place" to "厨房", "level" to "true", "earthed" to "true", "leaks" to "false")
        orders.answerForm(hood, form, checks, orders.form(hood, form).shown)
        assertFailsWith<CounterfoilException.NotAllowed> { orders.answerForm(hood, form, answers("run_minutes" to "十")) }
        orders.answerForm(hood, form, answers("run_minutes" to "5"))
        val page = orders.formPage(hood, form, 0)
        val asked = page.lines.filterIsInstance<FormAsks>().map { it.question }
        assertEquals(listOf("厨房", "true", "true", "false", "5"), asked.map { it.answer })
        assertEquals("试机不少于 10 分钟", asked.last().problems.single().words.zh)
        // "Because" is no reason to leave it; one of its group would be, and is taken back.
        assertFailsWith<CounterfoilException.NotAllowed> { orders.exceptForm(hood, form, "because") }
        orders.exceptForm(hood, form, "form_customer_declines")
        assertEquals("form_customer_declines", orders.form(hood, form).exception)
        orders.exceptForm(hood, form, null)
        orders.answerForm(hood, form, answers("run_minutes" to "15", "taught" to "true"))
        assertTrue(orders.form(hood, form).complete)
        orders.transition(hood, finish)
        assertEquals("done", orders.sheet(hood).sheet.card.stage)
    }

    private suspend fun reports(phone: Phone, order: String) {
        val fonts = listOf(File(Checkout.root, "bindings/fonts/NotoSansCJKsc-Report.otf"))
        val report = phone.orders.report(order, fonts, zone = ZoneId.of("Asia/Shanghai"))
        assertEquals("%PDF-", report.pdf.copyOf(5).decodeToString())
        assertTrue(report.pdf.size in 20_000..1_000_000, "${report.pdf.size} bytes")
        assertEquals(0L, report.photosLeftOut)
        assertTrue(report.evidence.length == 64 && report.code.isNotEmpty())
        val again = phone.orders.report(order, fonts, inEnglish = true)
        assertEquals(report.evidence, again.evidence, "it is over the same evidence in any language")
        val none = assertFailsWith<CounterfoilException.NotAllowed> { phone.orders.report(order, emptyList()) }
        assertEquals("font", none.reason.code)
    }

    @Test
    fun `three have to agree, and two of them have no signal`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val people = mapOf(
                "小博" to "technician", "华姐" to "chief_technician", "林工" to "quality_engineer",
                "孟主任" to "workshop_manager", "郑工" to "chief_technician",
            ).map { (name, role) -> world.hub.invite(name, listOf(role)) }
            val fields = """{"title": "主轴单元", "fault": "主轴抖动"}"""
            val order = world.hub.order("SF1203456789017", fields, people[0].person, "precision_repair")
            val call = """{"contact/phone": "19900006017"}"""
            val masked = world.hub.order("SF1580628920228", call, people[0].person, "precision_repair")
            val (bo, hua, lin, meng, zheng) = people.map { world.signedIn(it) }
            val camera = Camera(world.folder())
            handsIn(bo, order, camera)
            bo.syncing.run()

            // 1. The chief technician agrees by way of the hub.
            val step = "begin_repair"
            bo.orders.requestApproval(order, step, "急")
            bo.syncing.run()
            hua.syncing.run()
            val waiting = hua.orders.approvalsWaiting().single()
            assertEquals(order to "急", waiting.order to waiting.row.asked?.note)
            assertEquals("fault", waiting.fields.single().path)
            assertEquals("quote", waiting.facts.single().kind)
            hua.orders.answerApproval(order, step, granted = true)
            assertEquals(emptyList(), hua.orders.approvalsWaiting())
            assertEquals("199****6017", hua.orders.sheet(masked).sheet.card.phone)
            val path = "contact/phone"
            val mute = assertFailsWith<CounterfoilException.NotAllowed> { hua.orders.reveal(masked, path, " ") }
            assertEquals("reason", mute.reason.code)
            assertEquals("19900006017", hua.orders.reveal(masked, path, "预约复检时间"))
            hua.syncing.run()
            bo.syncing.run()

            // 2. Without signal: Bo shows a code, Lin's phone reads it and shows the answer, Bo's reads that.
            world.hub.signalOff()
            val code = bo.orders.approvalCode(order, step)
            assertTrue(code.startsWith("CFQ1:"))
            val asked = lin.orders.readApprovalCode(code)
            assertEquals(people[0].person to order, asked.asker to asked.order)
            val own = assertFailsWith<CounterfoilException.NotAllowed> { bo.orders.readApprovalCode(code) }
            assertEquals("own", own.reason.code)
            lin.account.setPin(null, "804215")
            val wrong = assertFailsWith<CounterfoilException.WrongPin> {
                lin.orders.signApproval(asked.code, granted = true, pin = "000001")
            }
            assertEquals(9L, wrong.attemptsLeft)
            val answer = lin.orders.signApproval(asked.code, granted = true, pin = "804215")
            assertEquals(10L, lin.account.pinStatus().attemptsLeft)
            assertTrue(answer.startsWith("CFA1:"))
            bo.orders.takeApproval(answer)
            val broken = assertFailsWith<CounterfoilException.NotAllowed> { bo.orders.takeApproval("CFA1:000") }
            assertEquals("unreadable", broken.reason.code)
            val rows = bo.orders.approvals(order)
            assertEquals(listOf(1L, 1L, 0L), rows.map { it.granted })
            assertTrue(rows[1].answers.single().unverified, "the hub will say whose phone that was")
            assertEquals(rows, bo.orders.sheet(order).sheet.approvals)

            // 3. The third lets somebody else answer in his stead, who does.
            world.hub.signalOn()
            bo.syncing.run()
            meng.syncing.run()
            meng.orders.delegateApproval(order, people[4].person, Instant.now().plusSeconds(86_400), "开会")
            meng.syncing.run()
            bo.orders.requestApproval(order, step)
            bo.syncing.run()
            zheng.syncing.run()
            zheng.orders.answerApproval(order, step, granted = true, note = "代孟主任")
            zheng.syncing.run()
            bo.syncing.run()
            assertFalse(bo.orders.approvals(order).any { it.granted < it.needed })
            bo.orders.transition(order, TransitionStep(step))
            assertTrue(bo.syncing.run().isDone)
            assertEquals("repairing", bo.orders.sheet(order).sheet.card.stage)

            // 4. Two tests go on side by side; the hub calls for who makes them, and they may take eight hours.
            bo.captures.photo(order, camera.take("after"))
            bo.orders.transition(order, TransitionStep("test"))
            bo.syncing.run()
            lin.syncing.run()
            val tested = lin.orders.sheet(order).sheet
            assertEquals(listOf("to_the_test"), tested.triggered.map { it.trigger })
            assertEquals(Duration.ofHours(8), tested.limit?.length)
            assertEquals(listOf("flaw" to false, "geometry" to false), tested.lanes.map { it.lane to it.done })
            // Lin was told at once; read, it is told no more.
            val told = lin.orders.notices().single()
            assertEquals(order to "trigger/to_the_test", told.order to told.told.source)
            assertTrue(told.told.at <= Instant.now().plusSeconds(5) && told.told.words.zh.startsWith("有件送检"))
            assertEquals(told.told.id, lin.orders.dueMoments().moments.first { it.order == order }.id)
            lin.orders.readNotice(told)
            assertEquals(emptyList(), lin.orders.notices())
            val tests = answers("method" to "penetrant", "area" to "轴承座", "sensitivity" to "B型试块", "result" to "pass")
            lin.orders.answerForm(order, "flaw_test", tests)
            lin.captures.photo(order, camera.take("inspection"))
            lin.orders.transition(order, TransitionStep("pass_flaw"))
            val lanes = lin.orders.sheet(order).sheet.lanes
            assertEquals(listOf("flaw" to true, "geometry" to false), lanes.map { it.lane to it.done })
        }
    }

    private fun answers(vararg given: Pair<String, String>) = given.map { (at, text) -> FormAnswer(at, null, text) }

    private suspend fun handsIn(bo: Phone, order: String, camera: Camera) {
        bo.orders.transition(order, TransitionStep("assess"))
        bo.captures.photo(order, camera.take("fault"))
        val assessed = answers("hours" to "12600", "runout_um" to "11", "bearings" to "worn", "cause" to "前轴承磨损",
            "plan" to "bearings preload", "days" to "5", "risk" to "false")
        bo.orders.answerForm(order, "precision_assessment", assessed)
        val line = QuoteLine("主轴轴承更换", false, 1_000, Money(42_000, "CNY"), Payer.CUSTOMER)
        bo.captures.nextQuote(order, listOf(line), "CNY")
        bo.orders.transition(order, TransitionStep("submit", note = "更换轴承,重新预紧"))
    }
}
