package dev.firstword.adapters.webhook;

import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.core.webhook.WebhookSigner;
import java.io.IOException;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Sends webhooks over HTTP, after the Standard Webhooks specification. Follows no redirects. */
public final class HttpWebhookSender implements WebhookSender {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  /** How much of a response body is read to make its connection reusable. */
  private static final long MAX_BODY_BYTES = 4096;

  private static final MediaType JSON = MediaType.get("application/json");

  private final @Nullable WebhookSigner signer;
  private final InstantSource clock;
  private final OkHttpClient client;

  private HttpWebhookSender(
      @Nullable WebhookSigner signer, InstantSource clock, OkHttpClient client) {
    this.signer = signer;
    this.clock = clock;
    this.client = client;
  }

  /**
   * Creates a sender to addresses chosen by strangers. Uses no proxy, which would connect to
   * addresses that have not been checked.
   */
  public static HttpWebhookSender guarded(
      SocketAddressGuard guard, WebhookSigner signer, InstantSource clock) {
    return new HttpWebhookSender(
        signer, clock, client().dns(guard).socketFactory(guard).proxy(Proxy.NO_PROXY).build());
  }

  /**
   * Creates a sender to addresses that the operator configures, which may be any.
   *
   * @param signer null for unsigned webhooks
   */
  public static HttpWebhookSender unguarded(@Nullable WebhookSigner signer, InstantSource clock) {
    return new HttpWebhookSender(signer, clock, client().build());
  }

  private static OkHttpClient.Builder client() {
    return new OkHttpClient.Builder()
        .followRedirects(false)
        .followSslRedirects(false)
        .retryOnConnectionFailure(false)
        .connectTimeout(CONNECT_TIMEOUT)
        .readTimeout(CALL_TIMEOUT)
        .writeTimeout(CALL_TIMEOUT)
        .callTimeout(CALL_TIMEOUT)
        .connectionPool(new ConnectionPool(8, 30, TimeUnit.SECONDS));
  }

  @Override
  public Delivery send(String url, String id, String payload) {
    Call call = client.newCall(request(url, id, payload));
    try (Response response = call.execute()) {
      Delivery.Responded result = new Delivery.Responded(response.code(), retryAfter(response));
      if (response.body().source().request(MAX_BODY_BYTES)) {
        call.cancel(); // Closing alone would keep reading.
      }
      return result;
    } catch (IOException e) {
      return new Delivery.NoResponse(e.toString());
    }
  }

  private Request request(String url, String id, String payload) {
    long now = clock.instant().getEpochSecond();
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(now))
            .header("user-agent", "Firstword")
            .post(RequestBody.create(payload.getBytes(StandardCharsets.UTF_8), JSON));
    if (signer != null) {
      request.header("webhook-signature", signer.sign(id, now, payload));
    }
    return request.build();
  }

  /** Parses seconds or a date; any other value is ignored. */
  private @Nullable Duration retryAfter(Response response) {
    List<Integer> busy = List.of(429, 503);
    String value = response.header("retry-after");
    if (value == null || !busy.contains(response.code())) {
      return null;
    }
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    Instant date = response.headers().getInstant("retry-after");
    return date == null ? null : Duration.between(clock.instant(), date);
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
