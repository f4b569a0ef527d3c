package dev.counterfoil.app.platform

import android.app.AlarmManager
import android.app.Notification
import android.app.NotificationManager
import android.content.Intent
import dev.counterfoil.Phone
import dev.counterfoil.app.background.Network
import dev.counterfoil.app.notifications.Matter
import dev.counterfoil.testkit.TestWorld
import java.time.LocalTime
import java.util.Locale
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotNull
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** What the office does while the phone lies in the pocket, as notifications and as the next alarm. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE, application = TestApplication::class)
class NewsTest {
    private val app get() = Device.app
    private val standing get() = app.getSystemService(NotificationManager::class.java).activeNotifications.toList()

    private fun of(matter: Matter) = standing.filter { it.notification.channelId == matter.name }

    private fun Notification.title() = extras.getString(Notification.EXTRA_TITLE)

    private fun isSilent(one: Notification) = one.groupAlertBehavior == Notification.GROUP_ALERT_SUMMARY

    private fun story(act: suspend (TestWorld, Phone, (Int) -> String) -> Unit): Unit = runBlocking {
        Locale.setDefault(Locale.CHINA)
        TestWorld.start().use { world ->
            app.folder = world.folder()
            val ann = world.hub.invite("小安", listOf("courier"))
            val phone = app.phone()
            phone.account.enrol(ann.invitation)
            val due = System.currentTimeMillis() + 3 * 3_600_000
            try {
                act(world, phone) { n ->
                    val fields = """{"title": "包裹$n", "contact/name": "李女士", "window/to_ms": $due}"""
                    world.hub.order("YT088002734199$n", fields, ann.person)
                }
            } finally {
                phone.closeAndWait()
            }
        }
    }

    @Test
    fun `many urges are one notification with a count, silent at night`() = story { world, phone, order ->
        val orders = (1..3).map(order)
        orders.forEach { world.hub.urge(it, "开标用") }
        phone.syncing.run()
        News(app, clock = { LocalTime.NOON }).anew(phone)
        val urges = of(Matter.URGE).single().notification
        assertEquals("3 个催办", urges.title())
        assertEquals(3, urges.number)
        assertFalse(isSilent(urges))
        assertFalse("李女士" in "${urges.publicVersion.extras}" || "包裹" in "${urges.publicVersion.extras}")
        News(app, clock = { LocalTime.NOON }).anew(phone)
        assertTrue(isSilent(of(Matter.URGE).single().notification), "it rang once")

        val fourth = order(4)
        world.hub.urge(fourth, "急")
        phone.syncing.run()
        News(app, clock = { LocalTime.of(23, 0) }).anew(phone)
        assertEquals("4 个催办", of(Matter.URGE).single().notification.title())
        assertTrue(isSilent(of(Matter.URGE).single().notification), "it is night")
        val answer = phone.orders.newestPlaybook().urgeAnswers.first().id
        (orders + fourth).forEach { phone.captures.answerUrges(it, answer) }
        News(app).anew(phone)
        assertTrue(of(Matter.URGE).isEmpty(), "what is answered goes")
    }

    @Test
    fun `a cancellation rings at night, and stays until the person takes it away`() = story { world, phone, order ->
        val id = order(1)
        phone.syncing.run()
        News(app, clock = { LocalTime.of(23, 0) }).anew(phone)
        assertTrue(of(Matter.STOPPED).isEmpty())
        world.hub.office("POST", "/v1/office/orders/$id/cancel", """{"reason": "duplicate_order"}""")
        phone.syncing.run()
        repeat(2) { News(app, clock = { LocalTime.of(23, 0) }).anew(phone) }
        val stopped = of(Matter.STOPPED).single().notification
        assertEquals("这单不用做了", stopped.title())
        assertFalse(isSilent(stopped))
        assertTrue("包裹1" in stopped.extras.getString(Notification.EXTRA_TEXT)!!)
    }

    @Suppress("DEPRECATION") // Robolectric's own fields of an alarm.
    @Test
    fun `the next time limit has an alarm, and a boot sets it anew`() = story { _, phone, order ->
        order(1)
        phone.syncing.run()
        val alarms = shadowOf(app.getSystemService(AlarmManager::class.java))
        val moments = phone.orders.dueMoments().moments.filter { it.inMs > 0 }
        Device.network(Network.NONE)
        val woken = CompletableDeferred<Unit>()
        app.wake { woken.complete(Unit) }
        withTimeout(60_000) { woken.await() }
        val alarm = assertNotNull(alarms.scheduledAlarms.singleOrNull(), "$moments")
        assertEquals(moments.minOf { it.wallMs } / 60_000, alarm.triggerAtMs / 60_000)
        assertEquals(WakeReceiver::class.java.name, shadowOf(alarm.operation).savedIntent.component?.className)
        assertTrue(alarm.allowWhileIdle)
    }

    @Test
    fun `every matter has its channel, and others' news are not heard`() {
        val manager = app.getSystemService(NotificationManager::class.java)
        for (matter in Matter.entries) {
            val importance = manager.getNotificationChannel(matter.name).importance
            assertEquals(matter.isLoud, importance == NotificationManager.IMPORTANCE_HIGH, "$matter")
        }
        WakeReceiver().onReceive(app, Intent("somebody.else.SAYS"))
        assertTrue(standing.isEmpty())
    }
}
