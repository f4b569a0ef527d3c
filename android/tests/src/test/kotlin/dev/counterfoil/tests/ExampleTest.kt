package dev.counterfoil.tests

import dev.counterfoil.Card
import dev.counterfoil.example.Screen
import dev.counterfoil.example.firstMinutes
import dev.counterfoil.testkit.TestWorld
import java.io.ByteArrayInputStream
import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import javax.imageio.ImageIO
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/** The README's example runs, and the README shows this very text. */
class ExampleTest {
    private class Recorded : Screen {
        val lists = CopyOnWriteArrayList<List<String?>>()
        val said = CopyOnWriteArrayList<String>()
        val pictures = CopyOnWriteArrayList<ByteArray>()

        override fun list(cards: List<Card>) = lists.run { add(cards.map { it.title }) }.let { }

        override fun say(line: String) = said.run { add(line) }.let { }

        override fun picture(jpeg: ByteArray) = pictures.run { add(jpeg) }.let { }
    }

    @Test
    fun `the example of the README runs`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            world.hub.order("SF1203456789017", """{"title": "一箱苹果"}""", ann.person)
            val photograph = Camera(world.folder()).take().file
            val screen = Recorded()
            withContext(Dispatchers.Default) { firstMinutes(world.folder(), ann.invitation, photograph, screen) }
            assertTrue(listOf("一箱苹果") in screen.lists, "${screen.lists}")
            assertTrue(screen.said.size >= 2, "${screen.said}")
            assertEquals("all of it is with the hub", screen.said.last())
            val picture = ImageIO.read(ByteArrayInputStream(screen.pictures.single()))
            assertTrue(maxOf(picture.width, picture.height) in 64..1_024, "${picture.width} x ${picture.height}")
        }
    }

    @Test
    fun `the README shows this very text`() {
        val file = File(Checkout.android, "tests/src/test/kotlin/dev/counterfoil/example/FirstMinutes.kt").readText()
        val shown = "```kotlin\n${file.substringAfter("\n\n").trim()}\n```"
        val readme = File(Checkout.android, "README.md").readText()
        assertTrue(shown in readme, "android/README.md differs from the example")
    }
}
