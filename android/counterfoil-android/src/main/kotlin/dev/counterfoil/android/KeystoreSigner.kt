package dev.counterfoil.android

import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import dev.counterfoil.DeviceSigner
import dev.counterfoil.KeyPairSigner
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.spec.ECGenParameterSpec

/** The key that seals, in the device's hardware. */
public object KeystoreSigner {
    /**
     * The key of this name, made at the first call: P-256, in StrongBox where the device has one (API level 28), else
     * wherever its Keystore lives. It can be used without an unlocked screen and cannot be read. Making one takes up to
     * some seconds in StrongBox, finding it some ms: not for the main thread.
     *
     * @param alias one for each store: each has a name of its own for the hub
     * @throws java.security.GeneralSecurityException if the Keystore fails
     */
    @JvmStatic
    @JvmOverloads
    @Synchronized
    public fun open(alias: String = "counterfoil-signer"): DeviceSigner = KeyPairSigner(kept(alias) ?: made(alias))

    private fun kept(alias: String): KeyPair? = KeyStore.getInstance(KEYSTORE).run {
        load(null)
        val key = getKey(alias, null) as PrivateKey?
        key?.let { KeyPair(getCertificate(alias).publicKey, it) }
    }

    private fun made(alias: String): KeyPair {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            try {
                return generate(spec(alias).setIsStrongBoxBacked(true).build())
            } catch (none: ProviderException) {
                // There is none (`StrongBoxUnavailableException`), or it is full.
            }
        }
        return generate(spec(alias).build())
    }

    private fun spec(alias: String) = KeyGenParameterSpec.Builder(alias, KeyProperties.PURPOSE_SIGN)
        .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
        .setDigests(KeyProperties.DIGEST_SHA256)

    private fun generate(spec: KeyGenParameterSpec): KeyPair =
        KeyPairGenerator.getInstance(KeyProperties.KEY_ALGORITHM_EC, KEYSTORE).run {
            initialize(spec)
            generateKeyPair()
        }
}
