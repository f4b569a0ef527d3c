package dev.counterfoil.app.design

import androidx.compose.runtime.Composable
import androidx.compose.runtime.ReadOnlyComposable
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.text.font.FontFamily
import dev.counterfoil.Words
import java.time.ZoneId

/** The languages that the app speaks. Every string is there in both: one that is missing does not compile. */
enum class Language { ZH, EN }

/** The language of this screen. */
val LocalLanguage = staticCompositionLocalOf { Language.ZH }

/** The writing of this screen. */
val LocalType = staticCompositionLocalOf { Type(FontFamily.Default) }

/** Where the person is: times are shown by the clocks of this place. */
val LocalZone = staticCompositionLocalOf<ZoneId> { ZoneId.systemDefault() }

/** Words of the playbook in a language. */
fun Words.said(language: Language): String = if (language == Language.ZH) zh else en

/** Words of the playbook in the language of this screen. */
@Composable
@ReadOnlyComposable
fun Words.said(): String = said(LocalLanguage.current)

/** The same at the head of a line or on a button: English begins with a capital. */
@Composable
@ReadOnlyComposable
fun Words.titled(): String = said().replaceFirstChar { it.uppercase() }

/** One of two sets of strings, by the language of this screen. */
@Composable
@ReadOnlyComposable
fun <T> inLanguage(zh: T, en: T): T = if (LocalLanguage.current == Language.ZH) zh else en

/** Short words beside each other. Chinese takes no spaces around the dot, which is as wide as a character. */
@Composable
@ReadOnlyComposable
fun beside(vararg words: String?): String =
    words.filterNot { it.isNullOrEmpty() }.joinToString(if (LocalLanguage.current == Language.ZH) "·" else " · ")
