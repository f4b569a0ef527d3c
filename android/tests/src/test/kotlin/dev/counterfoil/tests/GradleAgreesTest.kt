package dev.counterfoil.tests

import java.io.File
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertTrue

/** The Gradle files cannot be run here; what can be compared with what Maven builds and tests is compared. */
class GradleAgreesTest {
    private val android = Checkout.android
    private val catalog = File(android, "gradle/libs.versions.toml").readText()
    private val parent = File(android, "pom.xml").readText()

    private fun property(name: String): String? = Regex("<$name>([^<]+)</$name>").find(parent)?.groupValues?.get(1)

    private fun modules(): List<String> =
        Regex("\":([a-z-]+)\"").findAll(File(android, "settings.gradle.kts").readText()).map {
            it.groupValues[1]
        }.filter { it != "app" }.toList()

    private fun libraries() = Regex("(?m)^([a-z0-9-]+) = \\{ module = \"([^\"]+)\"").findAll(catalog)
        .associate { it.groupValues[1].replace('-', '.') to it.groupValues[2] }

    @Test
    fun `every version is the one that Maven built with`() {
        val versions = catalog.substringAfter("[versions]").substringBefore("[libraries]")
        val pairs = Regex("(?m)^([a-z]+) = \"([^\"]+)\"").findAll(versions).map {
            it.groupValues[1] to it.groupValues[2]
        }
        val compared = pairs.filter { (name, _) -> name != "agp" && name != "activity" }.toList()
        assertEquals(9, compared.size, "a version was added: $compared")
        for ((name, version) in compared) assertEquals(property("$name.version"), version, name)
    }

    @Test
    fun `every module of Gradle is one of Maven with the same dependencies`() {
        val libraries = libraries()
        assertEquals(listOf("counterfoil-ffi", "counterfoil", "counterfoil-coil", "counterfoil-android"), modules())
        for (module in modules()) {
            val gradle = File(android, "$module/build.gradle.kts").readText()
            val used = Regex("api\\(libs\\.([a-z0-9.]+)\\)").findAll(gradle).map {
                libraries.getValue(it.groupValues[1])
            }
            val own = Regex("api\\(project\\(\":([a-z-]+)\"\\)\\)").findAll(gradle).map {
                "dev.counterfoil:" +
                    it.groupValues[1]
            }
            assertEquals(mavenDependencies(module), (used + own).toSet(), module)
        }
    }

    private fun mavenDependencies(module: String): Set<String> {
        val pom = File(android, "$module/pom.xml").readText().substringAfter("<dependencies>")
            .substringBefore("<build>")
        return Regex("(?s)<dependency>(.*?)</dependency>").findAll(pom).map { it.groupValues[1] }
            .filter { "<scope>test</scope>" !in it && "<scope>provided</scope>" !in it }
            .map { text ->
                val (group, artifact) = listOf("groupId", "artifactId").map {
                    Regex("<$it>([^<]+)").find(text)!!.groupValues[1]
                }
                // Multiplatform libraries: Gradle picks the variant that Maven has to name.
                "$group:" + artifact.removeSuffix("-jvm").removeSuffix("-desktop")
            }.toSet()
    }

    @Test
    fun `the app has the dependencies that it was drawn and driven with, and on a phone two more`() {
        val gradle = File(android, "app/build.gradle.kts").readText()
        val (both, phone) = gradle.substringAfter("dependencies {").split("// What only a phone has.")
        fun used(text: String) = Regex("implementation\\(libs\\.([a-z0-9.]+)\\)").findAll(text).map {
            libraries().getValue(it.groupValues[1])
        }.toSet() + Regex("implementation\\(project\\(\":([a-z-]+)\"\\)\\)").findAll(text).map {
            "dev.counterfoil:" + it.groupValues[1]
        }
        assertEquals(mavenDependencies("app"), used(both))
        assertEquals(setOf("androidx.activity:activity-compose", "dev.counterfoil:counterfoil-android"), used(phone))
        val namespace = Regex("namespace = \"([^\"]+)\"").find(gradle)!!.groupValues[1]
        assertTrue(File(android, "app/src/main/kotlin/${namespace.replace('.', '/')}").isDirectory)
        assertTrue(File(android, "app/src/android/kotlin/${namespace.replace('.', '/')}/MainActivity.kt").isFile)
        assertTrue("kotlin.srcDir(\"src/android/kotlin\")" in gradle && "minSdk = 26" in gradle)
        // Gradle compiles the framework's part into the app; Maven beside it, with what the app has anyway.
        assertTrue("kotlin.srcDir(\"../app-platform/src/main/kotlin\")" in gradle)
        assertTrue(File(android, "app-platform/src/main/kotlin/${namespace.replace('.', '/')}/platform").isDirectory)
        val beside = mavenDependencies("app-platform") - "dev.counterfoil:counterfoil-app"
        assertEquals(emptySet(), beside - mavenDependencies("app") - used(phone))
    }

    @Test
    fun `sources, packages and targets are the same`() {
        val convention = File(android, "build-logic/src/main/kotlin/counterfoil.android-library.gradle.kts").readText()
        assertTrue("JvmTarget.JVM_${property("jvm.target")}" in convention)
        assertTrue("version = \"${Regex("<version>([^<]+)").find(parent)!!.groupValues[1]}\"" in convention)
        for (module in modules()) {
            val gradle = File(android, "$module/build.gradle.kts").readText()
            val namespace = Regex("namespace = \"([^\"]+)\"").find(gradle)!!.groupValues[1]
            val folder = if (module == "counterfoil-ffi") "target/generated-sources/uniffi" else "src/main/kotlin"
            val sources = File(android, "$module/$folder/${namespace.replace('.', '/')}")
            assertTrue(sources.isDirectory, "$module: no sources of $namespace in $sources")
            assertEquals(module != "counterfoil-ffi", "explicitApi()" in gradle, module)
        }
    }

    @Test
    fun `what JNA finds by reflection is kept by R8`() {
        val rules = File(android, "counterfoil-ffi/consumer-rules.pro").readText()
        assertTrue("-keep class dev.counterfoil.ffi.** { *; }" in rules)
        assertTrue("-keep class com.sun.jna.** { *; }" in rules)
        val gradle = File(android, "counterfoil-ffi/build.gradle.kts").readText()
        assertTrue("consumerProguardFiles(\"consumer-rules.pro\")" in gradle)
    }
}
