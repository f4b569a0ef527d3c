package dev.counterfoil.tests

import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.UserNotAuthenticatedException
import dev.counterfoil.DeviceSignerException
import dev.counterfoil.DeviceSignerException.Why
import dev.counterfoil.KeyPairSigner
import java.security.InvalidKeyException
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.Provider
import java.security.PublicKey
import java.security.Security
import java.security.SignatureSpi
import java.security.spec.ECGenParameterSpec
import kotlin.test.Test
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith

/** A key of the platform's key store, which may be locked or gone. */
class KeyPairSignerTest {
    /** A key that its key store refuses so. */
    class Refusing(val refusal: InvalidKeyException) : PrivateKey {
        override fun getAlgorithm(): String = "EC"

        override fun getFormat(): String? = null

        override fun getEncoded(): ByteArray? = null
    }

    /** The key store's signatures. */
    class Spi : SignatureSpi() {
        override fun engineInitSign(key: PrivateKey): Unit =
            throw (key as? Refusing)?.refusal ?: InvalidKeyException("another's key")

        override fun engineInitVerify(key: PublicKey): Unit = throw InvalidKeyException("signs alone")

        override fun engineUpdate(byte: Byte) = Unit

        override fun engineUpdate(bytes: ByteArray, offset: Int, length: Int) = Unit

        override fun engineSign(): ByteArray = ByteArray(0)

        override fun engineVerify(signature: ByteArray): Boolean = false

        @Deprecated("of the JDK")
        override fun engineSetParameter(name: String, value: Any?) = Unit

        @Deprecated("of the JDK")
        override fun engineGetParameter(name: String): Any? = null
    }

    /** Stands before the JDK's, as Android's does. */
    class KeyStore : Provider("Locked", "1", "keys that are refused") {
        init {
            put("Signature.SHA256withECDSA", Spi::class.java.name)
            put("Signature.SHA256withECDSA SupportedKeyClasses", Refusing::class.java.name)
        }
    }

    @Test
    fun `a locked key is locked, a destroyed one is gone, and anything else has failed`() {
        val public = KeyPairGenerator.getInstance("EC").run {
            initialize(ECGenParameterSpec("secp256r1"))
            generateKeyPair().public
        }
        val store = KeyStore()
        Security.insertProviderAt(store, 1)
        try {
            val expected = mapOf(
                UserNotAuthenticatedException() to Why.LOCKED,
                KeyPermanentlyInvalidatedException() to Why.INVALIDATED,
                InvalidKeyException("of another curve") to Why.FAILED,
            )
            for ((refusal, why) in expected) {
                val signer = KeyPairSigner(KeyPair(public, Refusing(refusal)))
                val error = assertFailsWith<DeviceSignerException> { signer.sign(byteArrayOf(1)) }
                assertEquals(why, error.why, refusal.javaClass.name)
            }
        } finally {
            Security.removeProvider(store.name)
        }
    }
}
