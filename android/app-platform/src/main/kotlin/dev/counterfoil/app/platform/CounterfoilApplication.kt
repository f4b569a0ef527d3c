package dev.counterfoil.app.platform

import android.app.Activity
import android.app.Application
import android.os.Bundle
import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.CounterfoilException
import dev.counterfoil.Phone
import dev.counterfoil.android.KeystoreSigner
import dev.counterfoil.android.counterfoil
import dev.counterfoil.app.background.Background
import java.io.File
import java.security.GeneralSecurityException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withContext

/** Holds the one opening of the store that a process may have, and the work that goes on without a screen. */
open class CounterfoilApplication : Application() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.IO)
    private val opening = Mutex()
    private var opened: Phone? = null
    private val news by lazy { News(this) }

    /** What goes to the hub by itself. */
    val work: BackgroundWork by lazy {
        BackgroundWork(
            scope, Background(), Conditions(this), Jobs(this), KeptLines { File(noBackupFilesDir, "background") },
            ::phone, news::anew,
        )
    }

    /** The open phone, opened when it is first asked for; asked again where that failed. */
    suspend fun phone(): Phone = opening.withLock {
        opened ?: withContext(Dispatchers.IO) { Counterfoil.open(config()) }.also { opened = it }
    }

    /** Where the store lies and what the device brings to it. Not for the main thread. */
    protected open fun config(): CounterfoilConfig = counterfoil(signer = KeystoreSigner.open())

    override fun onCreate() {
        super.onCreate()
        Notifications(this).makeChannels()
        registerActivityLifecycleCallbacks(Looking())
    }

    /** Something has come that no screen waits for; [done] when it was heard. */
    fun wake(done: () -> Unit) {
        work.changed()
        scope.launch {
            try {
                news.anew(phone())
            } catch (_: GeneralSecurityException) {
                return@launch
            } catch (_: CounterfoilException) {
                // It is locked: the system wakes the app again after the first unlock.
                return@launch
            } finally {
                done()
            }
        }
    }

    /** Whether a window of the app stands before somebody's eyes. */
    private inner class Looking : ActivityLifecycleCallbacks {
        private var started = 0

        override fun onActivityStarted(activity: Activity) {
            if (started++ == 0) work.looked(true)
        }

        override fun onActivityStopped(activity: Activity) {
            if (--started == 0) work.looked(false)
        }

        override fun onActivityCreated(activity: Activity, savedInstanceState: Bundle?) = Unit

        override fun onActivityResumed(activity: Activity) = Unit

        override fun onActivityPaused(activity: Activity) = Unit

        override fun onActivitySaveInstanceState(activity: Activity, outState: Bundle) = Unit

        override fun onActivityDestroyed(activity: Activity) = Unit
    }
}
