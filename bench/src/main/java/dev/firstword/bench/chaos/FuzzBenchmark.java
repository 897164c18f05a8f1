package dev.firstword.bench.chaos;

import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.FuzzedBodies;
import dev.firstword.testing.fuzz.FuzzedRequests;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Sends a hundred thousand requests that were changed at random: to all routes, or with bodies for
 * the APIs of other clients. Nothing may be answered with 500, nothing may hang, and the server
 * takes no more afterwards.
 */
public final class FuzzBenchmark implements Benchmark {

  private static final Pace PACE = new Pace(10, 20, 500, 10);
  private static final int CLIENTS = 8;

  /** The host that the requests name; otherwise all of them would be refused for it. */
  private static final String SETTINGS = "allowed_hosts: [here]\n";

  /** Bodies that are mostly refused reach only the first checks. */
  private static final double MIN_ACCEPTED = 0.02;

  /** Longer than any timeout of the server that a short request can run into. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(40);

  private static final int SAMPLES = 20;
  private static final double MAX_GROWTH_MB = 10;

  private static final String SERVER_ERROR = "requests answered with 500";
  private static final String NO_ANSWER = "requests without an answer or an end";

  private final String name;
  private final String title;
  private final Function<Random, byte[]> requests;

  /** Whether to close the sending half, so that no request stays incomplete. */
  private final boolean isHalfClosed;

  private final Violations violations = new Violations();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  private FuzzBenchmark(
      String name, String title, Function<Random, byte[]> requests, boolean isHalfClosed) {
    this.name = name;
    this.title = title;
    this.requests = requests;
    this.isHalfClosed = isHalfClosed;
  }

  /** Whole requests of every route. */
  public static FuzzBenchmark ofRequests() {
    return new FuzzBenchmark(
        "chaos-fuzz", "A hundred thousand requests, changed at random", FuzzedRequests::next, true);
  }

  /** Bodies for the APIs that other clients use. */
  public static FuzzBenchmark ofBodies() {
    return new FuzzBenchmark(
        "chaos-bodies",
        "A hundred thousand bodies for the APIs of other clients, changed at random",
        FuzzedBodies::next,
        false);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    List.of(SERVER_ERROR, NO_ANSWER).forEach(violations::expectNone);
    int count = RunSize.of("REQUESTS", 100_000);
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setPace(PACE);
      ServerNode node = environment.node("server", SETTINGS);
      node.start();
      try (ProcessSamples samples = ProcessSamples.of(node)) {
        sendAll(node.address(), count, samples);
        measurements.record("requests", count, "");
        measurements.record("answered", answered.get(), "");
        measurements.record(
            "answered with 2xx", accepted.get(), "", Target.atLeast(MIN_ACCEPTED * count));
        measurements.record("closed without an answer", closed.get(), "");
        measurements.record(
            "ready afterwards", isReady(node.address()) ? 1 : 0, "", Target.atLeast(1));
        samples.recordGrowth(measurements, MAX_GROWTH_MB);
      }
      violations.record(measurements);
      if (violations.hasAny()) {
        environment.keepFiles();
      }
    }
    return measurements.figures();
  }

  private static boolean isReady(URI server) throws IOException {
    try (HttpCall call = HttpCall.of(server, "GET", "/readyz")) {
      return call.status() == 200;
    }
  }

  private void sendAll(URI server, int count, ProcessSamples samples) throws InterruptedException {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int number = next.getAndIncrement();
                    number < count;
                    number = next.getAndIncrement()) {
                  send(server, FuzzRun.seedOf(RunSize.seed(), number));
                  if (number % Math.max(1, count / SAMPLES) == 0) {
                    samples.take();
                    System.out.println("  " + number + " of " + count + " requests");
                  }
                }
              }));
    }
    for (Thread client : clients) {
      client.join();
    }
    samples.take();
  }

  private void send(URI server, long seed) {
    byte[] request = requests.apply(new Random(seed));
    try (Socket socket = new Socket()) {
      socket.setSoTimeout((int) ANSWER_TIMEOUT.toMillis());
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      BlockingConnection connection = new BlockingConnection(socket);
      connection.send(request);
      if (isHalfClosed) {
        socket.shutdownOutput();
      }
      ResponseHead head = connection.readHead();
      answered.incrementAndGet();
      accepted.addAndGet(head.status() / 100 == 2 ? 1 : 0);
      if (head.status() == 500) {
        report(SERVER_ERROR, "seed " + seed);
      }
      if (!head.header("content-type").orElse("").startsWith("text/event-stream")) {
        readToTheEnd(connection.body(head));
      }
    } catch (SocketTimeoutException _) {
      report(NO_ANSWER, "seed " + seed);
    } catch (IOException _) {
      closed.incrementAndGet();
    }
  }

  private static void readToTheEnd(InputStream body) throws IOException {
    var _ = body.readAllBytes();
  }

  private void report(String kind, String what) {
    synchronized (violations) {
      violations.add(kind, what);
    }
  }
}
