package dev.counterfoil.app.platform

import android.app.job.JobScheduler
import dev.counterfoil.app.background.Memory
import dev.counterfoil.app.background.Network
import dev.counterfoil.testkit.TestWorld
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNull
import kotlin.test.assertTrue
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** Work goes to a real hub by itself: the real process, the real core, the system's own jobs. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE, application = TestApplication::class)
class BackgroundWorkTest {
    private val app get() = Device.app
    private val scheduler get() = app.getSystemService(JobScheduler::class.java)

    private fun job(network: Network) = scheduler.getPendingJob(Jobs.id(network))

    private suspend fun until(what: String, holds: suspend () -> Boolean) = try {
        withTimeout(WAIT_MS) { while (!holds()) delay(5) }
    } catch (late: TimeoutCancellationException) {
        throw AssertionError(what, late)
    }

    /** A courier with an order, on her way. */
    private fun story(act: suspend (TestWorld, String) -> Unit): Unit = runBlocking {
        TestWorld.start().use { world ->
            app.folder = world.folder()
            val ann = world.hub.invite("小安", listOf("courier"))
            val order = world.hub.order("YT0880027341991", """{"title": "包裹"}""", ann.person)
            val phone = app.phone()
            phone.account.enrol(ann.invitation)
            phone.syncing.run()
            try {
                act(world, order)
            } finally {
                phone.closeAndWait()
            }
        }
    }

    @Test
    fun `a remark made without signal goes in the time that the system gives, and the time is handed back`() =
        story { world, order ->
            Device.network(Network.NONE)
            app.work.changed()
            app.phone().captures.comment(order, "门口有狗")
            until("a job stands") { job(Network.METERED)?.isExpedited == true }

            Device.network(Network.METERED)
            val service = Robolectric.buildService(SendService::class.java).create().get()
            assertTrue(service.onStartJob(Device.job(Network.METERED, isExpedited = true)))
            until("the job is over") { shadowOf(service).isJobFinished }
            assertFalse(shadowOf(service).isRescheduleNeeded)
            assertEquals(0, app.phone().syncing.status().onPhone)
            assertTrue("门口有狗" in world.hub.office("GET", "/v1/office/orders/$order"))
            until("nothing is asked for") { job(Network.METERED) == null }
        }

    @Test
    fun `time that is taken back is asked for again`() = story { world, order ->
        Device.network(Network.METERED)
        world.hub.signalOff()
        app.phone().captures.comment(order, "门口有狗")
        val service = Robolectric.buildService(SendService::class.java).create().get()
        service.onStartJob(Device.job(Network.METERED))
        assertTrue(service.onStopJob(Device.job(Network.METERED)))
        until("a job stands") { job(Network.METERED) != null }
        assertEquals(1, app.phone().syncing.status().onPhone)
    }

    @Test
    fun `somebody who looks at the app needs no job, and a hub that fails is asked later`() = story { world, order ->
        Device.network(Network.UNMETERED)
        app.phone().captures.comment(order, "第一条")
        app.work.looked(true)
        until("it went") { app.phone().syncing.status().onPhone == 0L }
        world.hub.signalOff()
        app.phone().captures.comment(order, "第二条")
        until("a later job stands") { (job(Network.METERED)?.minLatencyMillis ?: 0) > 0 }
        world.hub.signalOn()
        app.work.sendNow()
        until("a person ends the pause") { app.phone().syncing.status().onPhone == 0L }
        until("nothing is asked for") { job(Network.METERED) == null }
        app.work.looked(false)
    }

    @Test
    fun `on duty the hub is asked for news now and then, off duty only what is owed counts`() = story { _, _ ->
        Device.network(Network.UNMETERED)
        app.phone().account.beginShift()
        app.phone().syncing.run()
        app.work.changed()
        until("a look stands") { job(Network.METERED)?.isExpedited == false }
        app.phone().account.endShift()
        app.phone().syncing.run()
        until("no look stands") { job(Network.METERED) == null }
    }

    @Test
    fun `what a new process has to know is written down`() = story { _, order ->
        Device.network(Network.METERED)
        app.phone().captures.comment(order, "第一条")
        app.work.looked(true)
        until("it went") { app.phone().syncing.status().onPhone == 0L }
        val kept = KeptLines { app.noBackupFilesDir.resolve("background") }
        until("it is written") { kept.read().isNotEmpty() }
        assertTrue(Memory.restore(kept.read().single()).begunAtMs > 0)
        app.work.looked(false)
    }

    @Test
    fun `a phone that is nobody's asks for nothing`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            app.folder = world.folder()
            Device.network(Network.UNMETERED)
            val service = Robolectric.buildService(SendService::class.java).create().get()
            service.onStartJob(Device.job(Network.UNMETERED))
            until("the job is over") { shadowOf(service).isJobFinished }
            assertNull(job(Network.METERED))
            app.phone().closeAndWait()
        }
    }

    private companion object {
        /** Over a slow machine and a real hub. */
        const val WAIT_MS = 60_000L
    }
}
