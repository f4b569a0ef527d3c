/*
 * The forms of an order. An answer is kept as soon as it is given: there is no draft to lose.
 */
@file:JvmName("OrderForms")

package dev.counterfoil

/** The forms of an order: those of its kind, and those that its steps need. */
public suspend fun Orders.forms(order: String): List<FormRow> = wall.call { desk.forms(order) }

/**
 * A form as a whole: its pages, and everything that is still wrong.
 *
 * @throws CounterfoilException.NotFound for a form that is not there or whose answers this person may not see
 */
public suspend fun Orders.form(order: String, form: String): FormSheet = wall.call { desk.form(order, form) }

/** A page of a form, by its place; one that does not show is not found. */
public suspend fun Orders.formPage(order: String, form: String, page: Long): FormPage =
    wall.call { desk.formPage(order, form, page) }

/**
 * The choices of a question whose name holds what was typed, 100 at most.
 *
 * @param item the item of its repeat group
 */
@JvmOverloads
public suspend fun Orders.formChoices(
    order: String,
    form: String,
    question: String,
    typed: String,
    item: String? = null,
): List<FormChoice> = wall.call { desk.formChoices(order, form, question, item, typed) }

/**
 * Answers questions, all or none. There is no draft to lose: what was answered is durable.
 *
 * @param shown [FormSheet.shown] of what the person was looking at
 * @throws CounterfoilException.NotAllowed for an answer that is not of its question's type, and by policy
 */
@JvmOverloads
public suspend fun Orders.answerForm(
    order: String,
    form: String,
    answers: List<FormAnswer>,
    shown: String? = null,
): Done = wall.call { desk.answerForm(order, form, answers, shown) }

/** Adds an item to a repeat group and gives its id. */
public suspend fun Orders.addFormItem(order: String, form: String, group: String): String =
    wall.call { desk.addFormItem(order, form, group) }

/** Takes an item out of a repeat group; its answers stay in the order's history. */
public suspend fun Orders.removeFormItem(order: String, form: String, group: String, item: String): Done =
    wall.call { desk.removeFormItem(order, form, group, item) }

/** Records the reason, of [FormSheet.exceptions], for which a form stays incomplete; `null` takes it back. */
public suspend fun Orders.exceptForm(order: String, form: String, reason: String?): Done =
    wall.call { desk.exceptForm(order, form, reason) }
