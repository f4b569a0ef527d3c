package dev.counterfoil.app.order

import dev.counterfoil.Playbook
import dev.counterfoil.Words
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonPrimitive

/** What the workflows of a playbook call their steps and stages; the rest of the playbook has its own values. */
class PlaybookWords private constructor(private val steps: Map<String, Words>) {
    /** The name of a step; `null` for one of another version. */
    fun step(id: String): Words? = steps[id]

    companion object {
        val none = PlaybookWords(emptyMap())

        fun of(playbook: Playbook, kind: String): PlaybookWords {
            val file = runCatching { Json.parseToJsonElement(playbook.json) as JsonObject }.getOrNull() ?: return none
            val workflow = file.all("kinds").firstOrNull { it.text("id") == kind }?.text("workflow")
            // Steps of other kinds stand in the history of an order that was joined.
            val workflows = file.all("workflows").sortedBy { it.text("id") == workflow }
            return PlaybookWords(workflows.flatMap { it.all("transitions") }.mapNotNull { it.named() }.toMap())
        }

        private fun JsonObject.named(): Pair<String, Words>? {
            val name = this["name"] as? JsonObject ?: return null
            return (text("id") ?: return null) to Words(name.text("zh").orEmpty(), name.text("en").orEmpty())
        }

        private fun JsonObject.all(name: String): List<JsonObject> =
            (this[name] as? JsonArray)?.filterIsInstance<JsonObject>().orEmpty()

        private fun JsonObject.text(name: String): String? =
            (this[name] as JsonElement?)?.let { runCatching { it.jsonPrimitive.content }.getOrNull() }
    }
}
