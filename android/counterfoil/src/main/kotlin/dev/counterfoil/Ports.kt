package dev.counterfoil

import java.io.File

/**
 * Keeps small secrets (up to some KB) under names: on Android behind the Keystore.
 *
 * Called from any thread, also from several at once, and never while the library holds a lock. Calls are atomic: a
 * value is the old one or the new one. Whatever is thrown becomes an error of the call that needed the secret; say
 * with [SecretStoreException] what a person can do about it.
 */
public interface SecretStore {
    /** The secret; `null` if there is none under this name. */
    public fun get(name: String): ByteArray?

    /** Keeps a secret; durable when this returns. */
    public fun put(name: String, secret: ByteArray)

    /** Destroys a secret; no error if there is none. */
    public fun remove(name: String)

    public companion object {
        /**
         * Secrets as files that only their owner may read: for the desktop, where there is no key store. The folder
         * is made with the first secret that is asked for.
         */
        @JvmStatic
        public fun inFolder(folder: File): SecretStore =
            FfiSecretStore(lazy { plainly { dev.counterfoil.ffi.fileSecretStore(folder.path) } })

        /** Secrets in memory, for tests: with the process every store whose key it is becomes unreadable. */
        @JvmStatic
        public fun inMemory(): SecretStore = FfiSecretStore(lazyOf(dev.counterfoil.ffi.memorySecretStore()))
    }
}

/**
 * Why a secret cannot be had now.
 *
 * @property why what a person can do about it
 */
public class SecretStoreException @JvmOverloads constructor(public val why: Why, message: String = why.name) :
    Exception(message) {
    /** Why. */
    public enum class Why {
        /** The phone was restarted and has not been unlocked since. */
        LOCKED_BEFORE_FIRST_UNLOCK,

        /** The platform has destroyed the key: screen lock removed, biometrics changed. */
        INVALIDATED,

        /** The key store failed. */
        FAILED,
    }
}

/** A key of this device that signs and cannot be read: StrongBox, or a key pair ([KeyPairSigner]). */
public interface DeviceSigner {
    /**
     * The public half: an X.509 `SubjectPublicKeyInfo` of P-256 as `PublicKey.getEncoded()` gives it, or Ed25519. A
     * failure never holds up an opening; it is asked again when something is to be signed.
     */
    public fun publicKey(): SignerKey

    /** Signs: DER or raw 64 bytes for ES256, 64 bytes for Ed25519. A failure never holds up a capture. */
    public fun sign(message: ByteArray): ByteArray
}

/**
 * Why a signature cannot be made now. Captures and pushes go on: envelopes are sealed later.
 *
 * @property why what is wrong with the key
 */
public class DeviceSignerException @JvmOverloads constructor(public val why: Why, message: String = why.name) :
    Exception(message) {
    /** Why. */
    public enum class Why {
        /** The phone is locked. */
        LOCKED,

        /** The platform has destroyed the key. */
        INVALIDATED,

        /** The hardware failed. */
        FAILED,
    }
}

/** Carries requests to the hub, where the library's own HTTP will not do: a proxy, a VPN library, own certificates. */
public fun interface Transport {
    /**
     * Sends one request and waits for the whole answer. Called on threads that may block; give up by yourself after
     * some 30 s without a byte. Redirects are not followed. Throw [TransportException].
     */
    public fun send(request: HttpRequest): HttpResponse
}

/**
 * Why there is no answer of the hub.
 *
 * @property why which kind of failure
 */
public class TransportException @JvmOverloads constructor(public val why: Why, message: String = why.name) :
    Exception(message) {
    /** Why. */
    public enum class Why {
        /** No connection, or it was cut. */
        UNREACHABLE,

        /** It took too long. */
        TIMED_OUT,

        /** Somebody else answered: a captive portal, a proxy. */
        NOT_THE_HUB,

        /** The answer is longer than [HttpRequest.answerBytesMax]. */
        TOO_LONG,

        /** The file to carry cannot be read. */
        FILE,
    }
}

/**
 * The device's clocks. On Android: `System.currentTimeMillis()`, `Settings.Global.BOOT_COUNT` and
 * `SystemClock.elapsedRealtime()`. Called with every capture, so it should take microseconds.
 */
public fun interface Moments {
    /** All three readings, taken together. */
    public fun clocks(): Clocks
}
