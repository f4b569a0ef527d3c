package dev.counterfoil.app.design

import androidx.compose.runtime.Composable

/**
 * One state of a screen, to be drawn and checked.
 *
 * @property name the screen and the state: the name of its picture
 */
class Preview(val name: String, val content: @Composable () -> Unit)
