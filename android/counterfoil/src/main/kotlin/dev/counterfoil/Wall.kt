package dev.counterfoil

import java.io.Closeable
import kotlin.coroutines.cancellation.CancellationException
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.withContext

/**
 * The way through the wall: every call of the core is a synchronous transaction, so it runs on [dispatcher] and never
 * on the caller's thread. A call that has begun is finished even if its caller was cancelled meanwhile: what it wrote
 * is durable, only the answer is dropped.
 */
internal class Wall(val dispatcher: CoroutineDispatcher) {
    suspend inline fun <T> call(crossinline work: () -> T): T = withContext(dispatcher) { plainly(work) }

    /**
     * A call whose answer has to be closed: where the answer is dropped, as the caller was cancelled meanwhile, it is
     * closed here. Nobody else could.
     */
    suspend inline fun <T : Closeable> opened(crossinline open: () -> T): T {
        var opened: T? = null
        return try {
            withContext(dispatcher) { plainly(open).also { opened = it } }
        } catch (cancelled: CancellationException) {
            opened?.close()
            throw cancelled
        }
    }
}
