package dev.counterfoil

import dev.counterfoil.ffi.SharedDevice as FfiDevice
import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext

/**
 * A device that several people use: a scanner that goes from hand to hand. Each person has a sealed store of their own;
 * changing hands needs no network.
 *
 * @param folder where the stores of all of them lie
 * @param dispatcher where the calls run, which are synchronous inside, those of the phones as well
 */
public class SharedDevice @JvmOverloads constructor(folder: File, dispatcher: CoroutineDispatcher = Dispatchers.IO) {
    private val ffi = FfiDevice.at(folder.path)
    private val wall = Wall(dispatcher)

    /** Where a key store of files belongs, for hosts that have no other ([SecretStore.inFolder]). */
    public val secretsFolder: File get() = File(ffi.secretsFolder())

    /**
     * The store of one person, for [Counterfoil.open]. Close the other's first: what lies there stays sealed, and is
     * sent when that person is back or by [sendFor].
     *
     * @param name letters, digits, `-` and `_`, up to 64 bytes
     * @param secrets one for all people, with a key for each store
     */
    public fun person(name: String, secrets: SecretStore): CounterfoilConfig = person(name, HostPorts(secrets))

    /** The store of one person, with everything that the host brings to it. */
    @JvmOverloads
    public fun person(name: String, host: HostPorts, photos: PhotoCopies = PhotoCopies()): CounterfoilConfig {
        val stored = plainly { ffi.person(name) }
        return CounterfoilConfig(
            folder = File(stored.folder),
            secrets = host.secrets,
            unbackedFolder = stored.unbackedFolder?.let(::File),
            signer = host.signer,
            transport = host.transport,
            moments = host.moments,
            photos = photos,
            dispatcher = wall.dispatcher,
        )
    }

    /** Who has a store on this device, sorted. Reads one folder. */
    public suspend fun people(): List<String> = wall.call { ffi.people() }

    /**
     * How somebody's work stands. Opens the store for a moment: 10 to 100 ms.
     *
     * @throws CounterfoilException.AlreadyOpen for the person who works now
     * @throws CounterfoilException.NotFound if nobody has a store under this name
     */
    public suspend fun about(name: String, host: HostPorts): PersonHere =
        wall.call { ffi.about(name, host.ffi()) }

    /**
     * Sends what somebody left unsent, while others work. What is left goes next time. Cancelling the coroutine does
     * not stop it: it ends with [budget].
     *
     * @throws CounterfoilException.AlreadyOpen for the person who works now
     * @throws CounterfoilException.NotFound if nobody has a store under this name
     * @throws CounterfoilException.SignInAgain if that store was never enrolled
     */
    @JvmOverloads
    public suspend fun sendFor(name: String, host: HostPorts, budget: Budget = Budget()): SyncReport =
        withContext(wall.dispatcher) { plainly { ffi.sendFor(name, host.ffi(), budget.ffi()) } }

    /**
     * Takes somebody's store from the device. Writes the disk and the key store.
     *
     * @throws CounterfoilException.NotAllowed with the code `unsent` where something is left and
     *   [Removal.IF_NOTHING_LEFT] was asked
     * @throws CounterfoilException.AlreadyOpen for the person who works now
     * @throws CounterfoilException.NotFound if nobody has a store under this name
     */
    public suspend fun remove(name: String, host: HostPorts, how: Removal): Unit =
        wall.call { ffi.remove(name, host.ffi(), how) }

    /**
     * Makes the store that was put aside last under this name a person's again ([Removal.PUT_ASIDE]). Writes the disk.
     *
     * @throws CounterfoilException.NotFound if none was put aside under this name
     * @throws CounterfoilException.NotAllowed with the code `name_taken` while somebody has it
     */
    public suspend fun bringBack(name: String): Unit = wall.call { ffi.bringBack(name) }
}
