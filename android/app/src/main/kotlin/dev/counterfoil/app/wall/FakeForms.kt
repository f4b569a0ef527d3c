package dev.counterfoil.app.wall

import dev.counterfoil.Done
import dev.counterfoil.FormAnswer
import dev.counterfoil.FormAsks
import dev.counterfoil.FormChoice
import dev.counterfoil.FormEvidence
import dev.counterfoil.FormGroup
import dev.counterfoil.FormHeading
import dev.counterfoil.FormItem
import dev.counterfoil.FormLine
import dev.counterfoil.FormPage
import dev.counterfoil.FormPageRow
import dev.counterfoil.FormProblem
import dev.counterfoil.FormProblemAt
import dev.counterfoil.FormQuestion
import dev.counterfoil.FormRow
import dev.counterfoil.FormSheet
import dev.counterfoil.Words
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.update

/** A form by heart: two pages, a group, and what it says of an answer. It remembers what was answered. */
class FakeForms(private val write: (String) -> Unit) : FormsWall {
    private val kept = MutableStateFlow(DayForm())

    /** Somebody else answers, on another phone. */
    fun answeredElsewhere(field: FormField, text: String) = keep { it.copy(answers = it.answers + (field to text)) }

    private fun keep(change: (DayForm) -> DayForm) = kept.update { change(it).copy(version = it.version + 1) }

    override fun rows(order: String): Flow<List<FormRow>> = kept.map { listOf(it.row) }

    override fun open(order: String, form: String, page: Long): Flow<OpenForm> = kept.map { it.open(page) }

    override suspend fun choices(order: String, form: String, field: FormField, typed: String): List<FormChoice> =
        DayForm.cities.filter { typed in it.name.zh }

    override suspend fun answer(order: String, form: String, answer: FormAnswer, shown: String?): Done {
        write("answer ${answer.question}=${answer.text} over $shown")
        if (answer.question == "minutes" && answer.text.isNotEmpty() && answer.text.toLongOrNull() == null) {
            throw WallException(Trouble.NotAllowed("type", listOf(words("须填整数", "a whole number is needed"))))
        }
        val field = FormField(answer.question, answer.item)
        keep { it.copy(answers = it.answers + (field to answer.text)) }
        return Done(emptyList(), emptyList(), false)
    }

    override suspend fun addItem(order: String, form: String, group: String) {
        write("add to $group")
        keep { it.copy(items = it.items + "item${it.version}") }
    }

    override suspend fun removeItem(order: String, form: String, group: String, item: String) {
        write("remove $item from $group")
        keep { it.copy(items = it.items - item) }
    }

    override suspend fun except(order: String, form: String, reason: String?) {
        write("except for $reason")
        keep { it.copy(exception = reason) }
    }
}

