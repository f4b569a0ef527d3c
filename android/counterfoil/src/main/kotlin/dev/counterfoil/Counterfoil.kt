package dev.counterfoil

import dev.counterfoil.ffi.Phone as FfiPhone
import dev.counterfoil.ffi.PhoneConfig
import java.io.File
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers

/** Where it begins: opens the store of a person on this device. */
public object Counterfoil {
    /**
     * Opens a store, or makes one. Touches the disk and the key store: 10 to 100 ms, longer after damage or an update.
     *
     * A damaged database is no error: what came back from it stands in [OpeningReport.salvaged].
     *
     * A coroutine that is cancelled meanwhile leaves nothing open. An opening after [Phone.close] of the same folder
     * waits for the calls that still run there.
     *
     * @throws CounterfoilException.AlreadyOpen if another process or another [Phone] has it open
     * @throws CounterfoilException.NotAllowed with the code `locked` while [CounterfoilConfig.secrets] are locked
     * @throws CounterfoilException.UpdateNeeded if a newer version of the app wrote it
     * @throws CounterfoilException.Damaged if the key store no longer has this store's key
     */
    public suspend fun open(config: CounterfoilConfig): Phone {
        val wall = Wall(config.dispatcher)
        return wall.opened { opened(config, wall) }
    }

    private fun opened(config: CounterfoilConfig, wall: Wall): Phone {
        val photos = config.photos
        val stored = PhoneConfig(
            config.folder.path,
            config.unbackedFolder?.path,
            photos.longSidePx?.toLong(),
            photos.quality?.toLong(),
        )
        return Phone(FfiPhone.open(stored, config.host().ffi()), wall)
    }
}

/**
 * Where a phone keeps its store, and what the host brings.
 *
 * @property folder the store's folder; it may be part of the system's backups
 * @property secrets where keys live: on Android behind the Keystore
 * @property unbackedFolder a folder that backups leave out (`Context.noBackupFilesDir`): holds the install marker; `null`
 *   for `unbacked` inside [folder], which then must be excluded from backups
 * @property signer a hardware key that seals; `null` for a software key in [secrets]
 * @property transport the way to the hub; `null` for the library's own HTTP
 * @property moments the device's clocks; `null` for the system's as far as the library can read them
 * @property photos how copies of photographs are made
 * @property dispatcher where the calls run, which are synchronous inside; any number of threads may call at once
 */
public class CounterfoilConfig @JvmOverloads constructor(
    public val folder: File,
    public val secrets: SecretStore,
    public val unbackedFolder: File? = null,
    public val signer: DeviceSigner? = null,
    public val transport: Transport? = null,
    public val moments: Moments? = null,
    public val photos: PhotoCopies = PhotoCopies(),
    public val dispatcher: CoroutineDispatcher = Dispatchers.IO,
) {
    /** The same with some of it otherwise. */
    public fun copy(
        folder: File = this.folder,
        secrets: SecretStore = this.secrets,
        unbackedFolder: File? = this.unbackedFolder,
        signer: DeviceSigner? = this.signer,
        transport: Transport? = this.transport,
        moments: Moments? = this.moments,
        photos: PhotoCopies = this.photos,
        dispatcher: CoroutineDispatcher = this.dispatcher,
    ): CounterfoilConfig =
        CounterfoilConfig(folder, secrets, unbackedFolder, signer, transport, moments, photos, dispatcher)

    internal fun host() = HostPorts(secrets, signer, transport, moments)
}

/**
 * How the copy of a photograph is made that is shown and sent first. The original is never changed.
 *
 * @property longSidePx its long side, px; `null` for the default
 * @property quality its JPEG quality, 1 to 100; `null` for the default
 */
public data class PhotoCopies @JvmOverloads constructor(val longSidePx: Int? = null, val quality: Int? = null)
