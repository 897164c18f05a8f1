package dev.firstword.bench.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.bench.Benchmark;
import dev.firstword.bench.client.HttpCall;
import dev.firstword.bench.harness.BenchEnvironment;
import dev.firstword.bench.harness.RunSize;
import dev.firstword.bench.harness.ServerNode;
import dev.firstword.bench.harness.SimulatorClient.Pace;
import dev.firstword.bench.report.Figure;
import dev.firstword.bench.report.Measurements;
import dev.firstword.bench.report.Target;
import dev.firstword.testing.fuzz.FuzzRun;
import dev.firstword.testing.fuzz.FuzzedDocuments;
import dev.firstword.testing.fuzz.FuzzedDocuments.FuzzedDocument;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;

/**
 * Uploads ten thousand documents that were changed at random. Each must be read, or fail with a
 * sentence, within its limits; meanwhile the server answers others, and its memory stays flat.
 */
public final class DocumentsBenchmark implements Benchmark {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /** Answers at once, so that what is measured is the server. */
  private static final Pace PACE = new Pace(10, 20, 500, 10);

  private static final int UPLOADERS = 4;

  /** The deadline of reading a document, twice, and the same for one that is read before it. */
  private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(130);

  private static final long POLL_INTERVAL_MS = 20;
  private static final long PROBE_INTERVAL_MS = 100;
  private static final double MAX_PROBE_MS = 100;

  /** A server's first replies take longer, with documents or without. */
  private static final int WARM_UPS = 20;

  private static final double MAX_GROWTH_MB = 10;

  /** A process that reads documents has a heap of 256 MB. */
  private static final double MAX_READER_MB = 450;

  private static final String NOT_SETTLED = "documents that were neither read nor refused";
  private static final String SERVER_FAILED = "uploads answered with 5xx";
  private static final String NO_SENTENCE = "failures without a sentence";
  private static final String NOT_ANSWERED = "probes that were not answered";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Violations violations = new Violations();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger ready = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger slow = new AtomicInteger();
  private final AtomicInteger crashed = new AtomicInteger();

  @Override
  public String name() {
    return "chaos-documents";
  }

  @Override
  public String title() {
    return "Ten thousand documents, changed at random";
  }

  @Override
  public List<Figure> run(Path root) throws Exception {
    List.of(NOT_SETTLED, SERVER_FAILED, NO_SENTENCE, NOT_ANSWERED).forEach(violations::expectNone);
    int documents = RunSize.of("DOCUMENTS", 10_000);
    Measurements measurements = new Measurements();
    try (BenchEnvironment environment = BenchEnvironment.open(root)) {
      environment.simulator().setPace(PACE);
      ServerNode node = environment.node("server", "");
      node.start();
      try (ProcessSamples samples = ProcessSamples.of(node)) {
        Probes probes = new Probes(node.address());
        probes.warmUp();
        Thread probing = Thread.ofPlatform().start(probes);
        long began = System.nanoTime();
        uploadAll(node.address(), documents, samples);
        double seconds = (System.nanoTime() - began) / 1e9;
        probes.stop();
        probing.join();
        measurements.record("documents", documents, "");
        measurements.record("documents a second", documents / seconds, "1/s");
        record(measurements);
        probes.record(measurements);
        samples.recordGrowth(measurements, MAX_GROWTH_MB);
        measurements.record(
            "memory of the processes that read, max",
            samples.maxChildMegabytes(),
            "MB",
            Target.atMost(MAX_READER_MB));
      }
      violations.record(measurements);
      if (violations.hasAny()) {
        environment.keepFiles();
      }
    }
    return measurements.figures();
  }

  private void uploadAll(URI server, int documents, ProcessSamples samples)
      throws InterruptedException {
    List<Thread> uploaders = new ArrayList<>();
    for (int i = 0; i < UPLOADERS; i++) {
      uploaders.add(
          Thread.startVirtualThread(() -> {
            for (int number = next.getAndIncrement();
                number < documents;
                number = next.getAndIncrement()) {
              upload(server, number);
              if (number % Math.max(1, documents / 20) == 0) {
                samples.take();
                System.out.println("  " + number + " of " + documents + " documents");
              }
            }
          }));
    }
    for (Thread uploader : uploaders) {
      uploader.join();
    }
    samples.take();
  }

