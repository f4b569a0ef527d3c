package dev.counterfoil.tests

import dev.counterfoil.testkit.answerVector
import java.io.File
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

/** The vectors that the core and the hub run, answered through the wall. */
class VectorsTest {
    /** One line for each folder, with the number of its cases at least. */
    @TestFactory
    fun vectors(): List<DynamicTest> = listOf(
        folder("workflow", 50),
        folder("guards", 40),
    )

    private fun folder(name: String, casesMin: Int) = DynamicTest.dynamicTest(name) {
        val files = File(Checkout.root, "core/domain/tests/vectors/$name").listFiles().orEmpty().sorted()
        val cases = files.flatMap { Json.parseToJsonElement(it.readText()).jsonObject.getValue("cases").jsonArray }
        assertTrue(cases.size >= casesMin, "vectors are missing: ${cases.size}")
        for (case in cases.map { it.jsonObject }) {
            val answer = Json.parseToJsonElement(answerVector(name, case.toString()))
            assertEquals(case.getValue("expect"), answer, case.getValue("name").jsonPrimitive.content)
        }
    }
}
