package dev.firstword.retrieval.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.retrieval.RetrievalException;
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
 * Calls one model over HTTP, each call once, over connections that stay open. The waiting thread is
 * not the one that reads, so that an interruption ends the call whatever it is waiting for.
 */
final class ModelClient implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(1);
  private static final Duration LONGEST_IDLE = Duration.ofMinutes(5);
  private static final int MOST_CALLS = 256;
  private static final MediaType JSON_BODY = MediaType.get("application/json");

  private final String what;
  private final URI address;
  private final ModelEndpoint endpoint;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OkHttpClient client;

  /**
   * A client.
   *
   * @param what the model does, as messages say it, such as {@code embedding}
   * @param address of the operation, whole
   */
  ModelClient(String what, URI address, ModelEndpoint endpoint) {
    this.what = what;
    this.address = address;
    this.endpoint = endpoint;
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(MOST_CALLS);
    dispatcher.setMaxRequestsPerHost(MOST_CALLS);
    client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(
                new ConnectionPool(MOST_CALLS, LONGEST_IDLE.toSeconds(), TimeUnit.SECONDS))
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(shorter(LONGEST_CONNECT, endpoint.longest()))
            .readTimeout(endpoint.longest())
            .writeTimeout(endpoint.longest())
            .callTimeout(endpoint.longest())
            .build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Sends a request and reads the answer. Blocks.
   *
   * @param longestBody of the answer, in bytes
   * @param traceparent of what asks for it
   * @throws RetrievalException when there is none that is JSON
   */
  JsonNode post(ObjectNode body, long longestBody, @Nullable String traceparent) {
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
              answer.complete(read(answered, response, longestBody));
            } catch (IOException | RuntimeException e) {
              answer.completeExceptionally(e);
            }
          }
        });
    try {
      // The call has this deadline itself, but for the time that it waits to begin.
      return parse(answer.get(2 * endpoint.longest().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      call.cancel();
      throw failure("is late: too many calls are under way");
    } catch (InterruptedException _) {
      call.cancel();
      Thread.currentThread().interrupt();
      throw failure("is no longer waited for");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RetrievalException known
          ? known
          : failure(reason(e.getCause()));
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

  private byte[] read(Call call, Response response, long longestBody) throws IOException {
    if (!response.isSuccessful()) {
      // What else it says may hold what people wrote.
      throw new RetrievalException(
          message(refusal(response.code())), response.code(), retryAfter(response));
    }
    BufferedSource source = response.body().source();
    if (source.request(longestBody + 1)) {
      call.cancel();
      throw failure("sent more than " + longestBody + " bytes");
    }
    return source.readByteArray();
  }

  private static String refusal(int status) {
    return switch (status) {
      case 401, 403 -> "does not accept the key (" + status + ")";
      case 429 -> "was asked too much (429)";
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
      // Its message would quote what was sent.
    }
    throw failure("sent something that is not JSON");
  }

  private String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> "refused the connection";
      case UnknownHostException _ -> "has no address";
      case SocketTimeoutException timeout when isConnecting(timeout) ->
          "is late: no connection within " + LONGEST_CONNECT.toMillis() + " ms";
      case InterruptedIOException _ ->
          "is late: no whole answer within " + endpoint.longest().toMillis() + " ms";
      case SSLException _ -> "does not speak TLS as it should";
      case null, default -> "broke off the connection";
    };
  }

  private static boolean isConnecting(SocketTimeoutException timeout) {
    String message = timeout.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("connect");
  }

  RetrievalException failure(String happened) {
    return new RetrievalException(message(happened));
  }

  private String message(String happened) {
    return "the "
        + what
        + " model at "
        + address.getScheme()
        + "://"
        + address.getHost()
        + (address.getPort() < 0 ? "" : ":" + address.getPort())
        + address.getPath()
        + " "
        + happened;
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    threads.shutdownNow();
    client.connectionPool().evictAll();
  }
}
