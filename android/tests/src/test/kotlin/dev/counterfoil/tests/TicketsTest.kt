package dev.counterfoil.tests

import dev.counterfoil.Account
import dev.counterfoil.CounterfoilException
import dev.counterfoil.HubPin
import dev.counterfoil.testkit.TestWorld
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertNotEquals
import kotlin.test.assertTrue
import kotlinx.coroutines.runBlocking

/** Enrolment by a ticket of the app's own backend: no code is typed or scanned. */
class TicketsTest {
    private suspend fun code(account: Account, pin: HubPin, ticket: String): String {
        val error = assertFailsWith<CounterfoilException.NotAllowed> { account.enrolWithTicket(pin, ticket) }
        assertTrue(error.reason.wordsZh.all { text -> text.any { it.code in 0x4e00..0x9fff } }, "${error.reason}")
        return error.reason.code
    }

    @Test
    fun `she signs in to the app and works, with either kind of key`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            world.hub.office("PUT", "/v1/office/people/${ann.person}/staff-number", """{"number": "A-1024"}""")
            for (algorithm in Backend.Algorithm.entries) {
                val backend = Backend.registered(world.hub, algorithm)
                val phone = world.strange()
                val ticket = backend.ticket("A-1024", thumbprint = phone.account.keyThumbprint())
                // The answer was lost once: the same ticket again gives the same person.
                repeat(2) {
                    val enrolled = phone.account.enrolWithTicket(backend.pin, ticket).enrolled
                    assertEquals("小安", enrolled?.personName, "$algorithm")
                }
                phone.account.beginShift()
                val report = phone.syncing.run()
                assertTrue(report.isDone, "$algorithm: $report")
                assertEquals(0, phone.syncing.status().onPhone)
            }
        }
    }

    @Test
    fun `a ticket of another's, too late, forged or for another store lets nobody in`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val boss = world.hub.invite("老陈", listOf("dispatcher"))
            val backend = Backend.registered(world.hub)
            val first = world.strange().account
            val other = world.strange().account
            assertNotEquals(first.keyThumbprint(), other.keyThumbprint())

            assertEquals("worker_unknown", code(first, backend.pin, backend.ticket("A-9999")))
            assertEquals("ticket_not_for_them", code(first, backend.pin, backend.ticket(boss.person)))
            assertEquals("ticket_refused", code(first, backend.pin, backend.ticket(ann.person, goodForS = -60)))
            val forged = backend.ticket(ann.person, signer = Backend.Algorithm.ES256.keys())
            assertEquals("ticket_refused", code(first, backend.pin, forged))
            val bound = backend.ticket(ann.person, thumbprint = first.keyThumbprint())
            assertEquals("ticket_refused", code(other, backend.pin, bound))
            val elsewhere = HubPin(backend.pin.hubUrl, "01".repeat(32))
            assertEquals("hub_keys", code(first, elsewhere, backend.ticket(ann.person)))
            for (wrong in listOf(
                HubPin(backend.pin.hubUrl, "none"),
                HubPin(backend.pin.hubUrl, ""),
                HubPin("hub.example", backend.pin.rootFingerprint),
            )) {
                assertEquals("hub_pin", code(first, wrong, backend.ticket(ann.person)), "$wrong")
            }
            assertEquals(null, first.status().enrolled)

            val used = backend.ticket(ann.person)
            assertEquals("小安", first.enrolWithTicket(backend.pin, used).enrolled?.personName)
            assertEquals("ticket_used", code(other, backend.pin, used))
            assertEquals(null, other.status().enrolled)
        }
    }

    @Test
    fun `without signal a ticket is not lost`(): Unit = runBlocking {
        TestWorld.start().use { world ->
            val ann = world.hub.invite("小安", listOf("courier"))
            val backend = Backend.registered(world.hub)
            val ticket = backend.ticket(ann.person)
            val account = world.strange().account
            world.hub.signalOff()
            assertFailsWith<CounterfoilException.Offline> { account.enrolWithTicket(backend.pin, ticket) }
            world.hub.signalOn()
            assertEquals("小安", account.enrolWithTicket(backend.pin, ticket).enrolled?.personName)
        }
    }
}
