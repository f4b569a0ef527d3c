package dev.counterfoil.tests

import java.io.File

/** Where this checkout is: Maven runs tests in the folder of their module. */
internal object Checkout {
    val android: File = generateSequence(File("").absoluteFile) { it.parentFile }
        .first { File(it, "pom.xml").exists() && File(it, "gradle/libs.versions.toml").exists() }
    val root: File = android.parentFile
}
