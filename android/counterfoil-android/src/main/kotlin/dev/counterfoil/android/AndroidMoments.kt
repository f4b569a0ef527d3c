package dev.counterfoil.android

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import dev.counterfoil.Clocks
import dev.counterfoil.Moments

/**
 * Android's clocks: the wall clock, the count of boots, and the clock since the boot that nobody sets and that counts
 * deep sleep. Safe from any thread; a reading takes microseconds.
 *
 * @param context any; the application's is kept
 */
public class AndroidMoments(context: Context) : Moments {
    private val resolver = context.applicationContext.contentResolver

    /** A process does not outlive its boot, so it is asked once; where it is not told, every reading throws. */
    private val boot by lazy { Settings.Global.getInt(resolver, Settings.Global.BOOT_COUNT).toLong() }

    /** @throws Settings.SettingNotFoundException where the system counts no boots: the library's own clocks stand in */
    override fun clocks(): Clocks = Clocks(System.currentTimeMillis(), boot, SystemClock.elapsedRealtime())
}