  private void upload(URI server, int number) {
    long seed = FuzzRun.seedOf(RunSize.seed(), number);
    FuzzedDocument document = FuzzedDocuments.next(new Random(seed));
    String what = "document " + number + ", " + document.mediaType() + ", seed " + seed;
    try {
      HttpResponse<String> reply =
          send(
              HttpRequest.newBuilder(server.resolve("/api/documents?title=document" + number))
                  .header("Content-Type", document.mediaType())
                  .POST(BodyPublishers.ofByteArray(document.content())));
      if (reply.statusCode() / 100 != 2) {
        refused.incrementAndGet();
        if (reply.statusCode() >= 500) {
          report(SERVER_FAILED, what + ": " + reply.statusCode() + " " + reply.body());
        }
        return;
      }
      URI own =
          server.resolve("/api/documents/" + MAPPER.readTree(reply.body()).path("id").asText());
      settle(own, MAPPER.readTree(reply.body()), what);
      send(HttpRequest.newBuilder(own).DELETE());
    } catch (IOException e) {
      report(NOT_SETTLED, what + ": " + e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(URI document, JsonNode first, String what)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SETTLE_TIMEOUT.toNanos();
    JsonNode now = first;
    while (System.nanoTime() < deadline) {
      switch (now.path("state").asText()) {
        case "ready" -> {
          ready.incrementAndGet();
          return;
        }
        case "failed" -> {
          failed.incrementAndGet();
          String failure = now.path("failure").asText();
          slow.addAndGet(failure.contains("took longer") ? 1 : 0);
          crashed.addAndGet(failure.contains("too little memory") ? 1 : 0);
          if (!failure.matches("[A-Z].+\\.")) {
            report(NO_SENTENCE, what + ": " + failure);
          }
          if (failure.startsWith("Reading ")) {
            System.out.println("  " + what + ": " + failure);
          }
          return;
        }
        default -> TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL_MS);
      }
      now = MAPPER.readTree(send(HttpRequest.newBuilder(document).GET()).body());
    }
    report(NOT_SETTLED, what + ": " + now);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.timeout(SETTLE_TIMEOUT).build(), BodyHandlers.ofString());
  }

  private void report(String kind, String what) {
    synchronized (violations) {
      violations.add(kind, what);
    }
  }

  private void record(Measurements measurements) {
    measurements.record("read", ready.get(), "");
    measurements.record("failed with a sentence", failed.get(), "");
    measurements.record("of them after 30 s", slow.get(), "");
    measurements.record("of them for lack of memory", crashed.get(), "");
    measurements.record("refused when uploaded", refused.get(), "");
  }

  /** Asks for readiness and for an answer, again and again. */
  private final class Probes implements Runnable {
    private final URI server;
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final Histogram readyNanos = new Histogram(3);
    private final Histogram chatNanos = new Histogram(3);

    Probes(URI server) {
      this.server = server;
    }

    void warmUp() throws IOException {
      for (int i = 0; i < WARM_UPS; i++) {
        timeReady();
        timeChat("Is this warm-up " + i + "?");
      }
    }

    @Override
    public void run() {
      for (int i = 0; !isStopped.get(); i++) {
        try {
          TimeUnit.MILLISECONDS.sleep(PROBE_INTERVAL_MS);
          readyNanos.recordValue(timeReady());
          if (i % 5 == 0) {
            chatNanos.recordValue(timeChat("Are you there, " + i + "?"));
          }
        } catch (IOException e) {
          report(NOT_ANSWERED, e.toString());
        } catch (InterruptedException _) {
          return;
        }
      }
    }

    private long timeReady() throws IOException {
      return time(() -> HttpCall.of(server, "GET", "/readyz"), false);
    }

    private long timeChat(String question) throws IOException {
      return time(() -> HttpCall.post(server, question, null, null), true);
    }

    private interface Call {
      HttpCall open() throws IOException;
    }

    /** Returns how long a reply took, or the first event of one that is streamed. */
    private long time(Call call, boolean isStream) throws IOException {
      long began = System.nanoTime();
      try (HttpCall opened = call.open()) {
        if (opened.status() != 200) {
          throw new IOException("answered with " + opened.status());
        }
        if (!isStream) {
          var _ = opened.json();
          return System.nanoTime() - began;
        }
        var _ = opened.events().next();
        return System.nanoTime() - began;
      }
    }

    void stop() {
      isStopped.set(true);
    }

    void record(Measurements measurements) {
      record(measurements, "/readyz meanwhile", readyNanos);
      record(measurements, "first event of a chat meanwhile", chatNanos);
    }

    private static void record(Measurements measurements, String name, Histogram nanos) {
      measurements.record(name + ", p50", nanos.getValueAtPercentile(50) / 1e6, "ms");
      measurements.record(
          name + ", p99", nanos.getValueAtPercentile(99) / 1e6, "ms", Target.atMost(MAX_PROBE_MS));
      measurements.record(
          name + ", max", nanos.getMaxValue() / 1e6, "ms", Target.atMost(MAX_PROBE_MS));
    }
  }
}
