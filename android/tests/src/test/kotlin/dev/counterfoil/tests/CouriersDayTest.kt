package dev.counterfoil.tests

import dev.counterfoil.Capture
import dev.counterfoil.ContactAttempt
import dev.counterfoil.ContactOutcome
import dev.counterfoil.CounterfoilException
import dev.counterfoil.FixProvider
import dev.counterfoil.LoadVerdict
import dev.counterfoil.Money
import dev.counterfoil.NothingLeft
import dev.counterfoil.OrderFilter
import dev.counterfoil.OrderPart
import dev.counterfoil.Payment
import dev.counterfoil.PaymentMethod
import dev.counterfoil.PaymentPurpose
import dev.counterfoil.Phone
import dev.counterfoil.Position
import dev.counterfoil.ShownOrder
import dev.counterfoil.SignatureInput
import dev.counterfoil.Signer
import dev.counterfoil.SomethingLeft
import dev.counterfoil.TransitionStep
import dev.counterfoil.countedMoney
import dev.counterfoil.keepSequence
import dev.counterfoil.route
import dev.counterfoil.stops
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.time.Duration
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertIs
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** 小安's day: everything that a courier does between signing in and "nothing is left on this phone". */
class CouriersDayTest {
    private val table = """
        派给,类型,运单号,标题,片区,收件人,电话,地址,备注,件数,到付(元)
        小安,快递,SF1203456789017,包裹 到付,云栖花园,李女士,19900006017,临江市滨河区望湖路188号云栖花园3幢2单元1102室,放门口鞋柜上,1,18.00
        小安,快递,SF1580628920228,商务件,科创园,启明设计院,0571-86009598,科创园A座15楼前台,要盖章回单,1,
        小安,快递,YT0880027341991,包裹,云栖花园,赵经理,19900006861,云栖花园12幢1单元1101室,不要放快递柜,1,
        小安,快递,YT9626908096706,包裹,云栖花园,赵经理,19900006861,云栖花园12幢1单元1101室,,1,
        小安,快递,YT3401857726103,包裹,云栖花园,赵经理,19900006861,云栖花园12幢1单元1101室,,1,
        小安,快递,JT5079326481150,包裹,石桥村,小卖部,19900004321,石桥村5组,代收,1,
    """.trimIndent() + "\n"

    @Test
    fun `a whole day, from the office's table to nothing left on this phone`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            // 1. The office enters 小安 and imports the outlet's table; her phone enrols and pulls.
            val invited = world.hub.invite("小安", listOf("courier"))
            val report = world.hub.importTable("orders.csv", table.toByteArray())
            assertTrue("\"created\":6" in report.replace(" ", ""), report)
            val phone = world.strange()
            val status = phone.account.enrol(invited.invitation)
            assertEquals("小安", status.enrolled?.personName)
            assertTrue(phone.syncing.run().isDone)
            val cards = phone.orders.list(OrderFilter(isOpen = true)).cards
            assertEquals(6, cards.size)
            val byWaybill = cards.associate { it.keys.single().value to it.id }
            val camera = Camera(world.folder())

            // 2. She begins her shift and scans her load: one parcel twice, one that nobody knows.
            val shift = phone.account.beginShift("浙A·D3317", "滨河网点")
            assertEquals(shift, phone.account.status().shift)
            for (code in byWaybill.keys) {
                val read = phone.captures.load(code, "code128")
                assertEquals(LoadVerdict.HERE, read.verdict, code)
                assertTrue(read.taken)
            }
            val again = phone.captures.load(byWaybill.keys.first(), "code128")
            assertTrue(again.repeated || again.verdict == LoadVerdict.DUPLICATE, "$again")
            assertEquals(LoadVerdict.UNKNOWN, phone.captures.load("1990000", "typed").verdict)
            val check = phone.orders.loadCheck()
            assertEquals(6 to 0, check.here.size to check.absent.size)

            // 2b. Her route: six parcels, the three for one door are one stop; she goes to the village first.
            val village = byWaybill.getValue("JT5079326481150")
            assertEquals(4, phone.orders.stops().size)
            phone.orders.keepSequence(listOf(village) + (byWaybill.values - village))
            val route = phone.orders.route()
            assertTrue(route.isOwn)
            assertEquals(listOf(village), route.stops[route.advice.table.visits.first().stop.toInt()].orders)
            val alarms = phone.orders.dueMoments().moments
            assertEquals(byWaybill.values.toSet(), alarms.map { it.order }.toSet(), "each of them has an alarm")

