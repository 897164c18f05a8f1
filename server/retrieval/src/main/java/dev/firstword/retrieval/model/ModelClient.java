package dev.firstword.retrieval.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.retrieval.RetrievalException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Calls one model over HTTP with persistent connections and without retries. The caller's thread
 * waits while another one does the I/O, so an interrupt cancels the call at any point.
 */
final class ModelClient implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  private static final Duration MAX_CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(5);
  private static final int MAX_CONCURRENT_CALLS = 256;
  private static final MediaType JSON_BODY = MediaType.get("application/json");

  private final String modelKind;
  private final URI address;
  private final ModelEndpoint endpoint;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OkHttpClient client;

  /**
   * Creates a client.
   *
   * @param modelKind the kind of model for messages, such as {@code embedding}
   * @param address the complete URI of the operation
   */
  ModelClient(String modelKind, URI address, ModelEndpoint endpoint) {
    this.modelKind = modelKind;
    this.address = address;
    this.endpoint = endpoint;
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MAX_CONCURRENT_CALLS);
    dispatcher.setMaxRequestsPerHost(MAX_CONCURRENT_CALLS);
    client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(
                new ConnectionPool(
                    MAX_CONCURRENT_CALLS, IDLE_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(min(MAX_CONNECT_TIMEOUT, endpoint.timeout()))
            .readTimeout(endpoint.timeout())
            .writeTimeout(endpoint.timeout())
            .callTimeout(endpoint.timeout())
            .build();
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Sends a request and parses the response. Blocks.
   *
   * @param maxResponseBytes the maximum size of the response, in bytes
   * @param traceparent the trace of the request
   * @throws RetrievalException if there is no valid JSON response
   */
  JsonNode post(ObjectNode body, long maxResponseBytes, @Nullable String traceparent) {
    Call call = client.newCall(request(body, traceparent));
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException e) {
            answer.completeExceptionally(e);
          }

          @Override
          public void onResponse(Call answered, Response response) {
            try (response) {
              answer.complete(read(answered, response, maxResponseBytes));
            } catch (IOException | RuntimeException e) {
              answer.completeExceptionally(e);
            }
          }
        });
    try {
      // The call has its own timeout, which does not include the time in the dispatcher's queue.
      return parse(answer.get(2 * endpoint.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      call.cancel();
      throw failure("timed out: too many calls are active");
    } catch (InterruptedException _) {
      call.cancel();
      Thread.currentThread().interrupt();
      throw failure("was cancelled by an interrupt");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RetrievalException known
          ? known
          : failure(describeFailure(e.getCause()));
    }
  }

  private Request request(ObjectNode body, @Nullable String traceparent) {
    Request.Builder request =
        new Request.Builder()
            .url(address.toString())
            .header("user-agent", "Firstword")
            .header("accept", "application/json")
            .post(RequestBody.create(bytes(body), JSON_BODY));
    if (endpoint.key() != null) {
      request.header("authorization", "Bearer " + endpoint.key());
    }
    if (traceparent != null) {
      request.header("traceparent", traceparent);
    }
    return request.build();
  }

  private static byte[] bytes(ObjectNode body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private byte[] read(Call call, Response response, long maxResponseBytes) throws IOException {
    if (!response.isSuccessful()) {
      // The body is left out: it may contain users' text.
      throw new RetrievalException(
          message(describeStatus(response.code())), response.code(), retryAfter(response));
    }
    BufferedSource source = response.body().source();
    if (source.request(maxResponseBytes + 1)) {
      call.cancel();
      throw failure("sent more than " + maxResponseBytes + " bytes");
    }
    return source.readByteArray();
  }

  private static String describeStatus(int status) {
    return switch (status) {
      case 401, 403 -> "does not accept the key (" + status + ")";
      case 429 -> "rejected the call because of a rate limit (429)";
      default -> "answered with status " + status;
    };
  }

  private static @Nullable Duration retryAfter(Response response) {
    String value = response.header("retry-after");
    return value != null && value.matches("\\d{1,6}(\\.\\d{1,3})?")
        ? Duration.ofMillis(Math.round(Double.parseDouble(value) * 1000))
        : null;
  }

  private JsonNode parse(byte[] body) {
    try {
      JsonNode answer = JSON.readTree(body);
      if (answer.isContainerNode()) {
        return answer;
      }
    } catch (IOException _) {
      // Not used as the cause: its message would quote the response.
    }
    throw failure("sent something that is not JSON");
  }

  private String describeFailure(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "refused the connection";
      case UnknownHostException _ -> "has an unknown host name";
      case SocketTimeoutException timeout when isConnecting(timeout) ->
          "timed out: no connection within " + MAX_CONNECT_TIMEOUT.toMillis() + " ms";
      case InterruptedIOException _ ->
          "timed out: no complete response within " + endpoint.timeout().toMillis() + " ms";
      case SSLException _ -> "failed the TLS handshake";
      case null, default -> "closed the connection";
    };
  }

  private static boolean isConnecting(SocketTimeoutException timeout) {
    String message = timeout.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("connect");
  }

  RetrievalException failure(String problem) {
    return new RetrievalException(message(problem));
  }

  private String message(String problem) {
    return "the "
        + modelKind
        + " model at "
        + address.getScheme()
        + "://"
        + address.getHost()
        + (address.getPort() < 0 ? "" : ":" + address.getPort())
        + address.getPath()
        + " "
        + problem;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    threads.shutdownNow();
    client.connectionPool().evictAll();
  }
}
