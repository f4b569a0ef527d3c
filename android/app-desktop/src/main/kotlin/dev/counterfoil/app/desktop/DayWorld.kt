package dev.counterfoil.app.desktop

import dev.counterfoil.Phone
import dev.counterfoil.app.wall.Camera
import dev.counterfoil.testkit.TestWorld
import java.io.File

/** A hub with the day of `counterfoil day` in it, and the phone of the courier Ann, who has not left yet. */
class DayWorld private constructor(
    private val world: TestWorld,
    val phone: Phone,
    private val photographs: List<File>,
) : AutoCloseable {
    private val folder = world.folder()
    private var taken = 0

    /** In the place of a camera: one of the day's photographs after the other. */
    val camera = Camera { role ->
        val next = photographs[taken++ % photographs.size]
        next.copyTo(File(folder, "$role-$taken.jpg"))
    }

    /** Somebody asks the outlet to hurry with one of Ann's orders: it shows by itself. */
    suspend fun urge(reason: String) {
        val order = phone.orders.list().cards.first { !it.terminal }
        world.hub.urge(order.id, reason)
        phone.syncing.run()
    }

    override fun close() = world.close()

    companion object {
        private const val ANN = "Ann"
        private const val PART = 40

        /** @param checkout the project's folder, in which the day's table and photographs lie */
        suspend fun begin(checkout: File): DayWorld {
            val day = File(checkout, "cli/data/day")
            val world = TestWorld.start()
            val ann = world.hub.invite(ANN, listOf("courier"))
            val rows = rows(File(day, "orders.csv").readLines())
            // In parts: each is answered at once on any machine.
            rows.filter { it.startsWith("$ANN,") }.chunked(PART).forEachIndexed { n, part ->
                world.hub.importTable("orders-$n.csv", (rows.take(1) + part).joinToString("\n").toByteArray())
            }
            val phone = world.strange()
            phone.account.enrol(ann.invitation)
            phone.syncing.run()
            return DayWorld(world, phone, checkNotNull(File(day, "photos").listFiles()).sorted())
        }

        /** A cell in quotes may go over several lines. */
        private fun rows(lines: List<String>): List<String> = lines.fold(ArrayList()) { rows, line ->
            val isOpen = rows.isNotEmpty() && rows.last().count { it == '"' } % 2 == 1
            if (isOpen) rows[rows.lastIndex] += "\n$line" else rows += line
            rows
        }
    }
}
