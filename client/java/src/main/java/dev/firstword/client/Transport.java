package dev.firstword.client;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends a client's requests, and waits for the responses that are no streams. */
final class Transport {

  private final ClientSettings settings;

  Transport(ClientSettings settings) {
    this.settings = settings;
  }

  /** Begins a request with the headers that all have. */
  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.url() + path))
            .header("Accept", "application/json");
    Supplier<String> token = settings.token();
    if (token != null) {
      request.header("Authorization", "Bearer " + token.get());
    }
    String user = settings.user();
    if (user != null) {
      request.header("Firstword-User", user);
    }
    return request;
  }

  HttpRequest.Builder post(String path, Map<String, ?> fields) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(Json.write(fields)));
  }

  HttpRequest.Builder post(String path) {
    return request(path).POST(BodyPublishers.noBody());
  }

  /**
   * Sends a request, and again after failures that may pass.
   *
   * @param request creates the request of each attempt; sending it twice must have no other effect
   *     than sending it once
   */
  HttpResponse<byte[]> send(Supplier<HttpRequest.Builder> request) {
    for (int failures = 1; ; failures++) {
      try {
        return sendOnce(request.get());
      } catch (FirstwordException e) {
        if (e.code().equals(FirstwordException.THREAD_INTERRUPTED)) {
          throw e;
        }
        Optional<Duration> delay =
            settings.retry().delay(e, failures, false, ThreadLocalRandom.current().nextDouble());
        pause(delay.orElseThrow(() -> e));
      }
    }
  }

  /** Sends a request, and reads the response as JSON. */
  <T> T send(Supplier<HttpRequest.Builder> request, Class<T> type) {
    return Json.read(send(request).body(), type);
  }

  /** Sends a request whose failure is final. */
  HttpResponse<byte[]> sendOnce(HttpRequest.Builder builder) {
    Duration timeout = settings.requestTimeout();
    CompletableFuture<HttpResponse<byte[]>> sent =
        settings.http().sendAsync(builder.build(), BodyHandlers.ofByteArray());
    HttpResponse<byte[]> response;
    try {
      response = sent.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw FirstwordException.connectionFailed("No response arrived within " + timeout + ".", e);
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw FirstwordException.interrupted(e);
    } catch (ExecutionException e) {
      throw unreachable(e);
    }
    if (response.statusCode() >= 300) {
      throw Problems.read(response.statusCode(), response.headers(), response.body());
    }
    return response;
  }

  /** Waits, for less than {@link RetryPolicy} allows. */
  static void pause(Duration delay) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    try {
      over.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS).get();
    } catch (InterruptedException e) {
      throw FirstwordException.interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Converts a failure of the HTTP client. */
  static FirstwordException unreachable(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return FirstwordException.connectionFailed("The server cannot be reached: " + cause, cause);
  }

  /** Encodes a part of a path. */
  static String encode(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Returns a query of the values that are not null, with its question mark, or nothing. */
  static String query(String name, @Nullable String value, String name2, @Nullable String value2) {
    StringBuilder query = new StringBuilder();
    if (value != null) {
      query.append('?').append(name).append('=').append(encode(value));
    }
    if (value2 != null) {
      query.append(query.isEmpty() ? '?' : '&').append(name2).append('=').append(encode(value2));
    }
    return query.toString();
  }
}
