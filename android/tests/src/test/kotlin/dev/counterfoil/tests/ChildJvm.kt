package dev.counterfoil.tests

import java.io.Closeable
import java.io.File
import java.util.concurrent.TimeUnit

/** Another process with the same classes: it says line by line how far it is. */
internal class ChildJvm private constructor(private val process: Process, private val said: File) : Closeable {
    /** Waits until the child says this line. */
    fun waitFor(line: String) {
        while (line !in lines()) {
            check(process.isAlive || line in lines()) { "the child ended without '$line': ${lines()}" }
            Thread.sleep(5)
        }
    }

    /** What it has said so far; a line that it was in the middle of is not among it. */
    fun lines(): List<String> = said.readText().split("\n").dropLast(1)

    /** Ends it in the middle of what it does (`SIGKILL`), and waits until it is gone. */
    fun kill() {
        process.destroyForcibly()
        check(process.waitFor(30, TimeUnit.SECONDS)) { "the child does not end" }
    }

    override fun close() {
        kill()
        said.delete()
    }

    companion object {
        fun start(main: String, vararg arguments: String): ChildJvm {
            val java = File(System.getProperty("java.home"), "bin/java").path
            val classes = System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path")
            val command = listOf(java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", classes, main) + arguments
            val said = File.createTempFile("child", ".txt")
            return ChildJvm(ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said).start(), said)
        }
    }
}
