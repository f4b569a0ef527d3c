package dev.counterfoil.tests

import dev.counterfoil.Consent
import dev.counterfoil.ContactAttempt
import dev.counterfoil.ContactOutcome
import dev.counterfoil.Counted
import dev.counterfoil.FixProvider
import dev.counterfoil.Money
import dev.counterfoil.PaymentMethod
import dev.counterfoil.PaymentPurpose
import dev.counterfoil.Position
import dev.counterfoil.Reading
import dev.counterfoil.countedMoney
import dev.counterfoil.countedThings
import dev.counterfoil.standingConsent
import java.time.Duration
import java.time.Instant
import kotlin.test.Test
import kotlin.test.assertEquals

/** What is written with java.time crosses as the ms that the core keeps. */
class InputsTest {
    @Test
    fun `durations and instants are ms in the core`() {
        val (lasted, ago) = Duration.ofSeconds(25) to Duration.ofMinutes(2)
        assertEquals(
            ContactAttempt("phone", "contact/phone", 25_000, ContactOutcome.REACHED, 120_000),
            ContactAttempt("phone", "contact/phone", lasted, ContactOutcome.REACHED, ago),
        )
        assertEquals(
            Position(30.0, 120.0, 8.0, 120_000, FixProvider.FUSED, mock = true, of = "a fact"),
            Position(30.0, 120.0, 8.0, ago, FixProvider.FUSED, mock = true, of = "a fact"),
        )
        assertEquals(
            Reading("temperature", 4_200, "cel", "logger", 120_000),
            Reading("temperature", 4_200, "cel", ago, "logger"),
        )
        assertEquals(
            Consent("doorstep", "李女士", "standing", "放门口", emptyList(), "a place", null, 1_795_000_000_000),
            standingConsent("doorstep", "李女士", "放门口", Instant.ofEpochSecond(1_795_000_000), "a place"),
        )
    }

    @Test
    fun `a count is of money or of things`() {
        val coins = Money(1_800, "CNY")
        assertEquals(
            Counted("money", PaymentPurpose.FREIGHT, PaymentMethod.CASH, coins, null, "一角不够"),
            countedMoney(coins, purpose = PaymentPurpose.FREIGHT, note = "一角不够"),
        )
        assertEquals(Counted("held", null, null, null, 12, null), countedThings("held", 12))
    }
}
