package dev.counterfoil.app.real

import androidx.compose.ui.test.runDesktopComposeUiTest
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.FormAsks
import dev.counterfoil.Phone
import dev.counterfoil.PhotoSource
import dev.counterfoil.SecretStore
import dev.counterfoil.TransitionStep
import dev.counterfoil.app.wall.Camera
import dev.counterfoil.app.wall.PhoneWall
import dev.counterfoil.form
import dev.counterfoil.formPage
import dev.counterfoil.testkit.Invited
import dev.counterfoil.testkit.TestWorld
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** Forms on the real screens over the real core and a real hub: what a technician fills in, with his thumb. */
class RealFormsTest {
    private val root =
        generateSequence(File("").absoluteFile) { it.parentFile }.first { File(it, "cli/data/day").exists() }
    private val photographs = File(root, "cli/data/day/photos").listFiles()!!.sorted()
    private var taken = 0

    private fun camera(folder: File) = Camera { role ->
        File(folder, "$role-${System.nanoTime()}.jpg").also { photographs[taken++ % photographs.size].copyTo(it) }
    }

    private fun open(folder: File): Phone = runBlocking {
        Counterfoil.open(CounterfoilConfig(File(folder, "store"), SecretStore.inFolder(File(folder, "keys"))))
    }

    private fun story(act: suspend (TestWorld, Hand) -> Unit) = TestWorld.start("临江市维修站").use { world ->
        runDesktopComposeUiTest(390, 844) { runBlocking { act(world, Hand(this@runDesktopComposeUiTest)) } }
    }

    /** An installation in work at his, with its photographs, and no signal any more. */
    private suspend fun begun(world: TestWorld, bo: Invited, phone: Phone): String {
        val order = world.hub.order("SF1580628920228", """{"title": "油烟机安装"}""", bo.person, "install")
        phone.account.enrol(bo.invitation)
        phone.syncing.run()
        phone.account.beginShift()
        phone.orders.transition(order, TransitionStep("begin"))
        phone.syncing.run()
        world.hub.signalOff()
        val camera = camera(world.folder())
        for (role in listOf("before", "after", "nameplate")) {
            phone.captures.photo(order, PhotoSource(camera.take(role)!!, role))
        }
        return order
    }

    @Test
    fun `a form that a step needs, a process that dies in the middle, and the hub has every answer`() =
        story { world, hand ->
            val (bo, folder) = world.hub.invite("小博", listOf("technician")) to world.folder()
            var phone = open(folder)
            val order = begun(world, bo, phone)

            // 1. The sheet leads to the form. He answers, with taps and a few words.
            hand.begin(PhoneWall(phone, camera(world.folder())))
            hand.tap("油烟机安装")
            hand.sees("表单")
            hand.picture("form-sheet")
            hand.countFromHere()
            hand.tap("安装完成·填写·安装验收")
            hand.sees("本页已填 0/5")
            hand.write("装在哪儿", "厨房")
            hand.tapAt("水平、牢固", "是")
            hand.tapAt("插座有接地", "是")
            hand.tapAt("有没有漏水、漏气", "否")
            hand.write("试机多少分钟", "5")
            hand.sees("试机不少于 10 分钟")
            hand.picture("form-problem")
            assertEquals(4, hand.taps, "one to open, one for each yes or no")

            // 2. The battery dies. The page is there again, and on it all that he had filled in.
            val saved = hand.die()
            phone.closeAndWait()
            phone = open(folder)
            hand.begin(PhoneWall(phone, camera(world.folder())), saved)
            hand.sees("本页已填 5/5")
            hand.sees("试机不少于 10 分钟")
            assertEquals(listOf("厨房", "true", "true", "false", "5"), answers(phone, order))

            // 3. He says it is all there: it leads him to what is not. Then he corrects it.
            hand.tapPrimary("下一页·材料")
            hand.tapPrimary("下一页·交付")
            hand.tapPrimary("填好了")
            hand.sees("试机不少于 10 分钟")
            hand.overwrite("试机多少分钟", "15")
            hand.tapPrimary("下一页·材料")
            hand.tapPrimary("下一页·交付")
            hand.tapAt("已教客户使用", "是")
            hand.sees("已填好")
            hand.picture("form-done")

            // 4. One tap is the way back, and the step goes on by itself: it asks for its reason.
            hand.tapPrimary("填好了")
            hand.tap("安装完成")
            hand.sees("已记下:安装完成")
            assertEquals("done", phone.orders.sheet(order).sheet.card.stage)

            // 5. Signal: the hub has every answer.
            world.hub.signalOn()
            phone.syncing.run()
            val shown = world.hub.office("GET", "/v1/office/orders/$order")
            for (answer in listOf("厨房", "\"15\"", "\"done\"")) assertTrue(answer in shown, answer)
            hand.die()
            phone.closeAndWait()
        }

