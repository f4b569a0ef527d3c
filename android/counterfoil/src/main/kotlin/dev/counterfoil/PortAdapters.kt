package dev.counterfoil

import dev.counterfoil.ffi.MomentsException
import dev.counterfoil.ffi.SecretStoreException as FfiSecretException
import dev.counterfoil.ffi.SignerException
import dev.counterfoil.ffi.TransportException as FfiTransportException

/** A secret store of the library, for a host; made when it is first asked. */
internal class FfiSecretStore(made: Lazy<dev.counterfoil.ffi.SecretStore>) : SecretStore {
    private val store by made

    override fun get(name: String): ByteArray? = told { store.get(name) }

    override fun put(name: String, secret: ByteArray): Unit = told { store.put(name, secret) }

    override fun remove(name: String): Unit = told { store.remove(name) }

    private inline fun <T> told(call: () -> T): T =
        try {
            call()
        } catch (error: FfiSecretException) {
            val why = when (error) {
                is FfiSecretException.LockedBeforeFirstUnlock -> SecretStoreException.Why.LOCKED_BEFORE_FIRST_UNLOCK
                is FfiSecretException.Invalidated -> SecretStoreException.Why.INVALIDATED
                is FfiSecretException.Failed -> SecretStoreException.Why.FAILED
            }
            throw SecretStoreException(why)
        } catch (unmade: CounterfoilException) {
            throw SecretStoreException(SecretStoreException.Why.FAILED, unmade.message ?: "")
        }
}

/** A host's secret store, for the library. What it throws beside its own exception goes nowhere: it may hold anything. */
internal class HostSecretStore(private val host: SecretStore) : dev.counterfoil.ffi.SecretStore {
    override fun get(name: String): ByteArray? = told { host.get(name) }

    override fun put(name: String, secret: ByteArray): Unit = told { host.put(name, secret) }

    override fun remove(name: String): Unit = told { host.remove(name) }

    private inline fun <T> told(call: () -> T): T =
        try {
            call()
        } catch (error: SecretStoreException) {
            throw when (error.why) {
                SecretStoreException.Why.LOCKED_BEFORE_FIRST_UNLOCK -> FfiSecretException.LockedBeforeFirstUnlock()
                SecretStoreException.Why.INVALIDATED -> FfiSecretException.Invalidated()
                SecretStoreException.Why.FAILED -> FfiSecretException.Failed("the host's key store failed")
            }
        } catch (other: Throwable) {
            throw FfiSecretException.Failed("the host's key store threw ${other.javaClass.name}")
        }
}

internal class HostSigner(private val host: DeviceSigner) : dev.counterfoil.ffi.DeviceSigner {
    override fun publicKey(): SignerKey = told { host.publicKey() }

    override fun sign(message: ByteArray): ByteArray = told { host.sign(message) }

    private inline fun <T> told(call: () -> T): T =
        try {
            call()
        } catch (error: DeviceSignerException) {
            throw when (error.why) {
                DeviceSignerException.Why.LOCKED -> SignerException.Locked()
                DeviceSignerException.Why.INVALIDATED -> SignerException.Invalidated()
                DeviceSignerException.Why.FAILED -> SignerException.Failed("the host's signer failed")
            }
        } catch (other: Throwable) {
            throw SignerException.Failed("the host's signer threw ${other.javaClass.name}")
        }
}

internal class HostTransport(private val host: Transport) : dev.counterfoil.ffi.Transport {
    override fun send(request: HttpRequest): HttpResponse =
        try {
            host.send(request)
        } catch (error: TransportException) {
            throw when (error.why) {
                TransportException.Why.UNREACHABLE -> FfiTransportException.Unreachable()
                TransportException.Why.TIMED_OUT -> FfiTransportException.TimedOut()
                TransportException.Why.NOT_THE_HUB -> FfiTransportException.NotTheHub()
                TransportException.Why.TOO_LONG -> FfiTransportException.TooLong()
                TransportException.Why.FILE -> FfiTransportException.File()
            }
        } catch (other: Throwable) {
            throw FfiTransportException.Failed("the host's transport threw ${other.javaClass.name}")
        }
}

internal class HostMoments(private val host: Moments) : dev.counterfoil.ffi.Moments {
    override fun clocks(): Clocks =
        try {
            host.clocks()
        } catch (other: Throwable) {
            throw MomentsException.Failed("the host's clocks threw ${other.javaClass.name}")
        }
}
