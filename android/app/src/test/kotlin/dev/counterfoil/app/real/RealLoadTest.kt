package dev.counterfoil.app.real

import androidx.compose.ui.test.runDesktopComposeUiTest
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.LoadCheck
import dev.counterfoil.Phone
import dev.counterfoil.SecretStore
import dev.counterfoil.app.wall.Feedback
import dev.counterfoil.app.wall.PhoneWall
import dev.counterfoil.app.wall.ReadSignal
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** The loading scan over the real core and a real hub: a scanner that types, no signal, no tap between two labels. */
class RealLoadTest {
    private val heard = CopyOnWriteArrayList<ReadSignal>()

    private fun open(folder: File): Phone = runBlocking {
        Counterfoil.open(CounterfoilConfig(File(folder, "store"), SecretStore.inFolder(File(folder, "keys"))))
    }

    private fun wall(phone: Phone) = PhoneWall(phone, feedback = Feedback { heard += it })

    private fun story(act: suspend (TestWorld, Hand) -> Unit) = TestWorld.start().use { world ->
        runDesktopComposeUiTest(390, 844) { runBlocking { act(world, Hand(this@runDesktopComposeUiTest)) } }
    }

    private fun waybill(number: Int) = "SF1%012d".format(number)

    private fun sizes(check: LoadCheck) =
        listOf(check.here, check.absent, check.another, check.unknown, check.doNotLoad).map { it.size }

    /** Scans, and waits for its sound: the word then stands on the screen. */
    private fun Hand.scans(code: String, signal: ReadSignal, word: String) {
        val before = heard.size
        scan(code)
        waitUntil { heard.size > before }
        assertEquals(signal, heard.last(), code)
        sees(word)
    }

    @Test
    fun `a load of twenty without signal, a process that dies in the middle, and the hub has every read`() =
        story { world, hand ->
            // 1. The office's list: 15 of hers, one in two pieces; two of Chen's; one is cancelled, one intercepted.
            val (ann, chen) = world.hub.invite("小安", listOf("courier")) to world.hub.invite("小陈", listOf("courier"))
            for (number in 1..13) world.hub.order(waybill(number), """{"title": "第 $number 件"}""", ann.person)
            val dear = """{"title": "榴莲", "service": "生鲜冷链", "freight_due_minor": 1800}"""
            val due = world.hub.order(waybill(14), dear, ann.person)
            val keys = listOf("waybill" to waybill(15), "piece" to waybill(95)).joinToString { (scheme, value) ->
                """{"scheme": "$scheme", "value": "$value"}"""
            }
            val pair = """"kind": "parcel", "keys": [$keys], "fields": {"title": "书柜", "pieces": 2}"""
            world.hub.office("POST", "/v1/office/orders", """{$pair, "assign": "${ann.person}"}""")
            for (number in 21..22) world.hub.order(waybill(number), """{"title": "别家"}""", chen.person)
            val cancelled = world.hub.order(waybill(31), """{"title": "不要了"}""", ann.person)
            world.hub.office("POST", "/v1/office/orders/$cancelled/cancel", """{"reason": "not_wanted"}""")
            world.hub.order(waybill(32), """{"title": "拦下的", "intercepted": true}""", ann.person)
            val folder = world.folder()
            var phone = open(folder)
            phone.account.enrol(ann.invitation)
            phone.syncing.run()
            world.hub.signalOff()
            val late = world.hub.order(waybill(41), """{"title": "补录"}""", ann.person)

            // 2. She begins her shift; from the list it is one tap, and from there on none.
            hand.begin(wall(phone))
            hand.tapPrimary("开始上班")
            hand.countFromHere()
            hand.tap("装车核对")
            hand.sees("扫第一件")
            for (number in 1..12) hand.scans(waybill(number), ReadSignal.GOOD, "第 $number 件")
            hand.scans(waybill(14), ReadSignal.GOOD_BUT, "到付 ¥18.00")
            hand.sees("冷链")
            hand.picture("load-freight")
            hand.scans(waybill(15), ReadSignal.GOOD_BUT, "1/2 件")
            hand.sees("1 单还没到齐")
            assertEquals(listOf(14, 1, 0, 0, 1), sizes(phone.orders.loadCheck()), "one of hers is absent")

            // 3. The system takes the process away in the middle. It goes on where it was.
            val saved = hand.die()
            phone.closeAndWait()
            phone = open(folder)
            hand.begin(wall(phone), saved)
            hand.sees("已扫 14 次")
            hand.scans(waybill(95), ReadSignal.NEXT_PIECE, "第 2 件")
            hand.scans(waybill(1), ReadSignal.AGAIN, "重复")
            for (number in 21..22) hand.scans(waybill(number), ReadSignal.NOT_YOURS, "不是你的")
            hand.scans(waybill(31), ReadSignal.STAYS, "已取消")
            hand.scans(waybill(32), ReadSignal.STAYS, "拦截")
            hand.picture("load-stopped")
            hand.scans(waybill(41), ReadSignal.UNKNOWN, "查无此件")
            hand.scans("1990000", ReadSignal.UNKNOWN, "查无此件")
            assertEquals(1, hand.taps, "twenty-two labels, and the only tap was the way there")
            // 4. A torn label: its last four digits are enough.
            hand.write("尾号四位,或整个单号", "0013")
            hand.tapPrimary("就记这个")
            hand.sees("第 13 件")

            // 5. Five counts, each a list.
            val check = phone.orders.loadCheck()
            assertEquals(listOf(15, 0, 2, 2, 2), sizes(check))
            assertEquals(23L to 1L, check.reads to check.duplicates)
            hand.tap("别人的")
            hand.sees(waybill(21).takeLast(4))
            hand.sees("单上有,货没到")
            hand.tap("查无此件")
            hand.sees("1990000")
            hand.picture("load-lists")

            // 6. Signal: what was entered late is hers after all, and the hub has every read.
            world.hub.signalOn()
            phone.syncing.run()
            hand.sees("已扫 23 次")
            hand.waitUntil { runBlocking { sizes(phone.orders.loadCheck()) } == listOf(16, 0, 2, 1, 2) }
            assertEquals(0, phone.syncing.status().onPhone)
            for (order in listOf(due, late)) {
                val told = world.hub.office("GET", "/v1/office/orders/$order").filterNot { it.isWhitespace() }
                assertTrue(""""holder":"${ann.person}"""" in told, "the hub knows who has it")
            }
            phone.closeAndWait()
        }

    @Test
    fun `a label opens its order from the list, and what is no order here is said`() = story { world, hand ->
        val ann = world.hub.invite("小安", listOf("courier"))
        world.hub.order("YT0880027341991", """{"title": "包裹", "contact/name": "李女士"}""", ann.person)
        val phone = world.strange()
        phone.account.enrol(ann.invitation)
        phone.syncing.run()
        hand.begin(wall(phone))
        hand.sees("包裹·李女士")
        hand.scan("YT0880027341991")
        hand.sees("派送未成功")
        assertEquals(0, hand.taps)
        hand.back()
        hand.scan("YT6099281734650")
        hand.sees("这部手机里没有这个码")
        hand.picture("code-unknown")
    }
}
