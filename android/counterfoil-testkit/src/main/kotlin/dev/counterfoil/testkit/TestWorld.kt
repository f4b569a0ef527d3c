package dev.counterfoil.testkit

import dev.counterfoil.Counterfoil
import dev.counterfoil.CounterfoilConfig
import dev.counterfoil.Phone
import dev.counterfoil.SecretStore
import dev.counterfoil.testkit.ffi.TestFolder
import java.io.Closeable
import java.io.File
import java.util.concurrent.CopyOnWriteArrayList
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext

/**
 * A small world for a test: a real hub on loopback in this process, and phones whose stores are gone when it is closed.
 *
 * ```kotlin
 * TestWorld.start().use { world -> val ann = world.phone("小安") }
 * ```
 */
public class TestWorld private constructor(
    /** The hub, with its office and its signal. */
    public val hub: TestHub,
) : Closeable {
    private val folders = CopyOnWriteArrayList<TestFolder>()
    private val phones = CopyOnWriteArrayList<Phone>()

    /**
     * A phone in memory, enrolled for a new person with these roles. It is closed with this world.
     *
     * @param change what this phone has otherwise than a plain one: a signer, a transport, clocks
     */
    public suspend fun phone(
        name: String = "小安",
        roles: List<String> = listOf("courier"),
        change: (CounterfoilConfig) -> CounterfoilConfig = { it },
    ): Phone {
        val invitation = withContext(Dispatchers.IO) { hub.invite(name, roles).invitation }
        return strange(change).also { it.account.enrol(invitation) }
    }

    /** A phone in memory that is nobody's yet. It is closed with this world. */
    public suspend fun strange(change: (CounterfoilConfig) -> CounterfoilConfig = { it }): Phone =
        Counterfoil.open(change(CounterfoilConfig(folder(), SecretStore.inMemory()))).also(phones::add)

    /** A folder that is gone when this world is closed; in memory where the system has such a place. */
    public fun folder(): File = File(plainly { TestFolder.make() }.also(folders::add).path())

    /** Closes every phone, ends the hub and deletes every folder. */
    override fun close() {
        // Nothing may hold a store whose folder goes.
        runBlocking { phones.forEach { it.closeAndWait() } }
        hub.close()
        folders.forEach { folder -> folder.use { plainly { it.shut() } } }
    }

    public companion object {
        /** Starts a hub for a fresh tenant with the built-in playbook: some 100 ms. */
        @JvmStatic
        @JvmOverloads
        public fun start(tenantName: String = "临江市滨河网点"): TestWorld = TestWorld(TestHub.start(tenantName))
    }
}
