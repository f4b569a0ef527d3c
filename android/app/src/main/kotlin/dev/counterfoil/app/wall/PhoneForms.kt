package dev.counterfoil.app.wall

import dev.counterfoil.Done
import dev.counterfoil.FormAnswer
import dev.counterfoil.FormChoice
import dev.counterfoil.FormRow
import dev.counterfoil.Phone
import dev.counterfoil.Topic
import dev.counterfoil.addFormItem
import dev.counterfoil.answerForm
import dev.counterfoil.exceptForm
import dev.counterfoil.form
import dev.counterfoil.formChoices
import dev.counterfoil.formPage
import dev.counterfoil.forms
import dev.counterfoil.removeFormItem
import kotlinx.coroutines.flow.Flow

/** The forms of an open phone. */
internal class PhoneForms(private val phone: Phone) : FormsWall {
    /** The lists come at once, an order only when it changes. */
    private fun <T> asking(order: String, ask: suspend () -> T): Flow<T> =
        phone.asking({ it == Topic.Orders || it == Topic.Order(order) }, ask)

    override fun rows(order: String): Flow<List<FormRow>> =
        asking(order) { phone.orders.forms(order) }

    override fun open(order: String, form: String, page: Long): Flow<OpenForm> =
        asking(order) {
            // The whole first: what the page shows beyond it is not said to have been shown.
            val sheet = phone.orders.form(order, form)
            val at = sheet.pages.lastOrNull { it.page <= page } ?: sheet.pages.firstOrNull()
            OpenForm(sheet, at?.let { phone.orders.formPage(order, form, it.page) })
        }

    override suspend fun choices(order: String, form: String, field: FormField, typed: String): List<FormChoice> =
        plain { phone.orders.formChoices(order, form, field.question, typed, field.item) }

    override suspend fun answer(order: String, form: String, answer: FormAnswer, shown: String?): Done =
        plain { phone.orders.answerForm(order, form, listOf(answer), shown) }

    override suspend fun addItem(order: String, form: String, group: String) {
        plain { phone.orders.addFormItem(order, form, group) }
    }

    override suspend fun removeItem(order: String, form: String, group: String, item: String) {
        plain { phone.orders.removeFormItem(order, form, group, item) }
    }

    override suspend fun except(order: String, form: String, reason: String?) {
        plain { phone.orders.exceptForm(order, form, reason) }
    }
}
