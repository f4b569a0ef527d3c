package dev.counterfoil

import dev.counterfoil.ffi.SharedDevice as FfiDevice
import java.io.File

/**
 * A device that several people use: a scanner that goes from hand to hand. Each person has a sealed store of their own;
 * changing hands needs no network.
 *
 * @param folder where the stores of all of them lie
 */
public class SharedDevice(folder: File) {
    private val ffi = FfiDevice.at(folder.path)

    /** Where a key store of files belongs, for hosts that have no other ([SecretStore.inFolder]). */
    public val secretsFolder: File get() = File(ffi.secretsFolder())

    /**
     * The store of one person, for [Counterfoil.open]. Close the other's first: what lies there stays sealed and is
     * sent when that person is back.
     *
     * @param name letters, digits, `-` and `_`, up to 64 bytes
     * @param secrets one for all people, with a key for each store
     */
    public fun person(name: String, secrets: SecretStore): CounterfoilConfig {
        val stored = plainly { ffi.person(name) }
        return CounterfoilConfig(File(stored.folder), secrets, stored.unbackedFolder?.let(::File))
    }

    /** Who has a store on this device, sorted. Reads one folder. */
    public fun people(): List<String> = ffi.people()
}