/** The form of the day with its answers: 上门记录. */
internal data class DayForm(
    val answers: Map<FormField, String> = emptyMap(),
    val items: List<String> = emptyList(),
    val exception: String? = null,
    val version: Int = 0,
) {
    private val name = words("上门记录", "record of the visit")
    private val titles = listOf(words("检查", "checks"), words("处理", "what was done"))

    private fun lines(page: Int): List<FormLine> = if (page == 0) {
        listOf(
            question("place", "text", words("装在哪儿", "where it was put"), isRequired = true),
            question("level", "boolean", words("水平、牢固", "level and firm"), isRequired = true),
            question(
                "minutes", "integer", words("试机多少分钟", "minutes of trial run"), isRequired = true,
                hint = words("关好门窗,开最大风", "doors shut, at full power"),
                problem = FormProblem("constraint", words("试机不少于 10 分钟", "run it for 10 minutes at least"))
                    .takeIf { (answers[FormField("minutes")]?.toLongOrNull() ?: 10) < 10 },
            ),
            question("next", "date", words("下次保养", "next service")),
        )
    } else {
        listOf(
            question("verdict", "choice", words("结论", "conclusion"), isRequired = true, choices = verdicts),
            question("tools", "choices", words("用了什么工具", "tools used"), choices = tools),
            question("city", "choice", words("备件从哪儿来", "where the part is from"), choices = cities, total = 338),
            question("fault", "evidence", words("故障照片", "photo of the fault"), isRequired = true),
            FormHeading(words("配件", "parts"), 1),
            FormGroup("parts", words("要换的配件", "parts to be changed"), true, emptyList()),
        ) + items.flatMapIndexed { at, item -> listOf(FormItem("parts", item, at + 1L)) + itemLines(item) } +
            question("total", "decimal", words("配件合计(元)", "parts in all, yuan"), isEnabled = false)
    }

    private fun itemLines(item: String) = listOf(
        question("part", "text", words("配件名称", "part"), item, isRequired = true),
        question("price", "decimal", words("单价(元)", "price each, yuan"), item),
    )

    @Suppress("LongParameterList")
    private fun question(
        id: String,
        kind: String,
        title: Words,
        item: String? = null,
        isRequired: Boolean = false,
        isEnabled: Boolean = true,
        hint: Words? = null,
        problem: FormProblem? = null,
        choices: List<FormChoice> = emptyList(),
        total: Long = choices.size.toLong(),
    ): FormLine {
        val answer = answers[FormField(id, item)].orEmpty()
        val lacks = when {
            !isRequired || answer.isNotEmpty() -> null
            kind == "evidence" -> FormProblem("evidence", words("还缺 1 张照片", "1 more photo needed"))
            else -> FormProblem("required", words("此项必填", "an answer is needed"))
        }
        val chosen = choices.filter { it.value in answer.split(' ') }
        val shown = if (choices.isEmpty()) {
            words(answer, answer)
        } else {
            words(chosen.joinToString("、") { it.name.zh }, chosen.joinToString { it.name.en })
        }
        return FormAsks(
            FormQuestion(
                id, item, title, hint, kind, answer, shown, isEnabled, isRequired, listOfNotNull(lacks, problem),
                choices, total, FormEvidence("photo", "fault", 1).takeIf { kind == "evidence" },
            ),
        )
    }

    private fun problems(page: Int): List<FormProblemAt> = lines(page).filterIsInstance<FormAsks>().flatMap { line ->
        line.question.problems.map { FormProblemAt(line.question.question, line.question.item, it) }
    }

    private val problems: List<FormProblemAt> get() = problems(0) + problems(1)

    val row: FormRow
        get() = FormRow(
            "visit", name, problems.isEmpty(), problems.size.toLong(), listOf("finish"), "failed", exception,
        )

    fun open(page: Long): OpenForm {
        val rows = titles.indices.map { FormPageRow(it.toLong(), titles[it], problems(it).size.toLong()) }
        val sheet = FormSheet("visit", name, rows, problems, problems.isEmpty(), "failed", exception, "s$version")
        val at = page.toInt()
        val next = if (at == 0) 1L else null
        val previous = if (at == 0) null else 0L
        return OpenForm(sheet, FormPage(page, titles[at], previous, next, lines(at)))
    }

    companion object {
        private val verdicts = listOf(
            choice("fix", "现场可修", "can be repaired here"), choice("part", "等备件", "a part is needed"),
            choice("none", "无故障", "no fault found"),
        )
        private val tools = listOf(
            choice("meter", "万用表", "multimeter"), choice("gauge", "压力表", "pressure gauge"),
            choice("ladder", "梯子", "ladder"),
        )
        val cities = listOf(
            choice("hz", "杭州仓", "Hangzhou depot"), choice("sz", "苏州仓", "Suzhou depot"),
            choice("lj", "临江网点", "Linjiang outlet"), choice("bh", "滨河网点", "Binhe outlet"),
        )

        private fun choice(value: String, zh: String, en: String) = FormChoice(value, words(zh, en))
    }
}
