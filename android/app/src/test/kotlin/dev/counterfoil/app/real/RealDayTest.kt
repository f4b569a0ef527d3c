package dev.counterfoil.app.real

import androidx.compose.ui.test.runDesktopComposeUiTest
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.FieldSet
import dev.counterfoil.FieldText
import dev.counterfoil.Phone
import dev.counterfoil.SecretStore
import dev.counterfoil.TransitionStep
import dev.counterfoil.app.wall.Camera
import dev.counterfoil.app.wall.PhoneWall
import dev.counterfoil.testkit.TestWorld
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** The real screens over the real core and a real hub: what a courier does, with her thumb. */
class RealDayTest {
    private val photograph = generateSequence(File("").absoluteFile) { it.parentFile }
        .map { File(it, "cli/data/day/photos") }.first { it.isDirectory }.listFiles()!!.sorted().first()

    private fun camera(folder: File) = Camera { role ->
        File(folder, "$role-${System.nanoTime()}.jpg").also { photograph.copyTo(it) }
    }

    private fun open(folder: File): Phone = runBlocking {
        Counterfoil.open(CounterfoilConfig(File(folder, "store"), SecretStore.inFolder(File(folder, "keys"))))
    }

    private fun story(act: suspend (TestWorld, Hand) -> Unit) = TestWorld.start().use { world ->
        runDesktopComposeUiTest(390, 844) { runBlocking { act(world, Hand(this@runDesktopComposeUiTest)) } }
    }

    @Test
    fun `a code is typed, the day is there, and an urge is answered with one tap`() = story { world, hand ->
        val ann = world.hub.invite("小安", listOf("courier"))
        val fields = """{"title": "商务件", "contact/name": "启明设计院", "address/line": "科创园A座15楼前台"}"""
        val order = world.hub.order("SF1203456789017", fields, ann.person)
        val phone = world.strange()

        // 1. Nobody's phone says so, and leads to where she types the code of the outlet.
        hand.begin(PhoneWall(phone))
        hand.sees("这部手机还没有登记")
        hand.tapPrimary("去登记")
        hand.write("登记码", ann.invitation)
        hand.tapPrimary("登记")
        hand.sees("临江市滨河网点")

        // 2. Her orders are there without a further tap, and she begins her shift.
        hand.tap("订单")
        hand.sees("商务件·启明设计院")
        hand.tapPrimary("开始上班")
        hand.doesNotSee("开始上班")

        // 3. Somebody asks to hurry: it shows on the card by itself, and one tap answers.
        world.hub.urge(order, "合同今天下午四点前必须到,开标用")
        phone.syncing.run()
        hand.sees("合同今天下午四点前必须到,开标用")
        hand.picture("urge")
        hand.countFromHere()
        hand.tap("在路上了")
        hand.doesNotSee("合同今天下午四点前必须到,开标用")
        assertEquals(1, hand.taps)
        phone.syncing.run()
        assertTrue("on_my_way" in world.hub.office("GET", "/v1/office/orders/$order"))
    }

