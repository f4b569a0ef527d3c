package dev.counterfoil.app.order

import dev.counterfoil.SideRow
import dev.counterfoil.app.design.Preview
import dev.counterfoil.app.wall.DayForm
import dev.counterfoil.app.wall.FakeDay
import dev.counterfoil.app.wall.NO_COUNTS
import dev.counterfoil.app.wall.Trouble
import dev.counterfoil.app.wall.about
import dev.counterfoil.app.wall.row
import dev.counterfoil.app.wall.words

/** Every state of a sheet. */
object OrderPreviews {
    private fun card(id: String) = (FakeDay.cards + FakeDay.waiting + FakeDay.done).first { it.id == id }

    private val base = OrderState(
        FakeDay.now,
        playbook = FakeDay.playbook,
        words = PlaybookWords.of(FakeDay.playbook.copy(json = STEPS), "parcel"),
        me = "ann",
        answers = FakeDay.urgeAnswers,
        hasCamera = true,
    )
    private val next = base.copy(sheet = FakeDay.order(card("o2"), FakeDay.offers(freight = 1_800)))
    private val photo = base.copy(sheet = FakeDay.order(card("o2")))
    private val fail = steps(FakeDay.offers(), hasCamera = true).last()
    private val delivered = FakeDay.timeline + listOf(
        row("signature", about(10, 3), mark = "unsent"),
        row("transition", about(10, 3), mark = "unsent", details = listOf(FakeDay.text("name", "deliver"))),
    )
    private val over = FakeDay.order(card("d1"), emptyList(), delivered)
    private val conflicted = FakeDay.order(card("o7")).let {
        it.copy(sheet = it.sheet.copy(fields = listOf(FakeDay.conflict)))
    }
    private val disputed = FakeDay.order(card("d2"), emptyList()).let {
        val sides = listOf(
            SideRow("f1", "delivered", words("已签收", "delivered"), "ann", about(10, 2), emptyList()),
            SideRow("f2", "cancelled", words("已取消", "cancelled"), "desk", about(10, 5), emptyList()),
        )
        it.copy(sheet = it.sheet.copy(dispute = sides))
    }
    private val refused = FakeDay.order(
        card("o5").copy(counts = NO_COUNTS.copy(refused = 1)),
        timeline =
        FakeDay.timeline +
            row("transition", about(9, 59), mark = "refused", details = listOf(FakeDay.text("name", "deliver"))),
    )

    private val states = mapOf(
        "next-photo" to photo,
        "next-pay" to next,
        "next-sign" to base.copy(sheet = FakeDay.order(card("o2"), FakeDay.offers(photo = false))),
        "next-step" to base.copy(sheet = FakeDay.order(card("o2"), FakeDay.offers(photo = false, signature = false))),
        "no-camera" to photo.copy(hasCamera = false),
        "next-form" to base.copy(
            sheet = FakeDay.order(card("w2"), FakeDay.formOffers),
            forms = listOf(DayForm().row),
        ),
        "loading" to base,
        "urged" to base.copy(sheet = FakeDay.order(card("o1"))),
        "intercepted" to base.copy(sheet = FakeDay.order(card("o6"), FakeDay.intercepted), notices = FakeDay.notices),
        "dog" to base.copy(sheet = FakeDay.order(card("o5")), alerts = FakeDay.stops.last().alerts),
        "reason" to photo.copy(asked = Asked.Reason(fail, "failed")),
        "note" to photo.copy(asked = Asked.Note(fail), typed = "客户改到周四上午"),
        "pay" to next.copy(asked = Asked.Pay(fail, "freight", 1_800)),
        "consent" to photo.copy(asked = Asked.Consent(fail, listOf("doorstep")), typed = "放门口拍照就行"),
        "undo" to base.copy(sheet = over, undo = Undo("f", words("当面签收", "deliver in person"))),
        "over" to base.copy(sheet = over),
        "conflict" to base.copy(sheet = conflicted),
        "disputed" to base.copy(sheet = disputed),
        "refused" to base.copy(sheet = refused),
        "gone" to base.copy(isGone = true),
        "storage-full" to photo.copy(trouble = Trouble.StorageFull),
        "not-allowed" to
            photo.copy(trouble = Trouble.NotAllowed("missing", listOf(words("门口照片 1 张", "1 photo of the door")))),
    )

    val all: List<Preview> = states.map { (name, state) -> Preview("order-$name") { OrderView(state) {} } }
}

/** The steps whose names the previews show, as the playbook's file has them. */
private const val STEPS = """{"kinds":[{"id":"parcel","workflow":"w"}],"workflows":[{"id":"w","transitions":[
{"id":"load","name":{"zh":"装车","en":"load"}},{"id":"start","name":{"zh":"开始派送","en":"start delivery"}},
{"id":"deliver","name":{"zh":"当面签收","en":"deliver in person"}}]}]}"""
