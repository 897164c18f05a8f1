package dev.firstword.doctor;

import dev.firstword.doctor.Finding.Fault;
import dev.firstword.doctor.Finding.Fine;
import dev.firstword.doctor.Finding.Note;
import dev.firstword.doctor.Finding.Unknown;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether browsers are offered HTTP/2, over which all streams share one connection, and whether
 * streams run there as they should.
 */
final class Http2Check implements Check {

  private static final String SIX =
      "Browsers open six HTTP/1.1 connections to a host, and each stream holds one.";

  private final boolean offered;

  Http2Check(boolean offered) {
    this.offered = offered;
  }

  @Override
  public Subject subject() {
    return Subject.HTTP_2;
  }

  @Override
  public List<Finding> examine(Line line) throws IOException {
    if (offered) {
      return List.of(streams(line));
    }
    return List.of(
        line.target().isSecure()
            ? new Fault(Subject.HTTP_2, "Not offered. " + SIX, Remedy.HTTP_2)
            : new Note(
                Subject.HTTP_2,
                "Not for browsers without TLS. "
                    + SIX
                    + " Put TLS and HTTP/2 before it for people."));
  }

  private static Finding streams(Line line) throws IOException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(Version.HTTP_2)
            .connectTimeout(Line.LONGEST_CONNECT)
            .sslContext(line.target().tls())
            .build()) {
      try {
        List<Observation> seen = observe(line, http);
        // What buffers does so every time; a machine that was busy for a moment does not.
        return judge(worst(seen).isHeld() ? observe(line, http) : seen);
      } finally {
        http.shutdownNow();
      }
    }
  }

  private static Pace worst(List<Observation> seen) {
    return seen.stream()
        .map(one -> Pace.of(one.arrivals()))
        .max(Comparator.comparingInt(Pace::held))
        .orElseThrow();
  }

  private static List<Observation> observe(Line line, HttpClient http) throws IOException {
    List<CompletableFuture<Observation>> all = new ArrayList<>();
    for (int i = 0; i < ConnectionsCheck.STREAMS; i++) {
      long started = System.nanoTime();
      all.add(
          http.sendAsync(request(line.target()), BodyHandlers.ofInputStream())
              .thenApplyAsync(response -> read(response, started), Thread::startVirtualThread));
    }
    List<Observation> seen = new ArrayList<>();
    for (CompletableFuture<Observation> one : all) {
      try {
        seen.add(
            one.get(
                Probe.STEADY.length().plus(Line.SLACK).plus(Line.LONGEST_CONNECT).toMillis(),
                TimeUnit.MILLISECONDS));
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("a stream over HTTP/2 failed: " + e.getMessage(), e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
    return seen;
  }

  private static HttpRequest request(Target target) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.server().resolve(Probe.STEADY.target()))
            .timeout(Probe.STEADY.length().plus(Line.SLACK));
    Probe.STEADY.headers(target, Map.of()).forEach(request::header);
    return request.build();
  }

  private static Observation read(HttpResponse<InputStream> response, long started) {
    List<Head.Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> values.forEach(value -> headers.add(new Head.Header(name, value))));
    Head head = new Head(response.version().name(), response.statusCode(), headers);
    try (InputStream body = response.body()) {
      return new ProbeReader(started, System::nanoTime).read(head, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Finding judge(List<Observation> seen) {
    long complete = seen.stream().filter(Observation::isComplete).count();
    if (complete < seen.size()) {
      return new Fault(
          Subject.HTTP_2,
          "Of " + seen.size() + " streams over one connection, " + complete + " came to their end.",
          Remedy.CONNECTIONS);
    }
    if (seen.stream().anyMatch(one -> !one.head().protocol().equals(Version.HTTP_2.name()))) {
      return new Unknown(Subject.HTTP_2, "Offered, and not spoken when it was asked for.");
    }
    Pace worst = worst(seen);
    return worst.isHeld()
        ? new Fault(
            Subject.HTTP_2,
            seen.size() + " streams over one connection: " + StreamingCheck.told(worst),
            Remedy.BUFFERING)
        : new Fine(
            Subject.HTTP_2,
            "Offered; " + seen.size() + " streams over one connection, none held up.");
  }
}
