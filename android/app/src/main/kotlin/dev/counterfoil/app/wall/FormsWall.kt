package dev.counterfoil.app.wall

import dev.counterfoil.Done
import dev.counterfoil.FormAnswer
import dev.counterfoil.FormChoice
import dev.counterfoil.FormPage
import dev.counterfoil.FormRow
import dev.counterfoil.FormSheet
import kotlinx.coroutines.flow.Flow

/**
 * A form with one of its pages.
 *
 * @property page the page that was asked for, or the one before it where that does not show; `null` where none shows
 */
data class OpenForm(val sheet: FormSheet, val page: FormPage?)

/**
 * A question on the screen.
 *
 * @property item the item of its repeat group
 */
data class FormField(val question: String, val item: String? = null)

/** The forms of an order. An answer is durable when the call returns. */
interface FormsWall {
    /** Those of its kind, and those that its steps need. */
    fun rows(order: String): Flow<List<FormRow>>

    fun open(order: String, form: String, page: Long): Flow<OpenForm>

    /** The choices whose name holds what was typed, 100 at most. */
    suspend fun choices(order: String, form: String, field: FormField, typed: String): List<FormChoice>

    /** An answer; [shown] is that of the form that the person was looking at. */
    suspend fun answer(order: String, form: String, answer: FormAnswer, shown: String?): Done

    suspend fun addItem(order: String, form: String, group: String)

    suspend fun removeItem(order: String, form: String, group: String, item: String)

    /** The reason for which it stays incomplete; `null` takes it back. */
    suspend fun except(order: String, form: String, reason: String?)
}