            // 3. Into the basement: no signal for the rest of the round.
            world.hub.signalOff()
            freightDue(phone, byWaybill.getValue("SF1203456789017"), camera)
            val three = listOf("YT0880027341991", "YT9626908096706", "YT3401857726103")
            threeAtOneDoor(phone, three.map(byWaybill::getValue), camera)
            val station = byWaybill.getValue("SF1580628920228")
            onePhotoAndSignature(phone, station, camera)
            val back = byWaybill.getValue("JT5079326481150")
            phone.orders.transition(back, TransitionStep("start"))
            phone.captures.contactAttempt(
                back,
                ContactAttempt("phone", "contact/phone", Duration.ofSeconds(25), ContactOutcome.NO_ANSWER),
            )
            phone.orders.transition(back, TransitionStep("fail", reason = "no_answer"))
            assertTrue(phone.orders.bringBack(listOf(back)).single().done != null)
            assertEquals("OFFLINE", phone.syncing.run().end.name)
            val fonts = listOf(File(Checkout.root, "bindings/fonts/NotoSansCJKsc-Report.otf"))
            val slip = phone.orders.report(byWaybill.getValue("SF1203456789017"), fonts)
            assertEquals("%PDF-", slip.pdf.copyOf(5).decodeToString(), "a slip for the customer, without signal")
            val unsent = phone.syncing.status().onPhone
            assertTrue(unsent > 10, "$unsent envelopes wait on the phone")

            // 4. She counts her cash, while still without signal.
            val said = phone.account.balances().cash.methods.single { it.method == "cash" }
            assertEquals(1_800, said.saidMinor)
            phone.account.count(countedMoney(Money(said.saidMinor, "CNY")))
            assertEquals(emptyList(), phone.account.balances().things.unexplained)

            // 5. Signal: everything leaves, the shift is closed, and the hub certifies it.
            world.hub.signalOn()
            assertIs<SomethingLeft>(phone.account.certificate())
            phone.account.closeShift()
            assertTrue(phone.syncing.run().isDone)
            val outcome = phone.account.certificate()
            val nothingLeft = assertIs<NothingLeft>(outcome, "$outcome")
            assertTrue(nothingLeft.blobs >= 4 && nothingLeft.bytes.isNotEmpty())
            assertEquals(0, phone.syncing.status().onPhone)

            // 6. The office sees it all.
            val seen = world.hub.office("GET", "/v1/office/orders")
            assertEquals(5, Regex("\"stage\":\\s*\"delivered\"").findAll(seen).count(), seen)
        }
    }

    /** 到付: what is missing is said first, then photo, signature, cash, delivered. */
    private suspend fun freightDue(phone: Phone, order: String, camera: Camera) {
        phone.orders.transition(order, TransitionStep("start"))
        val refused = assertFailsWith<CounterfoilException.NotAllowed> {
            phone.orders.transition(order, TransitionStep("deliver"))
        }
        assertTrue(refused.reason.missing.size >= 2, "${refused.reason}")
        assertEquals(refused.reason.missing.size, refused.reason.wordsZh.size)
        phone.captures.photo(order, camera.take())
        sign(phone, order, "李女士")
        phone.captures.payment(
            order,
            Payment(PaymentPurpose.FREIGHT, PaymentMethod.CASH, Money(1_800, "CNY"), "freight-1"),
        )
        phone.captures.fix(order, Position(30.2741, 120.1551, 8.0, Duration.ofMillis(900), FixProvider.SATELLITE))
        phone.orders.transition(order, TransitionStep("deliver"))
        val sheet = phone.orders.sheet(order)
        assertEquals("delivered", sheet.sheet.card.stage)
        assertTrue(sheet.sheet.card.predicted, "until the hub has judged it")
    }

    /** Three parcels for one person: one photograph, one signature over three lines. */
    private suspend fun threeAtOneDoor(phone: Phone, orders: List<String>, camera: Camera) {
        orders.forEach { phone.orders.transition(it, TransitionStep("start")) }
        val parts = orders.map { OrderPart(it, "签收 ${it.take(4)} 赵经理", TransitionStep("deliver")) }
        val together = phone.captures.prepareTogether(parts, listOf(camera.take()), "recipient")
        assertEquals(emptyList(), together.leftOut)
        assertEquals(3, together.parts.size)
        val done = phone.captures.writeTogether(together, Signer(Camera.strokes(3), "赵经理", "recipient"))
        assertEquals(listOf(null, null, null), done.map { it.error })
        assertTrue(orders.all { phone.orders.sheet(it).sheet.card.stage == "delivered" })
    }

    /** Photograph, signature and step as one act. */
    private suspend fun onePhotoAndSignature(phone: Phone, order: String, camera: Camera) {
        phone.orders.transition(order, TransitionStep("start"))
        val photo = phone.captures.preparePhoto(camera.take())
        val shown = SignatureInput(listOf(ShownOrder(order, "商务件 签收")), Camera.strokes(5), "前台", "recipient")
        val signature = phone.captures.prepareSignature(shown).single().prepared
        val step = TransitionStep("deliver", with = listOf(Capture.Sealed(photo), Capture.Sealed(signature)))
        val done = phone.orders.transition(order, step)
        assertNotNull(done.facts.singleOrNull { it.kind == "photo" })
        val card = phone.orders.sheet(order).sheet.card
        assertEquals(1L to 1L, card.counts.photos to card.counts.signatures)
    }

    private suspend fun sign(phone: Phone, order: String, signer: String) {
        val input = SignatureInput(listOf(ShownOrder(order, "签收 $signer")), Camera.strokes(), signer, "recipient")
        assertEquals(null, phone.captures.sign(input).single().error)
    }
}
