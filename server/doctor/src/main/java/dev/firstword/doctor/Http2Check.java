package dev.firstword.doctor;

import dev.firstword.doctor.CheckResult.Fault;
import dev.firstword.doctor.CheckResult.Note;
import dev.firstword.doctor.CheckResult.Pass;
import dev.firstword.doctor.CheckResult.Unknown;
import dev.firstword.relay.blocking.ResponseHead;
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
 * Checks whether the server offers HTTP/2, where all streams share one connection, and whether
 * streams work over it.
 */
final class Http2Check implements Check {

  private static final String HTTP_1_CONNECTION_LIMIT =
      "Browsers open six HTTP/1.1 connections to a host, and each stream occupies one.";

  private final boolean offered;

  Http2Check(boolean offered) {
    this.offered = offered;
  }

  @Override
  public CheckSubject subject() {
    return CheckSubject.HTTP_2;
  }

  @Override
  public List<CheckResult> examine(ProbeClient client) throws IOException {
    if (offered) {
      return List.of(checkStreams(client));
    }
    return List.of(
        client.target().isSecure()
            ? new Fault(
                CheckSubject.HTTP_2, "Not offered. " + HTTP_1_CONNECTION_LIMIT, ProxyFix.HTTP_2)
            : new Note(
                CheckSubject.HTTP_2,
                "Browsers do not use it without TLS. "
                    + HTTP_1_CONNECTION_LIMIT
                    + " Put a proxy with TLS and HTTP/2 in front of it."));
  }

  private static CheckResult checkStreams(ProbeClient client) throws IOException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(Version.HTTP_2)
            .connectTimeout(ProbeClient.CONNECT_TIMEOUT)
            .sslContext(client.target().tls())
            .build()) {
      try {
        List<ProbeResult> results = runStreams(client, http);
        // Retried once: buffering recurs, but a pause of a busy machine does not.
        return evaluate(worst(results).isBuffered() ? runStreams(client, http) : results);
      } finally {
        http.shutdownNow();
      }
    }
  }

  private static StreamTiming worst(List<ProbeResult> results) {
    return results.stream()
        .map(result -> StreamTiming.of(result.arrivals()))
        .max(Comparator.comparingInt(StreamTiming::lateEvents))
        .orElseThrow();
  }

  private static List<ProbeResult> runStreams(ProbeClient client, HttpClient http)
      throws IOException {
    List<CompletableFuture<ProbeResult>> futures = new ArrayList<>();
    for (int i = 0; i < ConcurrentStreamsCheck.STREAMS; i++) {
      long startNanos = System.nanoTime();
      futures.add(
          http.sendAsync(request(client.target()), BodyHandlers.ofInputStream())
              .thenApplyAsync(response -> read(response, startNanos), Thread::startVirtualThread));
    }
    List<ProbeResult> results = new ArrayList<>();
    for (CompletableFuture<ProbeResult> future : futures) {
      try {
        results.add(
            future.get(
                Probe.STEADY
                    .duration()
                    .plus(ProbeClient.READ_MARGIN)
                    .plus(ProbeClient.CONNECT_TIMEOUT)
                    .toMillis(),
                TimeUnit.MILLISECONDS));
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("a stream over HTTP/2 failed: " + e.getMessage(), e);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted");
      }
    }
    return results;
  }

  private static HttpRequest request(Target target) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.server().resolve(Probe.STEADY.requestTarget()))
            .timeout(Probe.STEADY.duration().plus(ProbeClient.READ_MARGIN));
    Probe.STEADY.headers(target, Map.of()).forEach(request::header);
    return request.build();
  }

  private static ProbeResult read(HttpResponse<InputStream> response, long startNanos) {
    List<ResponseHead.Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach((name, values) ->
            values.forEach(value -> headers.add(new ResponseHead.Header(name, value))));
    ResponseHead head = new ResponseHead(response.version().name(), response.statusCode(), headers);
    try (InputStream body = response.body()) {
      return new ProbeReader(startNanos, System::nanoTime).read(head, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CheckResult evaluate(List<ProbeResult> results) {
    long complete = results.stream().filter(ProbeResult::isComplete).count();
    if (complete < results.size()) {
      return new Fault(
          CheckSubject.HTTP_2,
          "Of " + results.size() + " streams over one connection, " + complete + " completed.",
          ProxyFix.CONNECTIONS);
    }
    if (results.stream()
        .anyMatch(result -> !result.head().protocol().equals(Version.HTTP_2.name()))) {
      return new Unknown(CheckSubject.HTTP_2, "Offered, but not used when requested.");
    }
    StreamTiming worst = worst(results);
    return worst.isBuffered()
        ? new Fault(
            CheckSubject.HTTP_2,
            results.size() + " streams over one connection: " + BufferingCheck.describe(worst),
            ProxyFix.BUFFERING)
        : new Pass(
            CheckSubject.HTTP_2,
            "Offered; " + results.size() + " streams over one connection, none delayed.");
  }
}
