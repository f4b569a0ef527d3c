package dev.counterfoil.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.counterfoil.AccountStatus;
import dev.counterfoil.Counterfoil;
import dev.counterfoil.CounterfoilConfig;
import dev.counterfoil.CounterfoilException;
import dev.counterfoil.CounterfoilLog;
import dev.counterfoil.HostPorts;
import dev.counterfoil.HubPin;
import dev.counterfoil.LogLevel;
import dev.counterfoil.OrderPage;
import dev.counterfoil.PersonHere;
import dev.counterfoil.Phone;
import dev.counterfoil.SecretStore;
import dev.counterfoil.SharedDevice;
import dev.counterfoil.SyncReport;
import dev.counterfoil.jvm.CounterfoilJava;
import dev.counterfoil.testkit.Invited;
import dev.counterfoil.testkit.TestWorld;
import java.io.Closeable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Everything from Java, without a coroutine in sight. */
class JavaCallersTest {
    private static Phone open(TestWorld world) throws Exception {
        CounterfoilConfig config = new CounterfoilConfig(world.folder(), SecretStore.inMemory());
        return CounterfoilJava.blocking(call -> Counterfoil.INSTANCE.open(config, call));
    }

    @Test
    void callsThatWait() throws Exception {
        try (TestWorld world = TestWorld.start(); Phone phone = open(world)) {
            Invited ann = world.getHub().invite("小安", List.of("courier"));
            world.getHub().order("SF1203456789017", "{\"title\": \"一箱苹果\"}", ann.getPerson());
            AccountStatus status =
                    CounterfoilJava.blocking(call -> phone.getAccount().enrol(ann.getInvitation(), call));
            assertEquals("小安", status.getEnrolled().getPersonName());
            SyncReport report = CounterfoilJava.blocking(call -> phone.getSyncing().run(call));
            assertTrue(report.isDone());
            OrderPage page = CounterfoilJava.blocking(call -> phone.getOrders().list(call));
            assertEquals("一箱苹果", page.getCards().get(0).getTitle());
            assertThrows(
                    CounterfoilException.NotFound.class,
                    () -> CounterfoilJava.blocking(call -> phone.getOrders().sheet("not an id", call)));
        }
    }

    @Test
    void futures() throws Exception {
        try (TestWorld world = TestWorld.start(); Phone phone = open(world)) {
            CompletableFuture<SyncReport> refused = CounterfoilJava.async(call -> phone.getSyncing().run(call));
            ExecutionException error = assertThrows(ExecutionException.class, refused::get);
            assertInstanceOf(CounterfoilException.SignInAgain.class, error.getCause());
            Invited ann = world.getHub().invite("小安", List.of("courier"));
            CompletableFuture<SyncReport> report =
                    CounterfoilJava.<AccountStatus>async(
                                    call -> phone.getAccount().enrol(ann.getInvitation(), call))
                            .thenCompose(enrolled -> CounterfoilJava.async(call -> phone.getSyncing().run(call)));
            assertTrue(report.get(30, TimeUnit.SECONDS).isDone());
        }
    }

    @Test
    void listsThatChange() throws Exception {
        ExecutorService screen = Executors.newSingleThreadExecutor();
        try (TestWorld world = TestWorld.start(); Phone phone = open(world)) {
            CountDownLatch first = new CountDownLatch(1);
            Closeable list =
                    CounterfoilJava.observe(phone.getOrders().observe(), screen, page -> first.countDown());
            assertTrue(first.await(20, TimeUnit.SECONDS));
            list.close();
            // What a flow fails with is told; without somebody to tell it to it is not swallowed.
            CompletableFuture<Exception> told = new CompletableFuture<>();
            CounterfoilJava.observe(
                    phone.getOrders().observeSheet("no id"), screen, sheet -> {}, told::complete);
            assertInstanceOf(CounterfoilException.NotFound.class, told.get(20, TimeUnit.SECONDS));
            CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
            ExecutorService other =
                    Executors.newSingleThreadExecutor(
                            work -> {
                                Thread thread = new Thread(work);
                                thread.setUncaughtExceptionHandler((at, error) -> uncaught.complete(error));
                                return thread;
                            });
            CounterfoilJava.observe(phone.getOrders().observeSheet("no id"), other, sheet -> {});
            assertInstanceOf(CounterfoilException.NotFound.class, uncaught.get(20, TimeUnit.SECONDS));
            other.shutdown();
        } finally {
            screen.shutdown();
        }
    }

    @Test
    void aSharedDeviceAndTheLog() throws Exception {
        try (TestWorld world = TestWorld.start();
                Closeable log = CounterfoilLog.listen(LogLevel.ERROR, event -> {})) {
            SharedDevice device = new SharedDevice(world.folder());
            HostPorts host = new HostPorts(SecretStore.inMemory());
            Invited ann = world.getHub().invite("小安", List.of("courier"));
            CounterfoilConfig config = device.person("ann", host);
            try (Phone phone = CounterfoilJava.blocking(call -> Counterfoil.INSTANCE.open(config, call))) {
                assertEquals(43, phone.getAccount().keyThumbprint().length());
                HubPin pin = new HubPin(world.getHub().getUrl(), "01".repeat(32));
                CounterfoilException.NotAllowed refused =
                        assertThrows(
                                CounterfoilException.NotAllowed.class,
                                () ->
                                        CounterfoilJava.<AccountStatus>blocking(
                                                call -> phone.getAccount().enrolWithTicket(pin, "no ticket", call)));
                assertEquals("ticket_refused", refused.getReason().getCode());
                CounterfoilJava.<AccountStatus>blocking(
                        call -> phone.getAccount().enrol(ann.getInvitation(), call));
                CounterfoilJava.<String>blocking(call -> phone.getAccount().beginShift(call));
            }
            SyncReport sent = CounterfoilJava.blocking(call -> device.sendFor("ann", host, call));
            assertTrue(sent.isDone());
            PersonHere here = CounterfoilJava.blocking(call -> device.about("ann", host, call));
            assertEquals("小安", here.getEnrolled().getPersonName());
            assertEquals(0, here.getUnsent());
            assertEquals(List.of("ann"), CounterfoilJava.<List<String>>blocking(call -> device.people(call)));
        }
    }
}
