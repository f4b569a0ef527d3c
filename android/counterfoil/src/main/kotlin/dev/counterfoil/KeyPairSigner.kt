package dev.counterfoil

import java.security.GeneralSecurityException
import java.security.InvalidKeyException
import java.security.KeyPair
import java.security.Signature

/**
 * Signs with a P-256 key pair of `java.security` (ES256). The private key may live in the Android Keystore, where
 * nobody can read it: make it with `setIsStrongBoxBacked(true)` and `PURPOSE_SIGN`.
 *
 * @param keys a key pair on the curve `secp256r1`
 */
public class KeyPairSigner(private val keys: KeyPair) : DeviceSigner {
    override fun publicKey(): SignerKey = SignerKey(SigningAlgorithm.ES256, keys.public.encoded)

    override fun sign(message: ByteArray): ByteArray =
        try {
            Signature.getInstance("SHA256withECDSA").run {
                initSign(keys.private)
                update(message)
                sign()
            }
        } catch (invalid: InvalidKeyException) {
            throw DeviceSignerException(why(invalid), invalid.javaClass.simpleName)
        } catch (failed: GeneralSecurityException) {
            throw DeviceSignerException(DeviceSignerException.Why.FAILED, failed.javaClass.simpleName)
        }

    /** Android's own exceptions by name, as this is compiled without Android. */
    private fun why(invalid: InvalidKeyException): DeviceSignerException.Why = when (invalid.javaClass.name) {
        // Unlocked too long ago: the key is as good as ever.
        "android.security.keystore.UserNotAuthenticatedException" -> DeviceSignerException.Why.LOCKED
        "android.security.keystore.KeyPermanentlyInvalidatedException" -> DeviceSignerException.Why.INVALIDATED
        else -> DeviceSignerException.Why.FAILED
    }
}
