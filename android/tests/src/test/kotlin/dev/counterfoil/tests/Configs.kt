package dev.counterfoil.tests

import dev.counterfoil.BytesBody
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.DeviceSigner
import dev.counterfoil.EmptyBody
import dev.counterfoil.FileBody
import dev.counterfoil.HttpBody
import dev.counterfoil.HttpHeader
import dev.counterfoil.HttpRequest
import dev.counterfoil.HttpResponse
import dev.counterfoil.SecretStore
import dev.counterfoil.Transport
import dev.counterfoil.TransportException
import dev.counterfoil.TransportException.Why
import java.io.File
import java.io.IOException
import java.net.ConnectException
import java.net.Socket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest.BodyPublisher
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpTimeoutException
import java.time.Duration
import java.util.Base64
import java.util.Properties
import java.util.concurrent.atomic.AtomicInteger

/** A plain configuration with one part of the host's own. */
internal object Configs {
    fun withTransport(config: CounterfoilConfig, transport: Transport) =
        config.copy(transport = transport)

    fun withSigner(config: CounterfoilConfig, signer: DeviceSigner) =
        config.copy(signer = signer)

    fun withSecrets(config: CounterfoilConfig, secrets: SecretStore) = config.copy(secrets = secrets)
}

/** Asks a port that takes the connection and never answers. */
internal class SilentTransport(private val port: Int) : Transport {
    override fun send(request: HttpRequest): HttpResponse {
        Socket("127.0.0.1", port).use { it.getInputStream().read() }
        throw TransportException(Why.UNREACHABLE)
    }
}

/** A transport by the JDK's own HTTP client, as a host behind a company's proxy would bring one. */
internal class JavaTransport : Transport {
    private val client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
    val requests = AtomicInteger()

    override fun send(request: HttpRequest): HttpResponse {
        requests.incrementAndGet()
        val asked = java.net.http.HttpRequest.newBuilder(URI(request.url)).timeout(Duration.ofSeconds(30))
            .method(request.method, publisher(request.body))
        request.headers.forEach { asked.header(it.name, it.value) }
        val answer = try {
            client.send(asked.build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray())
        } catch (late: HttpTimeoutException) {
            throw TransportException(Why.TIMED_OUT, late.javaClass.name)
        } catch (unreachable: ConnectException) {
            throw TransportException(Why.UNREACHABLE, unreachable.javaClass.name)
        } catch (cut: IOException) {
            throw TransportException(Why.UNREACHABLE, cut.javaClass.name)
        }
        val headers = answer.headers().map().flatMap { (name, values) -> values.map { HttpHeader(name, it) } }
        return HttpResponse(answer.statusCode().toLong(), headers, answer.body())
    }

    private fun publisher(body: HttpBody): BodyPublisher = when (body) {
        is EmptyBody -> BodyPublishers.noBody()
        is BytesBody -> BodyPublishers.ofByteArray(body.bytes)
        is FileBody -> {
            val part = File(body.path).inputStream().use { file ->
                file.skipNBytes(body.offset)
                file.readNBytes(body.len.toInt())
            }
            if (part.size.toLong() != body.len) throw TransportException(Why.FILE)
            BodyPublishers.ofByteArray(part)
        }
    }
}

/** Secrets in one properties file, as a host would keep them behind its own key. */
internal class PropertiesSecrets(private val file: File) : SecretStore {
    private fun read() = Properties().apply { if (file.exists()) file.inputStream().use(::load) }

    private fun write(change: Properties.() -> Unit) = synchronized(this) {
        val next = read().apply(change)
        val draft = File(file.path + ".new")
        draft.outputStream().use { next.store(it, null) }
        check(draft.renameTo(file))
    }

    override fun get(name: String): ByteArray? =
        synchronized(this) { read().getProperty(name)?.let(Base64.getDecoder()::decode) }

    override fun put(name: String, secret: ByteArray) =
        write { setProperty(name, Base64.getEncoder().encodeToString(secret)) }

    override fun remove(name: String) = write { remove(name) }
}
