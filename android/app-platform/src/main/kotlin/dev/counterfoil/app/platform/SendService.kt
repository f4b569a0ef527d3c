package dev.counterfoil.app.platform

import android.app.job.JobParameters
import android.app.job.JobService
import android.os.Build

/** Time that the system gives for sending. What is done with it the machine decides. */
class SendService : JobService() {
    private val work get() = (application as CounterfoilApplication).work

    override fun onStartJob(params: JobParameters): Boolean {
        work.given(Jobs.network(params.jobId), System.currentTimeMillis() + lasts(params)) { isWanted ->
            jobFinished(params, isWanted)
        }
        return true
    }

    /** What is owed is asked for again. */
    override fun onStopJob(params: JobParameters): Boolean {
        work.takenBack(Jobs.network(params.jobId))
        return true
    }

    /** How long the system lets such a job run at least, or nearly so. */
    private fun lasts(params: JobParameters): Long {
        val sdk = Build.VERSION.SDK_INT
        if (sdk >= Build.VERSION_CODES.UPSIDE_DOWN_CAKE && params.isUserInitiatedJob) {
            val shown = Notifications(this).sending()
            setNotification(params, Notifications.SENDING_ID, shown, JOB_END_NOTIFICATION_POLICY_REMOVE)
            return ASKED_MS
        }
        return if (sdk >= Build.VERSION_CODES.S && params.isExpeditedJob) SOON_MS else PLAIN_MS
    }

    private companion object {
        const val ASKED_MS = 60 * 60_000L
        const val SOON_MS = 60_000L
        const val PLAIN_MS = 9 * 60_000L
    }
}
