package dev.counterfoil

import dev.counterfoil.ffi.Ports

/**
 * What the host brings to a store of a [SharedDevice].
 *
 * @property secrets where keys live: one for all people, with a key for each store
 * @property signer the person's hardware key that seals; `null` for a software key in [secrets]
 * @property transport the way to the hub; `null` for the library's own HTTP
 * @property moments the device's clocks; `null` for the system's as far as the library can read them
 */
public class HostPorts @JvmOverloads constructor(
    public val secrets: SecretStore,
    public val signer: DeviceSigner? = null,
    public val transport: Transport? = null,
    public val moments: Moments? = null,
) {
    internal fun ffi() = Ports(
        HostSecretStore(secrets),
        signer?.let(::HostSigner),
        transport?.let(::HostTransport),
        moments?.let(::HostMoments),
    )
}
