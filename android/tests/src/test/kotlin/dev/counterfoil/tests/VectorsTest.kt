package dev.counterfoil.tests

import dev.counterfoil.testkit.answerVector
import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The vectors that the core and the hub run, answered through the wall. */
class VectorsTest {
    private val root = File(Checkout.root, "core/domain/tests/vectors")

    /** Every folder that there is: a new one needs nothing here. */
    @Test
    fun `the library answers each case as its vector says`() {
        var count = 0
        for (folder in root.listFiles().orEmpty().sorted()) for (file in folder.listFiles().orEmpty().sorted()) {
            for (case in Json.parseToJsonElement(file.readText()).jsonObject.getValue("cases").jsonArray) {
                val answer = Json.parseToJsonElement(answerVector(folder.name, case.toString()))
                val name = case.jsonObject.getValue("name").jsonPrimitive.content
                assertEquals(case.jsonObject.getValue("expect"), answer, "${folder.name}: $name")
                count++
            }
        }
        assertTrue(count >= 2_010, "vectors are missing: $count")
    }
}
