package dev.counterfoil.app.platform

import android.app.job.JobInfo
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Context
import android.os.Build
import android.os.PersistableBundle
import dev.counterfoil.app.background.Network
import dev.counterfoil.app.background.Request

/** The requests of the machine as jobs of the system: one for each network, kept over a boot. */
class Jobs(context: Context, private val clockMs: () -> Long = System::currentTimeMillis) {
    private val app = context.applicationContext
    private val scheduler = app.getSystemService(JobScheduler::class.java)

    /**
     * Makes the jobs what the requests say. What stands already is left alone: a job that is set anew loses its place,
     * and one that runs is stopped.
     *
     * @param running those whose job runs now; they are left alone, too
     * @param ended those whose job was just handed back: it does not stand any more, though the system may still say so
     */
    fun stand(requests: List<Request>, running: Set<Network>, ended: Set<Network>) {
        for (network in listOf(Network.METERED, Network.UNMETERED) - running) {
            val request = requests.firstOrNull { it.network == network }
            val standing = scheduler.getPendingJob(id(network))
            if (request == null) {
                if (standing != null) scheduler.cancel(id(network))
            } else if (network in ended || standing?.extras?.getString(TEXT) != text(request)) {
                set(request)
            }
        }
    }

    private fun set(request: Request) {
        if (request.isAsked && Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) {
            // The system takes it only while somebody looks at the app; it then runs as long as it needs.
            if (scheduler.schedule(job(request, Kind.ASKED)) == JobScheduler.RESULT_SUCCESS) return
        }
        val isSoon = request.isUrgent && request.notBeforeMs <= clockMs()
        if (isSoon && Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
            // There are only so many of them in a day.
            if (scheduler.schedule(job(request, Kind.SOON)) == JobScheduler.RESULT_SUCCESS) return
        }
        scheduler.schedule(job(request, Kind.PLAIN))
    }

    private enum class Kind { ASKED, SOON, PLAIN }

    private fun job(request: Request, kind: Kind): JobInfo {
        val job = JobInfo.Builder(id(request.network), ComponentName(app, SendService::class.java))
        job.setRequiredNetworkType(
            if (request.network == Network.UNMETERED) JobInfo.NETWORK_TYPE_UNMETERED else JobInfo.NETWORK_TYPE_ANY,
        )
        job.setPersisted(true)
        job.setExtras(PersistableBundle().apply { putString(TEXT, text(request)) })
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P && request.bytes > 0) {
            job.setEstimatedNetworkBytes(JobInfo.NETWORK_BYTES_UNKNOWN.toLong(), request.bytes)
        }
        when (kind) {
            Kind.ASKED -> if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE) job.setUserInitiated(true)
            Kind.SOON -> if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) job.setExpedited(true)
            Kind.PLAIN -> {
                job.setRequiresBatteryNotLow(request.sparesBattery)
                job.setMinimumLatency(maxOf(0, request.notBeforeMs - clockMs()))
            }
        }
        return job.build()
    }

    companion object {
        private const val TEXT = "request"

        /** A request as it is compared: what is owed grows all day, and is no reason to set a job anew. */
        private fun text(request: Request): String = request.copy(bytes = 0).toString()

        fun id(network: Network): Int = network.ordinal

        fun network(id: Int): Network = Network.entries[id]
    }
}
