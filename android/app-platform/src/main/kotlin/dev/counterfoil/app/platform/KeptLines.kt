package dev.counterfoil.app.platform

import android.util.AtomicFile
import java.io.File
import java.io.FileNotFoundException
import java.io.FileOutputStream
import java.io.IOException

/**
 * Some lines of text that outlive the process, written whole or not at all. Not for the main thread. What cannot be
 * written is left out: everything that is kept here can be reckoned anew.
 */
class KeptLines(file: () -> File) {
    private val file by lazy { AtomicFile(file()) }

    fun read(): List<String> = try {
        file.readFully().decodeToString().lines().filter { it.isNotEmpty() }
    } catch (_: FileNotFoundException) {
        emptyList()
    }

    fun write(lines: Collection<String>) {
        var stream: FileOutputStream? = null
        try {
            stream = file.startWrite()
            stream.write(lines.joinToString("\n").toByteArray())
            file.finishWrite(stream)
        } catch (_: IOException) {
            file.failWrite(stream)
        }
    }
}
