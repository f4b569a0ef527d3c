package dev.counterfoil.tests

import dev.counterfoil.Account
import dev.counterfoil.Captures
import dev.counterfoil.Orders
import dev.counterfoil.OutletIndex
import dev.counterfoil.Phone
import dev.counterfoil.SharedDevice
import dev.counterfoil.Syncing
import java.io.File
import java.lang.reflect.Modifier
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** No call goes to an app that no test makes. */
class EveryCallTest {
    @Test
    fun `each call of each desk is made by a test`() {
        val folders = listOf("tests", "counterfoil-coil").map { File(Checkout.root, "android/$it/src/test") }
        val tests = folders.flatMap { it.walk() }.filter { it.isFile && it.name != "EveryCallTest.kt" }
            .joinToString("\n") { it.readText() }
        val made = Regex("""\.(\w+)[ (]""").findAll(tests).map { it.groupValues[1] }.toSet()
        val desks = listOf(Orders::class, Captures::class, Syncing::class, Account::class, OutletIndex::class)
        val more = listOf("Forms", "Route", "Approvals", "Texts").map { Class.forName("dev.counterfoil.Order$it") }
        val calls = (desks + listOf(Phone::class, SharedDevice::class)).map { it.java }.plus(more)
            .associate { desk -> desk.simpleName to desk.declaredMethods.filter(::isCall).map { it.name }.toSet() }
        assertTrue(calls.values.sumOf { it.size } > 110, "$calls")
        val never = calls.mapValues { (_, names) -> names - made }.filterValues { it.isNotEmpty() }
        assertEquals(emptyMap(), never, "calls that no test makes")
    }

    private fun isCall(method: java.lang.reflect.Method): Boolean =
        Modifier.isPublic(method.modifiers) && !method.isSynthetic && '$' !in method.name &&
            '-' !in method.name && !Regex("get[A-Z].*").matches(method.name)
}
