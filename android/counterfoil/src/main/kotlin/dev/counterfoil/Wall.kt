package dev.counterfoil

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.withContext

/**
 * The way through the wall: every call of the core is a synchronous transaction, so it runs on [context] and never on
 * the caller's thread. A call that has begun is finished even if its caller was cancelled meanwhile: what it wrote is
 * durable, only the answer is dropped.
 */
internal class Wall(val context: CoroutineContext) {
    suspend inline fun <T> call(crossinline work: () -> T): T = withContext(context) { plainly(work) }
}
