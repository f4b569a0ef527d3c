package dev.counterfoil.app.platform

import android.app.Application
import android.app.job.JobService
import android.content.BroadcastReceiver
import java.io.File
import javax.xml.parsers.DocumentBuilderFactory
import kotlin.test.assertEquals
import kotlin.test.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.annotation.Config
import org.w3c.dom.Element

/** The manifest, which nothing here builds: what it names is there, and what the code needs is named. */
@RunWith(RobolectricTestRunner::class)
@Config(sdk = [34], manifest = Config.NONE)
class ManifestTest {
    private val sources = File("../app/src/main")
    private val manifest = parsed(File(sources, "AndroidManifest.xml"))
    private val application = all(manifest, "application").single()

    private fun parsed(file: File): Element =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file).documentElement

    private fun all(within: Element, tag: String): List<Element> =
        within.getElementsByTagName(tag).let { found -> (0 until found.length).map { found.item(it) as Element } }

    private fun Element.name() = getAttribute("android:name")

    private fun classOf(element: Element): Class<*> = Class.forName("dev.counterfoil.app${element.name()}")

    @Test
    fun `what it names is compiled`() {
        assertTrue(Application::class.java.isAssignableFrom(classOf(application)))
        val (service, receiver) = all(manifest, "service").single() to all(manifest, "receiver").single()
        assertTrue(JobService::class.java.isAssignableFrom(classOf(service)))
        assertEquals(JobService.PERMISSION_BIND, service.getAttribute("android:permission"))
        assertTrue(BroadcastReceiver::class.java.isAssignableFrom(classOf(receiver)))
        val source = File("../app/src/android/kotlin/dev/counterfoil/app/MainActivity.kt").readText()
        assertEquals(".MainActivity", all(manifest, "activity").single().name())
        assertTrue("class MainActivity : ComponentActivity()" in source)
    }

    @Test
    fun `nobody outside can reach more than the window`() {
        val exported = listOf("service", "receiver", "activity").flatMap { all(manifest, it) }
            .filter { it.getAttribute("android:exported") != "false" }
        assertEquals(listOf(".MainActivity"), exported.map { it.name() })
    }

    @Test
    fun `the permissions are those that jobs, alarms, notifications and verdicts need`() {
        val asked = all(manifest, "uses-permission").map { it.name().substringAfterLast('.') }
        val needed = listOf(
            "ACCESS_NETWORK_STATE", "POST_NOTIFICATIONS", "RECEIVE_BOOT_COMPLETED", "RUN_USER_INITIATED_JOBS",
            "VIBRATE",
        )
        assertEquals(needed, asked)
    }

    @Test
    fun `no backup has the keys or the store`() {
        val named = listOf("android:fullBackupContent", "android:dataExtractionRules")
        val rules = named.map { application.getAttribute(it) }
        assertEquals(listOf("@xml/backup_rules", "@xml/data_extraction_rules"), rules)
        val (old, new) = rules.map { parsed(File(sources, "res/${it.removePrefix("@")}.xml")) }
        val ways = listOf(old, all(new, "cloud-backup").single(), all(new, "device-transfer").single())
        for (way in ways) {
            assertTrue(all(way, "include").isEmpty())
            val out = all(way, "exclude").associate { it.getAttribute("domain") to it.getAttribute("path") }
            for (domain in listOf("root", "file", "database", "sharedpref", "external")) assertEquals(".", out[domain])
        }
    }

    @Test
    fun `it wakes for what sets alarms and clocks back`() {
        val heard = all(all(manifest, "receiver").single(), "action").map { it.name() }.toSet()
        assertEquals(WakeReceiver.heard - WakeReceiver.DUE, heard)
    }
}
