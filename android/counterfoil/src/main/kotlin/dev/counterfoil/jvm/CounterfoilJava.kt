@file:JvmName("CounterfoilJava")

package dev.counterfoil.jvm

import dev.counterfoil.CounterfoilException
import java.io.Closeable
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executor
import java.util.function.Consumer
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.future.future
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/**
 * Any call of this library from Java, waiting for it on this thread. Never on the main thread of an app.
 *
 * ```java
 * OrderSheet sheet = CounterfoilJava.blocking(call -> phone.getOrders().sheet(id, call));
 * ```
 */
@Throws(CounterfoilException::class, InterruptedException::class)
public fun <T> blocking(call: suspend () -> T): T = runBlocking { call() }

/**
 * Any call of this library from Java, as a future. Cancelling the future cancels the call.
 *
 * ```java
 * CompletableFuture<Report> report = CounterfoilJava.async(call -> phone.getSyncing().run(budget, call));
 * ```
 */
public fun <T> async(call: suspend () -> T): CompletableFuture<T> =
    CoroutineScope(Dispatchers.Default).future { call() }

/**
 * Hears every value of a flow on [executor], one after the other, until the result is closed or the flow ends. What
 * the flow fails with is told to [failed], once, and ends it. What [heard] or [failed] throw is nobody's to hide: it
 * goes to the uncaught exception handler of the thread.
 *
 * ```java
 * Closeable list = CounterfoilJava.observe(
 *     phone.getOrders().observe(new OrderFilter()), mainExecutor, page -> show(page), error -> warn(error));
 * ```
 */
public fun <T> observe(
    flow: Flow<T>,
    executor: Executor,
    heard: Consumer<in T>,
    failed: Consumer<in Exception>,
): Closeable = observing(
    flow.catch { error -> if (error is Exception) failed.accept(error) else throw error }, executor, heard,
)

/** The same, where what the flow fails with goes to the uncaught exception handler of the thread. */
public fun <T> observe(flow: Flow<T>, executor: Executor, heard: Consumer<in T>): Closeable =
    observing(flow, executor, heard)

private fun <T> observing(flow: Flow<T>, executor: Executor, heard: Consumer<in T>): Closeable {
    val scope = CoroutineScope(SupervisorJob() + executor.asCoroutineDispatcher())
    scope.launch { flow.collect { heard.accept(it) } }
    return Closeable { scope.cancel() }
}
