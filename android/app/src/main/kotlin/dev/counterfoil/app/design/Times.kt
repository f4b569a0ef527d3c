package dev.counterfoil.app.design

import dev.counterfoil.Interval
import java.time.Duration
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.temporal.ChronoUnit
import java.util.Locale

private val clock = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
private val dayZh = DateTimeFormatter.ofPattern("M月d日", Locale.ROOT)
private val dayEn = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH)
private val longZh = DateTimeFormatter.ofPattern("M月d日 EEEE", Locale.CHINA)
private val longEn = DateTimeFormatter.ofPattern("EEE, d MMM", Locale.ENGLISH)

/** `14:30`. */
fun clockText(ms: Long, zone: ZoneId): String = clock.format(Instant.ofEpochMilli(ms).atZone(zone))

/** `11月23日 星期一` or `Mon, 23 Nov`. */
fun dayText(at: Instant, zone: ZoneId, language: Language): String =
    (if (language == Language.ZH) longZh else longEn).format(at.atZone(zone))

/** The time of a moment, with its day in front if that is not today. */
fun momentText(ms: Long, now: Instant, zone: ZoneId, language: Language): String {
    val day = otherDayText(ms, now, zone, language)
    return listOfNotNull(day, clockText(ms, zone)).joinToString(" ")
}

/** `11月24日`: the day of a moment that is not today; `null` for today. */
fun otherDayText(ms: Long, now: Instant, zone: ZoneId, language: Language): String? {
    val at = Instant.ofEpochMilli(ms).atZone(zone)
    if (at.toLocalDate() == now.atZone(zone).toLocalDate()) return null
    return (if (language == Language.ZH) dayZh else dayEn).format(at)
}

/** When something was, as honestly as it is known: `14:30`, or `14:28–14:31` where the clock leaves that open. */
fun intervalText(at: Interval, now: Instant, zone: ZoneId, language: Language): String {
    val (from, to) = at.earliestMs to at.latestMs
    val zh = language == Language.ZH
    return when {
        from == null && to == null -> if (zh) "时间不明" else "time unknown"
        from == null -> (if (zh) "最晚 " else "by ") + momentText(to!!, now, zone, language)
        to == null -> (if (zh) "最早 " else "after ") + momentText(from, now, zone, language)
        to - from < 60_000 -> momentText(from, now, zone, language)
        else -> momentText(from, now, zone, language) + "–" + clockText(to, zone)
    }
}

/** `1 小时 20 分` or `1 h 20 min`; in days from two days on. */
fun lengthText(length: Duration, language: Language): String {
    val zh = language == Language.ZH
    val minutes = length.abs().truncatedTo(ChronoUnit.MINUTES).toMinutes()
    val (hours, rest) = minutes / 60 to minutes % 60
    return when {
        hours >= 48 -> if (zh) "${hours / 24} 天" else "${hours / 24} days"
        hours > 0 && rest > 0 -> if (zh) "$hours 小时 $rest 分" else "$hours h $rest min"
        hours > 0 -> if (zh) "$hours 小时" else "$hours h"
        else -> if (zh) "$minutes 分" else "$minutes min"
    }
}

/** `¥18.00`: an amount of minor units with its currency. */
fun moneyText(minor: Long, currency: String): String {
    val sign = if (minor < 0) "−" else ""
    val amount = "%d.%02d".format(Locale.ROOT, kotlin.math.abs(minor) / 100, kotlin.math.abs(minor) % 100)
    return if (currency == "CNY") "$sign¥$amount" else "$sign$currency $amount"
}

/** `1.2 MB`: as many digits as a person reads. */
fun bytesText(bytes: Long): String = when {
    bytes >= 1_000_000 -> "%.1f MB".format(Locale.ROOT, bytes / 1e6)
    bytes >= 1_000 -> "%d KB".format(Locale.ROOT, bytes / 1_000)
    else -> "$bytes B"
}
