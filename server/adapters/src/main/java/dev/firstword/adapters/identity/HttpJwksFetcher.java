package dev.firstword.adapters.identity;

import dev.firstword.core.identity.token.JwksFetcher;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a JSON Web Key Set over HTTP. Follows no redirects, because only the configured address
 * is trusted.
 */
public final class HttpJwksFetcher implements JwksFetcher, AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** Enough for hundreds of keys; issuers publish a handful. */
  static final int MAX_DOCUMENT_BYTES = 256 * 1024;

  private final Duration timeout;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * Creates a fetcher.
   *
   * @param timeout from the request to the last byte of the response
   */
  public HttpJwksFetcher(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public String fetch(URI address) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address).header("accept", "application/json").build();
    CompletableFuture<HttpResponse<String>> pending =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_DOCUMENT_BYTES));
    try {
      HttpResponse<String> response = pending.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("answered with status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException _) {
      pending.cancel(true);
      throw new IOException("no complete response within " + timeout);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException _) {
      pending.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