    private suspend fun answers(phone: Phone, order: String): List<String> =
        phone.orders.formPage(order, "install_acceptance", 0).lines.filterIsInstance<FormAsks>()
            .map { it.question.answer }

    @Test
    fun `the outlet publishes a form of its own, and every kind of answer of it reaches the hub`() =
        story { world, hand ->
            publish(world)
            val bo = world.hub.invite("小博", listOf("technician"))
            val phone = world.strange()
            val order = begun(world, bo, phone)
            hand.begin(PhoneWall(phone, camera(world.folder())))
            hand.tap("油烟机安装")

            // 1. It stands on the sheet. Words, numbers with a sign, dates and times as they are typed.
            hand.tap("安装完成·填写·入户调查")
            hand.write("楼道说明", "二楼转角放着鞋柜")
            hand.write("室外温度", "7.5")
            hand.tap("正负号")
            hand.write("下次上门", "20261222")
            hand.write("几点方便", "930")
            hand.tapAt("约定时刻", "现在")

            // 2. One of 150 places, found by two characters; several of a short list.
            hand.tap("从 150 项里选")
            hand.write("输入几个字查找", "口42")
            hand.tap("路口42号")
            hand.sees("从 150 项里选")
            hand.tap("电梯")
            hand.tap("坡道")
            hand.picture("form-kinds")

            // 3. A group of things: two are added, one is photographed, one is taken out again. The sum is reckoned.
            hand.tapPrimary("下一页·物品")
            hand.tap("加一组·旧机")
            hand.write("叫什么·第 1 组", "旧油烟机")
            hand.write("估价·第 1 组", "120")
            hand.tap("拍照")
            hand.sees("拍下即存进手机")
            hand.tapPrimary("拍照")
            // It looks like one of those before: he keeps it.
            hand.tap("就用这张")
            hand.sees("已有 1 份,要 1 份")
            hand.tap("加一组·旧机")
            hand.write("估价·第 2 组", "30")
            hand.sees("150·自动计算")
            hand.picture("form-items")
            hand.tapNamed("去掉第 2 组")
            hand.tap("去掉")
            hand.sees("120·自动计算")

            // 4. It asks for what nobody here can give: the reason stands in its place, and the step's next form opens.
            hand.tapPrimary("填好了")
            hand.sees("还缺 1 次扫码")
            hand.tap("填不全,说明原因")
            hand.tap("客户不同意检查")
            hand.sees("可以不填全:客户不同意检查")
            hand.tapPrimary("填好了")
            hand.sees("本页已填 0/5")
            hand.back()
            hand.sees("免填,有原因")

            // 5. Signal: the hub shows what was answered, as it is kept.
            world.hub.signalOn()
            phone.syncing.run()
            val shown = world.hub.office("GET", "/v1/office/orders/$order")
            val kept = listOf("二楼转角放着鞋柜", "-7.5", "2026-12-22", "09:30", "p42", "lift ramp", "旧油烟机")
            for (answer in kept + "form_customer_declines") assertTrue(answer in shown, answer)
            assertEquals("form_customer_declines", phone.orders.form(order, "survey").exception)
        }

    /** The built-in playbook with a form more, and a step that needs it; as an outlet would publish it. */
    private fun publish(world: TestWorld) {
        val file = File(root, "core/domain/playbooks/builtin.json").readText()
        val survey = File(root, "tests/playbooks/survey-form.json").readText()
        val (form, need) = "\"forms\": [" to "\"needs\": ["
        val begin = file.indexOf("\"id\": \"finish\"", file.indexOf("\"id\": \"installation\""))
        val at = file.indexOf(need, begin) + need.length
        val needed = """{"need": "form", "form": "survey", "exceptions": "form_exceptions"}, """
        val changed = (file.substring(0, at) + needed + file.substring(at))
            .replaceFirst(form, "$form $survey,").replaceFirst("\"version\": 3", "\"version\": 4")
        world.hub.office("POST", "/v1/office/playbook", changed)
    }
}
