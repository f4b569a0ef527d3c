package dev.counterfoil.android

import android.content.Context
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.DeviceSigner
import dev.counterfoil.HostPorts
import java.io.File

/**
 * Where an app keeps a store and what Android brings to it: files of the app, the install marker where backups do not
 * look, secrets behind the Keystore, the device's clocks. `Counterfoil.open(context.counterfoil())`
 *
 * @param name the folder's name below the app's files; one for each store
 * @param signer the key that seals ([KeystoreSigner]); `null` for a software key among the secrets
 */
@JvmOverloads
public fun Context.counterfoil(name: String = "counterfoil", signer: DeviceSigner? = null): CounterfoilConfig =
    CounterfoilConfig(
        folder = File(filesDir, name),
        secrets = KeystoreSecrets(this, name),
        unbackedFolder = File(noBackupFilesDir, name),
        signer = signer,
        moments = AndroidMoments(this),
    )

/** What Android brings to the stores of a [dev.counterfoil.SharedDevice]: one key store for all people. */
@JvmOverloads
public fun Context.counterfoilPorts(signer: DeviceSigner? = null): HostPorts =
    HostPorts(KeystoreSecrets(this), signer, moments = AndroidMoments(this))
