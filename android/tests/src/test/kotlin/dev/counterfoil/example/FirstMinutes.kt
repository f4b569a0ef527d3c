package dev.counterfoil.example

import dev.counterfoil.*
import java.io.File
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch

/** Open, enrol, list as a Flow, capture a photograph and show it, sync. */
suspend fun firstMinutes(folder: File, code: String, photograph: File, screen: Screen) = coroutineScope {
    val secrets = SecretStore.inFolder(File(folder, "keys")) // on Android: Counterfoil.open(context.counterfoil())
    Counterfoil.open(CounterfoilConfig(File(folder, "store"), secrets)).use { phone ->
        if (phone.account.status().enrolled == null) phone.account.enrol(code)

        val list = launch {
            phone.orders.observe(OrderFilter(isOpen = true)).collect { page -> screen.list(page.cards) }
        }
        phone.syncing.run()

        val order = phone.orders.list().cards.first().id
        phone.orders.transition(order, TransitionStep("start"))
        try {
            phone.orders.transition(order, TransitionStep("deliver"))
        } catch (refused: CounterfoilException.NotAllowed) {
            refused.reason.words().forEach(screen::say) // what is missing, in the person's language
        }

        val taken = phone.captures.photo(order, PhotoSource(photograph, role = "door"))
        screen.picture(phone.captures.thumbnail(taken.original).bytes)

        val report = phone.syncing.run() // without signal this says so, and nothing is lost
        screen.say(if (report.isDone) "all of it is with the hub" else "${report.unsent} still on this phone")
        list.cancel()
    }
}
