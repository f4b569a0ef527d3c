package dev.counterfoil.testkit

import dev.counterfoil.testkit.ffi.TestHub as FfiHub
import dev.counterfoil.testkit.ffi.TestKitException
import java.io.Closeable

/** The test kit could not do it; the message says what the hub answered. */
public class TestWorldException internal constructor(message: String, cause: Throwable) : Exception(message, cause)

/**
 * Somebody who was entered at the hub.
 *
 * @property person the person's id
 * @property invitation the text of an enrolment code for one phone, good once
 */
public data class Invited(val person: String, val invitation: String)

/** A real hub on a free port of this machine, in a temporary folder. Every call blocks its thread. */
public class TestHub private constructor(private val ffi: FfiHub) : Closeable {
    /** Where phones reach it, through the signal. */
    public val url: String get() = ffi.url()

    /** Enters somebody with these roles (`courier`, `technician`, `dispatcher`), and invites them. */
    public fun invite(name: String, roles: List<String>): Invited =
        plainly { ffi.invite(name, roles) }.let { Invited(it.person, it.invitation) }

    /** Another enrolment code for somebody who was entered. */
    public fun inviteAgain(person: String): String = plainly { ffi.inviteAgain(person) }

    /**
     * Makes an order, and gives its id.
     *
     * @param waybill the number on its label
     * @param fields a JSON object, such as `{"title": "一箱苹果"}`
     * @param assign the person who is to do it
     * @param kind `parcel` or `repair`
     */
    @JvmOverloads
    public fun order(waybill: String, fields: String = "{}", assign: String? = null, kind: String = "parcel"): String =
        plainly { ffi.order(kind, waybill, fields, assign) }

    /** Somebody asks to hurry with an order (催办). */
    @JvmOverloads
    public fun urge(order: String, reason: String? = null): Unit = plainly { ffi.urge(order, reason) }

    /** Imports a table (CSV or XLSX) as its bytes, under a file name; gives the hub's report as JSON. */
    public fun importTable(name: String, bytes: ByteArray): String = plainly { ffi.importTable(name, bytes) }

    /**
     * Uploads a document and gives its id: a manual, a table of fault codes (`application/vnd.counterfoil.faults+json`)
     * or a pack of outlets (`application/vnd.counterfoil.outlets+json`).
     *
     * @param pins kinds and models of orders that need it, a JSON array: `[{"kind": "repair"}]`
     */
    public fun manual(title: String, mediaType: String, bytes: ByteArray, pins: String): String =
        plainly { ffi.manual(title, mediaType, bytes, pins) }

    /** Any call of the office's API; gives the answer's JSON, empty if there is none. */
    @JvmOverloads
    public fun office(method: String, path: String, body: String? = null): String =
        plainly { ffi.office(method, path, body) }

    /** No signal: connections are cut and new ones refused. */
    public fun signalOff(): Unit = plainly { ffi.signalOff() }

    /** Signal again. */
    public fun signalOn(): Unit = plainly { ffi.signalOn() }

    /** Signal that is lost again after some bytes, in the middle of whatever goes on then. */
    public fun signalCutAfter(bytes: Long): Unit = plainly { ffi.signalCutAfter(bytes) }

    /** Ends the hub and deletes its folder. */
    override fun close(): Unit = plainly { ffi.stop() }

    internal companion object {
        fun start(tenantName: String): TestHub = TestHub(plainly { FfiHub.start(tenantName) })
    }
}

internal inline fun <T> plainly(call: () -> T): T =
    try {
        call()
    } catch (error: TestKitException) {
        throw TestWorldException(
            when (error) {
                is TestKitException.Refused -> "the hub answered ${error.status}: ${error.body}"
                is TestKitException.Stopped -> "the hub was stopped"
                is TestKitException.Failed -> error.reason
            },
            error,
        )
    }

/** The core's answer to one case of its vectors (`core/domain/tests/vectors/engine`), both as JSON. */
public fun answerVector(engine: String, case: String): String =
    plainly { dev.counterfoil.testkit.ffi.answerVector(engine, case) }
