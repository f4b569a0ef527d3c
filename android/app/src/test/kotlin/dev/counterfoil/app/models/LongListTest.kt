package dev.counterfoil.app.models

import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithTag
import androidx.compose.ui.test.performScrollToIndex
import androidx.compose.ui.test.runDesktopComposeUiTest
import dev.counterfoil.app.design.LIST_TAG
import dev.counterfoil.app.orders.OrdersModel
import dev.counterfoil.app.real.Hand
import dev.counterfoil.app.wall.FakeWall
import dev.counterfoil.app.wall.card
import kotlin.test.Test
import kotlin.test.assertTrue

class LongListTest {
    @Test
    fun `ten thousand orders scroll, and come back where they were left`() = runDesktopComposeUiTest(390, 844) {
        val wall = FakeWall((1..10_000).map { card("o$it", "SF%012d".format(it), "包裹 %05d".format(it)) })
        val hand = Hand(this)
        hand.begin(wall)
        hand.sees("包裹 00001")
        // A finger that flings: the end of what is there, again and again.
        var last = OrdersModel.PAGE
        repeat(4) {
            onNodeWithTag(LIST_TAG).performScrollToIndex(last)
            waitUntil(timeoutMillis = 20_000) { wall.asked.contains("page of ${last + OrdersModel.PAGE}") }
            last += OrdersModel.PAGE
        }
        onNodeWithTag(LIST_TAG).performScrollToIndex(1_000)
        hand.sees("包裹 00999")
        assertTrue(wall.asked.none { it == "page of 10000" }, "only what was scrolled to is asked for")

        // Into an order and back: the list stands where it was left.
        hand.tap("包裹 00999")
        hand.sees("派送未成功")
        hand.back()
        waitUntil(timeoutMillis = 20_000) {
            onAllNodesWithText("包裹 00999", substring = true).fetchSemanticsNodes().isNotEmpty()
        }
        onNodeWithTag(LIST_TAG).performScrollToIndex(0)
        hand.sees("包裹 00001")
    }
}