    @Test
    fun `photo and signature without signal, a process that dies between them, and the hub has it all`() =
        story { world, hand ->
            val (ann, folder) = world.hub.invite("小安", listOf("courier")) to world.folder()
            val fields = """{"title": "包裹", "contact/name": "李女士"}"""
            val order = world.hub.order("YT0880027341991", fields, ann.person)
            var phone = open(folder)
            phone.account.enrol(ann.invitation)
            phone.syncing.run()
            phone.account.beginShift()
            phone.orders.transition(order, TransitionStep("start"))
            phone.syncing.run()
            world.hub.signalOff()

            // 1. The sheet says what comes next. Taps are counted from here.
            hand.begin(PhoneWall(phone, camera(world.folder())))
            hand.tap("包裹·李女士")
            hand.countFromHere()
            hand.tapPrimary("拍照")
            hand.tapPrimary("拍照")
            hand.sees("本人已收到:")

            // 2. The system takes the process away while the customer looks for her glasses.
            val saved = hand.die()
            phone.closeAndWait()
            phone = open(folder)
            assertEquals(1, phone.orders.sheet(order).sheet.card.counts.photos)
            hand.begin(PhoneWall(phone, camera(world.folder())), saved)

            // 3. The pad is there again. A tap without a signature does nothing; with one it delivers.
            hand.sees("本人已收到:")
            hand.sign()
            hand.tapPrimary("签好了,当面签收")
            hand.sees("已记下:当面签收")
            assertTrue(hand.taps <= 3, "${hand.taps} taps")
            assertEquals("delivered", phone.orders.sheet(order).sheet.card.stage)
            hand.sees("在手机上")
            hand.picture("delivered")

            // 4. Signal: she sends, and the hub shows it.
            world.hub.signalOn()
            hand.die()
            hand.begin(PhoneWall(phone))
            hand.tap("发送")
            hand.tapPrimary("现在发送")
            hand.sees("全部送达中心")
            assertTrue("\"delivered\"" in world.hub.office("GET", "/v1/office/orders/$order"))
            phone.closeAndWait()
        }

    @Test
    fun `a wrong tap is taken back within ten seconds`() = story { world, hand ->
        val ann = world.hub.invite("小安", listOf("courier"))
        val order = world.hub.order("YT0880027341991", """{"title": "包裹", "contact/name": "李女士"}""", ann.person)
        val phone = world.strange()
        phone.account.enrol(ann.invitation)
        phone.syncing.run()
        phone.orders.transition(order, TransitionStep("start"))
        phone.orders.sheet(order)
        hand.begin(PhoneWall(phone))
        hand.tap("包裹·李女士")
        hand.sees("还可以")
        hand.picture("sheet")
        hand.tap("派送未成功")
        hand.tap("时间不够")
        hand.sees("已记下:派送未成功")
        assertEquals("attempted", phone.orders.sheet(order).sheet.card.stage)
        hand.tap("撤回")
        hand.sees("已撤回")
        assertEquals("out_for_delivery", phone.orders.sheet(order).sheet.card.stage)
    }

    @Test
    fun `the end of a shift, with nothing left on the phone`() = story { world, hand ->
        val phone = world.phone("小安")
        phone.syncing.run()
        hand.begin(PhoneWall(phone))
        hand.tapPrimary("开始上班")
        hand.tap("发送")
        hand.tap("交班")
        hand.sees("今天没有收现金")
        hand.tapPrimary("清点完毕,收班")
        hand.tapPrimary("手机上无遗留")
        hand.sees("这部手机上没有遗留")
        assertEquals(0, phone.syncing.status().onPhone)
    }

    @Test
    fun `two phones say different things, both stand there, and one tap settles it`() = story { world, hand ->
        val ann = world.hub.invite("小安", listOf("courier"))
        val order = world.hub.order("YT0880027341991", """{"title": "包裹", "contact/name": "李女士"}""", ann.person)
        val (one, other) = world.strange() to world.strange()
        one.account.enrol(ann.invitation)
        other.account.enrol(world.hub.inviteAgain(ann.person))
        listOf(one, other).forEach { it.syncing.run() }
        world.hub.signalOff()
        for ((phone, gate) in listOf(one to "东门进", other to "西门进")) {
            phone.orders.setFields(order, listOf(FieldSet("work", "a/door", FieldText(gate))))
        }
        world.hub.signalOn()
        listOf(one, other, one).forEach { it.syncing.run() }
        assertEquals(1, one.orders.sheet(order).sheet.card.counts.conflicts)

        hand.begin(PhoneWall(one))
        hand.sees("1 处说法不一")
        hand.tap("包裹·李女士")
        hand.sees("西门进")
        hand.sees("东门进")
        hand.picture("conflict")
        hand.tap("用这个")
        hand.doesNotSee("说法不一")
        assertEquals(0, one.orders.sheet(order).sheet.card.counts.conflicts)
        one.syncing.run()
        other.syncing.run()
        assertEquals(0, other.orders.sheet(order).sheet.card.counts.conflicts)
    }
}
