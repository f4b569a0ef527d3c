package dev.counterfoil.tests

/** How many objects of this side the library holds on to: what listeners and ports would leak into. */
internal object Handles {
    fun count(): Int =
        listOf("TopicListener", "SecretStore", "DeviceSigner", "Transport", "Moments").sumOf { name ->
            val converter = Class.forName("dev.counterfoil.ffi.FfiConverterType$name")
            val instance = converter.getField("INSTANCE").get(null)
            val map = generateSequence<Class<*>>(converter) { it.superclass }
                .flatMap { it.declaredMethods.asSequence() }
                .first { it.name.startsWith("getHandleMap") }
                .apply { isAccessible = true }
                .invoke(instance)
            map.javaClass.methods.first { it.name == "getSize" }.invoke(map) as Int
        }
}
