package dev.counterfoil.app.order

/** An answer as it is kept, of what was typed for a question of this kind. What is none of the kind stays as it is. */
internal fun keptAs(kind: String, typed: String): String {
    val text = typed.trim()
    // A Chinese keyboard writes digits and signs that are as wide as a character.
    val narrow = text.map { if (it in '！'..'～') it - WIDE else it }.joinToString("").replace('。', '.').replace('−', '-')
    return when (kind) {
        "integer", "decimal" -> narrow
        "date" -> dateOf(narrow) ?: narrow
        "time" -> timeOf(narrow) ?: narrow
        "date_time" -> dateTimeOf(narrow) ?: narrow
        else -> text
    }
}

/** A number with the other sign. */
internal fun otherSign(typed: String): String {
    val text = typed.trim()
    return if (text.startsWith('-') || text.startsWith('−')) text.drop(1) else "-$text"
}

/** `20261122`, `2026.11.22`, `2026年11月22日`: `2026-11-22`. */
private fun dateOf(text: String): String? {
    val found = closeDate.matchEntire(text) ?: apartDate.matchEntire(text) ?: return null
    val (year, month, day) = found.destructured
    return "$year-${month.padStart(2, '0')}-${day.padStart(2, '0')}"
}

/** `930`, `9.30`, `9点30分`: `09:30`. */
private fun timeOf(text: String): String? {
    val found = closeTime.matchEntire(text) ?: apartTime.matchEntire(text) ?: return null
    val (hour, minute) = found.destructured
    return "${hour.padStart(2, '0')}:${minute.padStart(2, '0')}"
}

private fun dateTimeOf(text: String): String? {
    val parts = text.split(' ', 'T').filter { it.isNotEmpty() }
    val (date, time) = when {
        parts.size == 2 -> parts[0] to parts[1]
        closeBoth.matches(text) -> text.take(8) to text.drop(8)
        else -> return null
    }
    return "${dateOf(date) ?: return null}T${timeOf(time) ?: return null}"
}

private const val WIDE = 0xFEE0
private val closeDate = Regex("([0-9]{4})([0-9]{2})([0-9]{2})")
private val apartDate = Regex("([0-9]{4})[^0-9]([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]?")
private val closeTime = Regex("([0-9]{1,2})([0-9]{2})")
private val apartTime = Regex("([0-9]{1,2})[^0-9]([0-9]{1,2})[^0-9]?")
private val closeBoth = Regex("[0-9]{12}")
