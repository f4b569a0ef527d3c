package dev.counterfoil.tests

import dev.counterfoil.HubPin
import dev.counterfoil.testkit.TestHub
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.util.Base64
import java.util.UUID

/** An app's backend that signs tickets with a key of java.security, as one on the JVM would. */
internal class Backend private constructor(private val algorithm: Algorithm, private val keys: KeyPair, hub: TestHub) {
    /** How JSON Web Tokens name it, how Java does, and what its public half looks like as a JSON Web Key. */
    enum class Algorithm(val java: String) {
        ES256("SHA256withECDSAinP1363Format"),
        EdDSA("Ed25519"),
        ;

        fun keys(): KeyPair = when (this) {
            ES256 -> KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }
            EdDSA -> KeyPairGenerator.getInstance("Ed25519")
        }.generateKeyPair()

        /** The point stands at the end of an X.509 key. */
        fun jwk(x509: ByteArray): String = when (this) {
            ES256 -> x509.takeLast(64).chunked(32).let { (x, y) ->
                """{"kty": "EC", "crv": "P-256", "x": "${text(x)}", "y": "${text(y)}"}"""
            }
            EdDSA -> """{"kty": "OKP", "crv": "Ed25519", "x": "${text(x509.takeLast(32))}"}"""
        }
    }

    private val kid: String
    private val audience: String

    /** What the app carries in its configuration. */
    val pin: HubPin

    init {
        val key = algorithm.jwk(keys.public.encoded)
        val form = """{"name": "跑单App后台", "public_key": $key, "roles": ["courier"], "may_create": false}"""
        kid = member(hub.office("POST", "/v1/office/ticket-keys", form), "key")
        val listed = hub.office("GET", "/v1/office/ticket-keys")
        audience = member(listed, "audience")
        pin = HubPin(hub.url, member(listed, "root_fingerprint"))
    }

    /**
     * A ticket for who is signed in.
     *
     * @param subject a staff number, or a person's id
     * @param goodForS seconds until it is too late
     * @param thumbprint of the only store that may use it
     * @param signer another key than the one that the ticket names
     */
    fun ticket(
        subject: String,
        goodForS: Long = 300,
        thumbprint: String? = null,
        signer: KeyPair = keys,
    ): String {
        val header = """{"typ": "cf-enrol+jwt", "alg": "$algorithm", "kid": "$kid"}"""
        val confirmation = thumbprint?.let { """, "cnf": {"jkt": "$it"}""" }.orEmpty()
        val claims = """{"aud": "$audience", "sub": "$subject", "jti": "${UUID.randomUUID()}",""" +
            """ "exp": ${System.currentTimeMillis() / 1_000 + goodForS}$confirmation}"""
        val signed = listOf(header, claims).joinToString(".") { text(it.toByteArray().asList()) }
        val signature = Signature.getInstance(algorithm.java).run {
            initSign(signer.private)
            update(signed.toByteArray())
            sign()
        }
        return "$signed.${text(signature.asList())}"
    }

    companion object {
        fun registered(hub: TestHub, algorithm: Algorithm = Algorithm.ES256) =
            Backend(algorithm, algorithm.keys(), hub)

        private fun text(bytes: List<Byte>): String =
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray())

        private fun member(json: String, name: String): String =
            checkNotNull(Regex("\"$name\"\\s*:\\s*\"([^\"]+)\"").find(json)) { "$name in $json" }.groupValues[1]
    }
}
