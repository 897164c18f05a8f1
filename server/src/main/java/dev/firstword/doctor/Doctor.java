package dev.firstword.doctor;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.doctor.Finding.Unknown;
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
 * Examines what stands before a server. First how it is reached, then quick looks at one stream
 * each, then many streams at once, and last the silences, which take as long as the longest.
 */
public final class Doctor {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int LONGEST_ABOUT = 256 * 1024;
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(30);

  private Doctor() {}

  /**
   * Examines it. Blocks for a few seconds more than the longest silence to be tried.
   *
   * @throws CannotExamineException when no such server answers there, or lets nobody in
   */
  public static Report examine(Target target) throws CannotExamineException, InterruptedException {
    long started = System.nanoTime();
    List<Finding> findings = new ArrayList<>();
    Reach reach = Reach.of(target, findings);
    Line line = reach.line();
    String version = greet(line);
    try (ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor()) {
      Looks looks = new Looks(line, virtualThreads, findings);
      looks.together(
          LONGEST_LOOK,
          new HeaderCheck(),
          new StreamingCheck(),
          new CompressionCheck(),
          new KeepAliveCheck(),
          new Http2Check(reach.offersHttp2()));
      looks.together(LONGEST_LOOK, new ConnectionsCheck());
      looks.together(
          target.longestSilence().plus(LONGEST_LOOK), new SilenceCheck(target.longestSilence()));
    }
    findings.sort(Comparator.comparing(Finding::subject));
    return new Report(
        target.server(),
        version,
        List.copyOf(findings),
        Duration.ofNanos(System.nanoTime() - started));
  }

  /** Whether there is a server of ours, and whether it lets us in. */
  private static String greet(Line line) throws CannotExamineException {
    try (Wire wire = line.open()) {
      wire.get("/api/about", Map.of("Accept", "application/json"));
      Head head = wire.readHead();
      if (head.status() == 421) {
        throw new CannotExamineException(
            "The server answers to other names than "
                + line.target().host()
                + ": make keys, or add the name to \"hosts\" in its settings.");
      }
      String version = version(head, wire);
      Observation first = line.probe(Probe.SHORTEST, Map.of());
      if (first.head().status() != 200) {
        throw new CannotExamineException(refusal(first, line.target()));
      }
      return version;
    } catch (IOException e) {
      throw new CannotExamineException(
          "Nothing that speaks HTTP answers at " + line.target().server() + ": " + e.getMessage());
    }
  }

  private static String version(Head head, Wire wire) throws IOException, CannotExamineException {
    try (InputStream body = wire.body(head)) {
      JsonNode about = JSON.readTree(body.readNBytes(LONGEST_ABOUT));
      if (head.status() == 200 && about.path("name").asText().equals("Firstword")) {
        return about.path("version").asText();
      }
    } catch (JacksonException _) {
      // Told below: it is something else.
    }
    throw new CannotExamineException(
        "What answers is no Firstword server: GET /api/about gave status " + head.status() + ".");
  }

  private static String refusal(Observation first, Target target) {
    return switch (first.head().status()) {
      case 401 ->
          target.key() == null
              ? "The server asks for a key: put one into FIRSTWORD_KEY."
              : "The server does not accept the key in FIRSTWORD_KEY, or what stands before it"
                  + " drops the Authorization header.";
      case 404 -> "The server is too old: it has no /api/doctor/probe, or that is not passed on.";
      default ->
          first
              .request()
              .path("detail")
              .asText("The probe was refused with status " + first.head().status() + ".");
    };
  }

  /** Runs checks, and takes down what they find. */
  private record Looks(Line line, ExecutorService virtualThreads, List<Finding> findings) {

    void together(Duration longest, Check... checks) throws InterruptedException {
      long deadline = System.nanoTime() + longest.toNanos();
      List<Future<List<Finding>>> all = new ArrayList<>();
      for (Check check : checks) {
        all.add(virtualThreads.submit(() -> check.examine(line)));
      }
      for (int i = 0; i < checks.length; i++) {
        findings.addAll(result(checks[i].subject(), all.get(i), deadline));
      }
    }

    private static List<Finding> result(
        Subject subject, Future<List<Finding>> look, long deadlineNanos)
        throws InterruptedException {
      try {
        return look.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException _) {
        look.cancel(true);
        return List.of(new Unknown(subject, "It did not end in time."));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException broken) {
          return List.of(
              new Unknown(subject, "The connection broke meanwhile: " + broken.getMessage()));
        }
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
