package dev.counterfoil.app.scanners

import dev.counterfoil.app.wall.ScannedCode
import java.net.URLDecoder
import java.net.URLEncoder

/**
 * How one maker's scanner tells what it has read: a broadcast with the code among its extras.
 *
 * @property maker who; for people
 * @property action what the broadcast is called
 * @property code the extra with the code: text, or its bytes
 * @property kind the extra with the kind of code; `null` where none is told
 */
data class ScannerIntent(val maker: String, val action: String, val code: String, val kind: String? = null) {
    /** As one line of text. */
    fun saved(): String =
        listOf(maker, action, code, kind.orEmpty()).joinToString("/") { URLEncoder.encode(it, "UTF-8") }

    companion object {
        /** The scanner that a line was made of; `null` for what is none. */
        fun of(line: String): ScannerIntent? {
            val parts = line.split('/').map { part ->
                runCatching { URLDecoder.decode(part, "UTF-8") }.getOrNull() ?: return null
            }
            if (parts.size != 4 || parts[1].isEmpty() || parts[2].isEmpty()) return null
            return ScannerIntent(parts[0], parts[1], parts[2], parts[3].ifEmpty { null })
        }
    }
}

/** Reads the broadcasts of scanners: those of known makers, and those that this phone has learnt. */
class ScannerIntents(learnt: List<ScannerIntent> = emptyList()) {
    // What was learnt here goes before what is known of other devices of the maker.
    private val all = (learnt + KNOWN).groupBy { it.action }

    /** What has to be listened to. */
    val actions: Set<String> get() = all.keys

    /** The code of a broadcast; `null` where there is none in it. Nothing in it is trusted but to be a code. */
    fun read(action: String?, extras: Map<String, Any?>): ScannedCode? {
        for (one in all[action].orEmpty()) {
            val code = text(extras[one.code]) ?: continue
            val kind = one.kind?.let { text(extras[it]) }?.removePrefix("LABEL-TYPE-")?.lowercase()
            return ScannedCode(code, kind?.take(LONGEST_KIND) ?: UNTOLD)
        }
        return null
    }

    companion object {
        /** The action to set in a scanner that asks for one, with the code in `data` and its kind in `kind`. */
        const val OWN = "dev.counterfoil.app.SCAN"
        private const val UNTOLD = "intent"
        private const val LONGEST_KIND = 32

        /** As makers and those who build on their devices write; none of these devices was at hand. */
        val KNOWN = listOf(
            ScannerIntent("Counterfoil", OWN, "data", "kind"),
            ScannerIntent(
                "Zebra", OWN, "com.symbol.datawedge.data_string", "com.symbol.datawedge.label_type"
            ),
            ScannerIntent("Urovo", "android.intent.ACTION_DECODE_DATA", "barcode_string"),
            ScannerIntent("Newland", "nlscan.action.SCANNER_RESULT", "SCAN_BARCODE1", "SCAN_BARCODE_TYPE_NAME"),
            ScannerIntent("iData", "android.intent.action.SCANRESULT", "value"),
            ScannerIntent("Seuic", "com.android.server.scannerservice.broadcast", "scannerdata"),
            ScannerIntent("Chainway", "com.scanner.broadcast", "data"),
            ScannerIntent("Sunmi", "com.sunmi.scanner.ACTION_DATA_CODE_RECEIVED", "data"),
            ScannerIntent(
                "Datalogic", "com.datalogic.decodewedge.decode_action",
                "com.datalogic.decode.intentwedge.barcode_string", "com.datalogic.decode.intentwedge.barcode_type",
            ),
            ScannerIntent("Unitech", "unitech.scanservice.data", "text"),
        )

        /**
         * Learns how an unknown scanner tells: somebody reads a label whose [code] is known, and this is what came.
         * `null` if the code is in none of the extras.
         */
        fun learn(maker: String, action: String, extras: Map<String, Any?>, code: String): ScannerIntent? {
            val extra = extras.entries.firstOrNull { text(it.value) == code.trim() } ?: return null
            return ScannerIntent(maker, action, extra.key)
        }

        private fun text(extra: Any?): String? {
            val text = when (extra) {
                is CharSequence -> extra.toString()
                is ByteArray -> extra.decodeToString()
                else -> return null
            }
            return text.trim().takeIf { it.isNotEmpty() && it.length <= Wedge.LONGEST }
        }
    }
}
