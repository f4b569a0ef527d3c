package dev.counterfoil.app.platform

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.net.NetworkCapabilities
import dev.counterfoil.app.background.Network
import dev.counterfoil.app.background.Request
import kotlin.test.assertEquals
import kotlin.test.assertFalse
import kotlin.test.assertNotSame
import kotlin.test.assertNull
import kotlin.test.assertSame
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config

/** The requests of the machine as jobs: the framework's own rules for them hold here. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE)
class JobsTest {
    private val scheduler get() = Device.context.getSystemService(JobScheduler::class.java)
    private val jobs by lazy { Jobs(Device.context) { NOW } }

    private fun job(network: Network): JobInfo? = scheduler.getPendingJob(Jobs.id(network))

    private fun needsNoMeter(job: JobInfo): Boolean =
        checkNotNull(job.requiredNetwork).hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)

    private fun stand(vararg requests: Request, running: Set<Network> = emptySet(), ended: Set<Network> = emptySet()) =
        jobs.stand(requests.toList(), running, ended)

    @Test
    fun `what is urgent is expedited on any network, and survives a boot`() {
        stand(Request(Network.METERED, isUrgent = true, bytes = 5_000))
        val job = job(Network.METERED)!!
        assertTrue(job.isExpedited && job.isPersisted)
        assertFalse(needsNoMeter(job))
        assertEquals(5_000, job.estimatedNetworkUploadBytes)
        assertEquals(SendService::class.java.name, job.service.className)
        assertNull(job(Network.UNMETERED))
    }

    @Test
    fun `originals wait for a network without a meter and a battery that is not low`() {
        stand(Request(Network.UNMETERED, NOW + 60_000, sparesBattery = true))
        val job = job(Network.UNMETERED)!!
        assertTrue(needsNoMeter(job))
        assertTrue(job.isRequireBatteryNotLow && job.isPersisted && !job.isExpedited)
        assertEquals(60_000, job.minLatencyMillis)
    }

    @Test
    fun `what a person has asked for is her own transfer`() {
        stand(Request(Network.METERED, isUrgent = true, isAsked = true), Request(Network.UNMETERED, isAsked = true))
        assertTrue(job(Network.METERED)!!.isUserInitiated && job(Network.UNMETERED)!!.isUserInitiated)
        assertFalse(job(Network.METERED)!!.isExpedited)
    }

    @Test
    fun `where the day's expedited jobs are used up it becomes a plain one`() {
        shadowOf(scheduler).failExpeditedJob(true)
        stand(Request(Network.METERED, isUrgent = true))
        assertFalse(job(Network.METERED)!!.isExpedited)
    }

    @Test
    fun `what stands is left alone, what changed is set anew, what is not wanted goes`() {
        val wanted = Request(Network.METERED, NOW + 900_000, bytes = 10)
        stand(wanted)
        val first = job(Network.METERED)
        stand(wanted.copy(bytes = 20))
        assertSame(first, job(Network.METERED))
        stand(wanted.copy(notBeforeMs = NOW), running = setOf(Network.METERED))
        assertSame(first, job(Network.METERED), "one that runs would be stopped")
        stand(wanted, ended = setOf(Network.METERED))
        assertNotSame(first, job(Network.METERED), "one that ended does not stand any more")
        stand()
        assertNull(job(Network.METERED))
    }

    private companion object {
        const val NOW = 1_760_000_000_000L
    }
}
