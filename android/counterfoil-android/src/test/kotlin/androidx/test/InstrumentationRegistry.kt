/*
 * Robolectric looks for classes of androidx.test:monitor, which Google's repository alone has. These tests use none of
 * what they do, so each stands here as far as Robolectric touches it; the files beside this one hold the other packages.
 */
package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

object InstrumentationRegistry {
    private var held: Instrumentation? = null
    private var with: Bundle? = null

    @JvmStatic
    fun getInstrumentation(): Instrumentation = checkNotNull(held)

    @JvmStatic
    fun getArguments(): Bundle? = with

    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, arguments: Bundle?) {
        held = instrumentation
        with = arguments
    }
}
