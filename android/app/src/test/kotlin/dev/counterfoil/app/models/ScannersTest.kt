package dev.counterfoil.app.models

import dev.counterfoil.app.scanners.ScannerIntent
import dev.counterfoil.app.scanners.ScannerIntents
import dev.counterfoil.app.scanners.Wedge
import dev.counterfoil.app.wall.ScannedCode
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertNull
import kotlin.test.assertTrue

/** Scanners that type, and scanners that tell by broadcast. */
class ScannersTest {
    private val wedge = Wedge()
    private var nowMs = 1_000L

    private fun type(text: String, gapMs: Long, endGapMs: Long = gapMs): String? {
        text.forEach {
            nowMs += gapMs
            wedge.letter(it.code, nowMs)
        }
        nowMs += endGapMs
        return wedge.end(nowMs)
    }

    @Test
    fun `a burst with Enter is a code, a finger is none`() {
        assertEquals("SF1203456789017", type("SF1203456789017", gapMs = 8))
        assertEquals("YT0880027341991", type("YT0880027341991", gapMs = Wedge.GAP_MS))
        assertNull(type("SF1203456789017", gapMs = 120), "that was typed")
        assertNull(type("SF1203456789017", gapMs = 8, endGapMs = 400), "Enter came from a finger")
        assertNull(type("123", gapMs = 8), "too short")
        assertNull(wedge.end(nowMs), "Enter alone")
    }

    @Test
    fun `what a finger typed before does not come into the code, and a code does not come into the next`() {
        "12".forEach {
            nowMs += 200
            wedge.letter(it.code, nowMs)
        }
        nowMs += 300
        assertEquals("SF1203456789017", type("SF1203456789017", gapMs = 5))
        assertEquals("SF1203456789018", type("SF1203456789018", gapMs = 5))
    }

    @Test
    fun `the separator of a GS1 code stays, and no half of a code that is too long is told`() {
        assertEquals("0100\u001D21AB", type("0100\u001D21AB", gapMs = 2))
        assertNull(type("7".repeat(Wedge.LONGEST + 5), gapMs = 1))
        assertEquals("7777", type("7777", gapMs = 1))
    }

    @Test
    fun `a hundred and seventy-one labels in a row`() {
        val codes = (1..171).map { "SF1%012d".format(it) }
        assertEquals(codes, codes.map { type(it, gapMs = 4) })
    }

    @Test
    fun `every known maker's broadcast is read, with the kind of code where it is told`() {
        val intents = ScannerIntents()
        for (one in ScannerIntents.KNOWN) {
            val extras = mapOf(one.code to " SF1203456789017\n", one.kind.orEmpty() to "LABEL-TYPE-CODE128", "x" to 7)
            val read = intents.read(one.action, extras)
            val kind = if (one.kind == null) "intent" else "code128"
            assertEquals(ScannedCode("SF1203456789017", kind), read, one.maker)
            assertTrue(one.action in intents.actions)
        }
    }

    @Test
    fun `bytes are read as well, and what is no code is none`() {
        val intents = ScannerIntents()
        val urovo = ScannerIntents.KNOWN.single { it.maker == "Urovo" }
        assertEquals("12345", intents.read(urovo.action, mapOf(urovo.code to "12345".toByteArray()))?.raw)
        for (none in listOf(null, 7, "", "  ", "9".repeat(5_000))) {
            assertNull(intents.read(urovo.action, mapOf(urovo.code to none)), "$none".take(20))
        }
        assertNull(intents.read("android.intent.action.VIEW", mapOf("data" to "12345")))
        assertNull(intents.read(null, emptyMap()))
    }

    @Test
    fun `an unknown scanner is learnt from one label whose code is known, and goes before the known ones`() {
        val came = mapOf("count" to 3, "result" to "SF1203456789017", "time" to "08:02")
        val learnt = ScannerIntents.learn("Acme/7", "com.acme.SCAN", came, "SF1203456789017")
        assertEquals(ScannerIntent("Acme/7", "com.acme.SCAN", "result"), learnt)
        assertNull(ScannerIntents.learn("Acme", "com.acme.SCAN", came, "YT0880027341991"))
        assertEquals(learnt, ScannerIntent.of(learnt!!.saved()))
        val other = ScannerIntent("Urovo 9", "android.intent.ACTION_DECODE_DATA", "text", "type")
        assertEquals(other, ScannerIntent.of(other.saved()))
        for (none in listOf("", "a/b", "a//c/d", "a/b//", "%/b/c/d")) assertNull(ScannerIntent.of(none), none)
        val intents = ScannerIntents(listOf(learnt, other))
        assertEquals("777", intents.read("com.acme.SCAN", mapOf("result" to "777"))?.raw)
        val both = mapOf("text" to "learnt", "barcode_string" to "known")
        assertEquals("learnt", intents.read("android.intent.ACTION_DECODE_DATA", both)?.raw)
    }
}
