package dev.counterfoil.android

import android.content.Context
import android.os.UserManager
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.util.AtomicFile
import dev.counterfoil.SecretStore
import dev.counterfoil.SecretStoreException
import dev.counterfoil.SecretStoreException.Why
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

/**
 * Secrets as files that a key of the Android Keystore seals (AES-256-GCM, each bound to its name). The key asks for no
 * unlocked screen, so work in the background goes on; it leaves neither the device nor backups, and neither do the
 * files, which lie where backups do not look. Safe from any thread; a call takes some ms.
 *
 * @param context any; the application's is kept
 * @param alias the key's name in the Keystore, and the folder's: one for each set of secrets
 */
public class KeystoreSecrets @JvmOverloads constructor(context: Context, private val alias: String = "counterfoil") :
    SecretStore {
    private val app: Context = context.applicationContext
    private val writing = Any()

    override fun get(name: String): ByteArray? = told { read(file(name))?.let { open(name, it) } }

    override fun put(name: String, secret: ByteArray): Unit = told {
        synchronized(writing) {
            val file = file(name)
            val stream = file.startWrite()
            try {
                stream.write(seal(name, secret))
            } catch (failed: Exception) {
                file.failWrite(stream)
                throw failed
            }
            file.finishWrite(stream)
        }
    }

    override fun remove(name: String): Unit = told { synchronized(writing) { file(name).delete() } }

    /** A file of the name in hexadecimal digits: names of secrets hold slashes. */
    private fun file(name: String): AtomicFile {
        val folder = File(app.noBackupFilesDir, "$alias-secrets")
        if (!folder.isDirectory && !folder.mkdirs() && !folder.isDirectory) throw IOException("no folder for secrets")
        return AtomicFile(File(folder, name.toByteArray().joinToString("") { "%02x".format(it) }))
    }

    private fun read(file: AtomicFile): ByteArray? = try {
        file.readFully()
    } catch (none: FileNotFoundException) {
        null
    }

    private fun seal(name: String, secret: ByteArray): ByteArray = Cipher.getInstance(CIPHER).run {
        init(Cipher.ENCRYPT_MODE, key() ?: newKey())
        updateAAD(name.toByteArray())
        iv + doFinal(secret)
    }

    private fun open(name: String, sealed: ByteArray): ByteArray {
        // Sealed by a key that is no more: the app's data came from elsewhere.
        val key = key() ?: throw SecretStoreException(Why.INVALIDATED)
        if (sealed.size < IV_BYTES) throw SecretStoreException(Why.FAILED, "a sealed secret is cut off")
        return Cipher.getInstance(CIPHER).run {
            init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, sealed, 0, IV_BYTES))
            updateAAD(name.toByteArray())
            doFinal(sealed, IV_BYTES, sealed.size - IV_BYTES)
        }
    }

    private fun key(): SecretKey? = KeyStore.getInstance(KEYSTORE).run {
        load(null)
        getKey(alias, null) as SecretKey?
    }

    private fun newKey(): SecretKey = synchronized(making) {
        key() ?: KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, KEYSTORE).run {
            val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
            val spec = KeyGenParameterSpec.Builder(alias, purposes)
                .setKeySize(KEY_BITS)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build()
            init(spec)
            generateKey()
        }
    }

    private inline fun <T> told(work: () -> T): T {
        // Until then the app's files are not there, and would be taken for lost.
        val people = app.getSystemService(UserManager::class.java)
        if (people != null && !people.isUserUnlocked) throw SecretStoreException(Why.LOCKED_BEFORE_FIRST_UNLOCK)
        return try {
            work()
        } catch (gone: KeyPermanentlyInvalidatedException) {
            throw SecretStoreException(Why.INVALIDATED, gone.javaClass.simpleName)
        } catch (other: AEADBadTagException) {
            throw SecretStoreException(Why.INVALIDATED, other.javaClass.simpleName)
        } catch (failed: GeneralSecurityException) {
            throw SecretStoreException(Why.FAILED, failed.javaClass.simpleName)
        } catch (failed: IOException) {
            throw SecretStoreException(Why.FAILED, failed.javaClass.simpleName)
        }
    }

    private companion object {
        const val CIPHER = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val IV_BYTES = 12
        const val TAG_BITS = 128

        /** Two stores of one alias make one key. */
        val making = Any()
    }
}

/** The name under which Java knows Android's key store. */
internal const val KEYSTORE: String = "AndroidKeyStore"
