package dev.firstword.doctor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.doctor.CheckResult.Unknown;
import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Examines the path to a server. Checks connectivity first, then runs quick checks with one stream
 * each, then many concurrent streams. The idle timeout comes last because it takes as long as the
 * longest silence.
 */
public final class Doctor {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_ABOUT_BYTES = 256 * 1024;
  private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(30);

  private Doctor() {}

  /**
   * Examines a server. Blocks for a few seconds more than the longest silence to try.
   *
   * @throws ExaminationException if no Firstword server answers, or it rejects the caller
   */
  public static Report examine(Target target) throws ExaminationException, InterruptedException {
    long startNanos = System.nanoTime();
    List<CheckResult> findings = new ArrayList<>();
    Connectivity connectivity = Connectivity.check(target, findings);
    ProbeClient client = connectivity.client();
    String version = identifyServer(client);
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      CheckRunner runner = new CheckRunner(client, virtualThreads, findings);
      runner.runConcurrently(
          CHECK_TIMEOUT,
          new HeaderCheck(),
          new BufferingCheck(),
          new CompressionCheck(),
          new KeepAliveCheck(),
          new Http2Check(connectivity.offersHttp2()));
      runner.runConcurrently(CHECK_TIMEOUT, new ConcurrentStreamsCheck());
      runner.runConcurrently(
          target.maxSilence().plus(CHECK_TIMEOUT), new IdleTimeoutCheck(target.maxSilence()));
    }
    findings.sort(Comparator.comparing(CheckResult::subject));
    return new Report(
        target.server(),
        version,
        List.copyOf(findings),
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  /**
   * Returns the version of the server, after checking that it is a Firstword server and accepts the
   * caller.
   */
  private static String identifyServer(ProbeClient client) throws ExaminationException {
    try (BlockingConnection connection = client.openConnection()) {
      client.get(connection, "/api/about", Map.of("Accept", "application/json"));
      ResponseHead head = connection.readHead();
      if (head.status() == 421) {
        throw new ExaminationException(
            "The server does not answer to the name "
                + client.target().host()
                + ": create keys, or add the name to \"hosts\" in its settings.");
      }
      String version = version(head, connection);
      ProbeResult first = client.probe(Probe.MINIMAL, Map.of());
      if (first.head().status() != 200) {
        throw new ExaminationException(describeRejection(first, client.target()));
      }
      return version;
    } catch (IOException e) {
      throw new ExaminationException(
          "Nothing that speaks HTTP answers at "
              + client.target().server()
              + ": "
              + e.getMessage());
    }
  }

  private static String version(ResponseHead head, BlockingConnection connection)
      throws IOException, ExaminationException {
    try (InputStream body = connection.body(head)) {
      JsonNode about = JSON.readTree(body.readNBytes(MAX_ABOUT_BYTES));
      if (head.status() == 200 && about.path("name").asText().equals("Firstword")) {
        return about.path("version").asText();
      }
    } catch (JacksonException _) {
      // Reported below: not a Firstword server.
    }
    throw new ExaminationException(
        "This is not a Firstword server: GET /api/about returned status " + head.status() + ".");
  }

  private static String describeRejection(ProbeResult first, Target target) {
    return switch (first.head().status()) {
      case 401 ->
          target.key() == null
              ? "The server requires a key: set FIRSTWORD_KEY."
              : "The server does not accept the key in FIRSTWORD_KEY, or a proxy in front of it"
                  + " drops the Authorization header.";
      case 404 -> "The server is too old: it has no /api/doctor/probe, or a proxy blocks it.";
      default ->
          first
              .request()
              .path("detail")
              .asText("The probe was refused with status " + first.head().status() + ".");
    };
  }

  /** Runs checks and collects their results. */
  private record CheckRunner(
      ProbeClient client, ExecutorService virtualThreads, List<CheckResult> findings) {

    void runConcurrently(Duration timeout, Check... checks) throws InterruptedException {
      long deadlineNanos = System.nanoTime() + timeout.toNanos();
      List<Future<List<CheckResult>>> futures = new ArrayList<>();
      for (Check check : checks) {
        futures.add(virtualThreads.submit(() -> check.examine(client)));
      }
      for (int i = 0; i < checks.length; i++) {
        findings.addAll(result(checks[i].subject(), futures.get(i), deadlineNanos));
      }
    }

    private static List<CheckResult> result(
        CheckSubject subject, Future<List<CheckResult>> future, long deadlineNanos)
        throws InterruptedException {
      try {
        return future.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        future.cancel(true);
        return List.of(new Unknown(subject, "It did not finish in time."));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException broken) {
          return List.of(new Unknown(subject, "The connection failed: " + broken.getMessage()));
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
