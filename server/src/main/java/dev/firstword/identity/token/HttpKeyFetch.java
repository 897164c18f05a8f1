package dev.firstword.identity.token;

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

/** Gets published keys over HTTP. Follows no redirects: the address is what was trusted. */
public final class HttpKeyFetch implements KeyFetch, AutoCloseable {

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(2);

  /** Hundreds of keys fit in; issuers publish a handful. */
  static final int LARGEST_DOCUMENT = 256 * 1024;

  private final Duration longest;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LONGEST_CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * A client.
   *
   * @param longest from the request to the last byte of the answer
   */
  public HttpKeyFetch(Duration longest) {
    this.longest = longest;
  }

  @Override
  public String fetch(URI address) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address).header("accept", "application/json").build();
    CompletableFuture<HttpResponse<String>> sent =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_DOCUMENT));
    try {
      HttpResponse<String> response = sent.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException("answered with status " + response.statusCode());
      }
      return response.body();
    } catch (TimeoutException _) {
      sent.cancel(true);
      throw new IOException("no whole answer within " + longest);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException _) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
