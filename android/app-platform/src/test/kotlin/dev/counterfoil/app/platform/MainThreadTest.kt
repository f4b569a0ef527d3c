package dev.counterfoil.app.platform

import android.app.Activity
import android.content.Intent
import android.os.Looper
import android.os.StrictMode
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.SecretStore
import dev.counterfoil.app.background.Network
import dev.counterfoil.testkit.TestWorld
import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.junit.After
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** A process that tells StrictMode wherever it goes to the disk: a folder is asked for, or a secret. */
class WatchedApplication : CounterfoilApplication() {
    lateinit var folder: File
    val touched = CopyOnWriteArrayList<String>()

    private fun <T> noted(what: String, touch: () -> T): T {
        touched += what
        StrictMode.noteSlowCall(what)
        return touch()
    }

    override fun getNoBackupFilesDir(): File = noted("kept lines") { super.getNoBackupFilesDir() }

    override fun getFilesDir(): File = noted("files") { super.getFilesDir() }

    override fun config(): CounterfoilConfig = noted("opening") {
        val secrets = SecretStore.inFolder(File(folder, "keys"))
        CounterfoilConfig(
            File(folder, "store"),
            object : SecretStore by secrets {
                override fun get(name: String) = noted("a secret") { secrets.get(name) }
            }
        )
    }
}

/** Nothing of ours goes to the disk on the main thread: StrictMode listens while the app is woken and looked at. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE, application = WatchedApplication::class)
class MainThreadTest {
    private val app get() = RuntimeEnvironment.getApplication() as WatchedApplication
    private val found = CopyOnWriteArrayList<String>()

    /** StrictMode tells at the end of a turn of the main thread. */
    private fun found(): List<String> {
        shadowOf(Looper.getMainLooper()).idle()
        return found
    }

    @Before
    fun strict() {
        val listener = StrictMode.OnThreadViolationListener { found += it.toString() }
        val policy = StrictMode.ThreadPolicy.Builder().detectAll().penaltyListener(Runnable::run, listener).build()
        StrictMode.setThreadPolicy(policy)
    }

    @After
    fun asBefore() = StrictMode.setThreadPolicy(StrictMode.ThreadPolicy.LAX)

    @Test
    fun `woken, opened, looked at and given time, it leaves the disk to other threads`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            app.folder = world.folder()
            Device.network(Network.METERED)
            val woken = CompletableDeferred<Unit>()
            app.wake { woken.complete(Unit) }
            withTimeout(WAIT_MS) { woken.await() }
            app.phone().account.enrol(world.hub.invite("小安", listOf("courier")).invitation)
            WakeReceiver().onReceive(app, Intent(Intent.ACTION_BOOT_COMPLETED))
            val window = Robolectric.buildActivity(Activity::class.java).setup()
            val service = Robolectric.buildService(SendService::class.java).create().get()
            service.onStartJob(Device.job(Network.METERED))
            withTimeout(WAIT_MS) { while (!shadowOf(service).isJobFinished) delay(5) }
            window.pause().stop()
            assertTrue(app.touched.containsAll(listOf("opening", "a secret", "kept lines")), "${app.touched}")
            assertEquals(emptyList(), found())
            app.phone().closeAndWait()
        }
    }

    @Test
    fun `a touch of the disk on this thread is found`() {
        app.noBackupFilesDir
        assertTrue(found().any { "kept lines" in it }, "$found")
    }

    private companion object {
        const val WAIT_MS = 60_000L
    }
}
