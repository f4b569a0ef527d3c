package androidx.test.runner.lifecycle

import android.app.Activity

enum class ApplicationStage { PRE_ON_CREATE, CREATED }

enum class Stage { PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED }

interface ApplicationLifecycleMonitor

interface ActivityLifecycleMonitor {
    fun getLifecycleStageOf(activity: Activity): Stage?
}

object ActivityLifecycleMonitorRegistry {
    private var held: ActivityLifecycleMonitor? = null

    @JvmStatic
    fun getInstance(): ActivityLifecycleMonitor? = held

    @JvmStatic
    fun registerInstance(monitor: ActivityLifecycleMonitor?) {
        held = monitor
    }
}

object ApplicationLifecycleMonitorRegistry {
    @JvmStatic
    fun registerInstance(monitor: ApplicationLifecycleMonitor?) = Unit
}
