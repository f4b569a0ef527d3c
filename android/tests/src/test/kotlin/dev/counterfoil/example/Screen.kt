package dev.counterfoil.example

import dev.counterfoil.Card

/** What an app draws. */
interface Screen {
    fun list(cards: List<Card>)

    fun say(line: String)

    fun picture(jpeg: ByteArray)
}
