@file:JvmName("Texts")

package dev.counterfoil

import java.util.Locale

/** The text in the language of [locale]: Chinese for Chinese locales, else English. */
@JvmOverloads
public fun Words.text(locale: Locale = Locale.getDefault()): String =
    if (locale.language == Locale.CHINESE.language) zh else en
