package dev.counterfoil.app.order

import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.DayForm
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.FormField
import dev.counterfoil.app.wall.OpenForm
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.words

/** Every state of a form. */
object FormPreviews {
    private val base = FormState(
        card = FakeDay.waiting.last(),
        playbook = FakeDay.playbook,
        hasCamera = true,
        thenName = words("安装完成", "finish"),
    )
    private val begun = mapOf("place" to "厨房吊柜下", "level" to "true", "minutes" to "5")
    private val second = mapOf("verdict" to "part", "tools" to "meter ladder", "city" to "hz")
    private val items = listOf("a" to ("主板" to "260"), "b" to ("风机电容" to "18.5")).flatMap { (item, given) ->
        listOf(FormField("part", item) to given.first, FormField("price", item) to given.second)
    }

    private fun form(answers: Map<String, String>) = DayForm(answers.mapKeys { FormField(it.key) })

    private fun page(page: Long, form: DayForm) = base.copy(open = form.open(page))

    private val empty = page(0, DayForm())
    private val half = page(0, form(begun - "minutes"))
    private val minutes = FormField("minutes")
    private val parts = form(second).let {
        it.copy(answers = it.answers + items + (FormField("total") to "278.5"), items = listOf("a", "b"))
    }
    private val whole = form(begun + ("minutes" to "15") + ("next" to "2027-05-23") + second + ("fault" to "f-1"))

    private val states = mapOf(
        "loading" to base.copy(card = null, thenName = null),
        "empty" to empty,
        "half" to half,
        "problems" to page(0, form(begun)).let { it.copy(open = it.open?.withoutFirst(2), isChecked = true) },
        "wrong-type" to half.copy(
            open = half.open?.withoutFirst(2),
            drafts = mapOf(minutes to Draft("十", "", null, listOf(words("须填整数", "a whole number is needed")))),
        ),
        "choices" to page(1, form(second)),
        "search" to page(1, DayForm()).copy(search = Search(FormField("city"), "仓", DayForm.cities.take(2))),
        "search-many" to page(1, form(second)).let {
            it.copy(search = Search(FormField("tools"), "", it.question(FormField("tools"))?.choices.orEmpty()))
        },
        "no-camera" to page(1, form(second)).copy(hasCamera = false, isChecked = true),
        "items" to page(1, parts).let { it.copy(open = it.open?.withoutFirst(4)) },
        "remove" to page(1, parts).let {
            it.copy(open = it.open?.withoutFirst(4), removes = FormItemAt("parts", "a"))
        },
        "why" to page(0, form(begun)).copy(asksWhy = true),
        "excepted" to page(0, form(begun).copy(exception = "out_of_time")),
        "done" to page(1, whole).copy(evidence = mapOf("photo/fault" to 1)),
        "storage-full" to half.copy(trouble = Trouble.StorageFull),
        "gone" to base.copy(card = null, thenName = null, isGone = true),
    )

    /** The page from further down, as one who has scrolled sees it. */
    private fun OpenForm.withoutFirst(lines: Int) = copy(page = page?.let { it.copy(lines = it.lines.drop(lines)) })

    val all: List<Preview> = states.map { (name, state) -> Preview("form-$name") { FormView(state) {} } }
}
