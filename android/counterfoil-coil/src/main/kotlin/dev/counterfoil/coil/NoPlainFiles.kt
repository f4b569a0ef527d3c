package dev.counterfoil.coil

import okio.FileHandle
import okio.FileSystem
import okio.ForwardingFileSystem
import okio.IOException
import okio.Path
import okio.Sink

/** The file system that decoders of a store's pictures get: whoever wants a plain file for one is refused. */
internal object NoPlainFiles : ForwardingFileSystem(FileSystem.SYSTEM) {
    override fun sink(file: Path, mustCreate: Boolean): Sink = refuse()

    override fun appendingSink(file: Path, mustExist: Boolean): Sink = refuse()

    override fun openReadWrite(file: Path, mustCreate: Boolean, mustExist: Boolean): FileHandle = refuse()

    override fun createDirectory(dir: Path, mustCreate: Boolean): Unit = refuse()

    private fun refuse(): Nothing = throw IOException("pictures of an encrypted store are not written to plain files")
}
