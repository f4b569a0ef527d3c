package dev.counterfoil.android

import android.security.keystore.KeyGenParameterSpec
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyPairGeneratorSpi
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.PublicKey
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.security.spec.ECGenParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

/**
 * A device's Keystore, as Java sees it: real keys of the JDK behind Android's name, which Robolectric has nobody for.
 * What is asked of it is what Android's is asked; that keys cannot be read there is Android's doing.
 */
internal class Keystore : Provider("AndroidKeyStore", "1", "keys of a test") {
    /** A certificate that only holds its key. */
    private class Holds(private val key: PublicKey) : Certificate("X.509") {
        override fun getEncoded(): ByteArray = key.encoded

        override fun verify(key: PublicKey) = Unit

        override fun verify(key: PublicKey, provider: String) = Unit

        override fun toString(): String = "a key"

        override fun getPublicKey(): PublicKey = key
    }

    class Store : KeyStoreSpi() {
        override fun engineGetKey(alias: String, password: CharArray?): Key? = keys[alias]

        override fun engineGetCertificate(alias: String): Certificate? = pairs[alias]?.let { Holds(it.public) }

        override fun engineGetCertificateChain(alias: String): Array<Certificate>? = null

        override fun engineGetCreationDate(alias: String): Date? = null

        override fun engineSetKeyEntry(a: String, key: Key, p: CharArray?, chain: Array<Certificate>?) = Unit

        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) = Unit

        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) = Unit

        override fun engineDeleteEntry(alias: String) = forget(alias)

        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.keys)

        override fun engineContainsAlias(alias: String): Boolean = alias in keys

        override fun engineSize(): Int = keys.size

        override fun engineIsKeyEntry(alias: String): Boolean = alias in keys

        override fun engineIsCertificateEntry(alias: String): Boolean = false

        override fun engineGetCertificateAlias(certificate: Certificate): String? = null

        override fun engineStore(stream: OutputStream?, password: CharArray?) = Unit

        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
    }

    class Aes : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(random: SecureRandom?): Unit = error("a spec is needed")

        override fun engineInit(bits: Int, random: SecureRandom?): Unit = error("a spec is needed")

        override fun engineInit(asked: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = asked as KeyGenParameterSpec
        }

        override fun engineGenerateKey(): SecretKey = KeyGenerator.getInstance("AES", real("KeyGenerator", "AES")).run {
            init(spec.keySize)
            generateKey().also {
                specs[spec.keystoreAlias] = spec
                keys[spec.keystoreAlias] = it
            }
        }
    }

    class Ec : KeyPairGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun initialize(bits: Int, random: SecureRandom?): Unit = error("a spec is needed")

        override fun initialize(asked: AlgorithmParameterSpec, random: SecureRandom?) {
            spec = asked as KeyGenParameterSpec
        }

        override fun generateKeyPair(): KeyPair {
            if (spec.isStrongBoxBacked && !hasStrongBox) throw ProviderException("no StrongBox")
            return KeyPairGenerator.getInstance("EC", real("KeyPairGenerator", "EC")).run {
                initialize(spec.algorithmParameterSpec as ECGenParameterSpec)
                generateKeyPair().also {
                    specs[spec.keystoreAlias] = spec
                    keys[spec.keystoreAlias] = it.private
                    pairs[spec.keystoreAlias] = it
                }
            }
        }
    }

    init {
        put("KeyStore.AndroidKeyStore", Store::class.java.name)
        put("KeyGenerator.AES", Aes::class.java.name)
        put("KeyPairGenerator.EC", Ec::class.java.name)
    }

    companion object {
        val keys = HashMap<String, Key>()
        val pairs = HashMap<String, KeyPair>()
        val specs = HashMap<String, KeyGenParameterSpec>()
        var hasStrongBox = true

        /** Who makes the keys: whoever else does so in this process. */
        fun real(kind: String, algorithm: String): Provider =
            Security.getProviders().first { it !is Keystore && it.getService(kind, algorithm) != null }

        /** As the system forgets a key: the screen lock is gone, the app's data came from another device. */
        fun forget(alias: String) {
            keys.remove(alias)
            pairs.remove(alias)
        }
    }
}
