package dev.firstword.core.job.webhook;

import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
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

/**
 * Sends webhooks over HTTP, signed after Standard Webhooks. Follows no redirects and uses no proxy,
 * because both would connect to addresses that have not been checked.
 */
final class HttpWebhookSender implements WebhookSender {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  /** How much of a response body is read to make its connection reusable. */
  private static final long MAX_BODY_BYTES = 4096;

  private static final MediaType JSON = MediaType.get("application/json");

  private final com.standardwebhooks.Webhook signer;
  private final InstantSource clock;
  private final OkHttpClient client;

  /**
   * Creates a sender.
   *
   * @param secret {@code whsec_} followed by the key in base 64
   */
  HttpWebhookSender(String secret, AddressGuard guard, InstantSource clock) {
    this.signer = signer(secret);
    this.clock = clock;
    this.client =
        new OkHttpClient.Builder()
            .dns(guard)
            .socketFactory(guard)
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(CALL_TIMEOUT)
            .writeTimeout(CALL_TIMEOUT)
            .callTimeout(CALL_TIMEOUT)
            .connectionPool(new ConnectionPool(8, 30, TimeUnit.SECONDS))
            .build();
  }

  private static com.standardwebhooks.Webhook signer(String secret) {
    try {
      return new com.standardwebhooks.Webhook(secret);
    } catch (EmptyWebhookSecretException e) {
      throw new IllegalArgumentException("a webhook's secret must not be empty", e);
    }
  }

  @Override
  public Delivery send(Webhook webhook) {
    Call call = client.newCall(request(webhook));
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

  private Request request(Webhook webhook) {
    long now = clock.instant().getEpochSecond();
    try {
      return new Request.Builder()
          .url(webhook.url())
          .header("webhook-id", webhook.id())
          .header("webhook-timestamp", Long.toString(now))
          .header("webhook-signature", signer.sign(webhook.id(), now, webhook.payload()))
          .header("user-agent", "Firstword")
          .post(RequestBody.create(webhook.payload().getBytes(StandardCharsets.UTF_8), JSON))
          .build();
    } catch (WebhookSigningException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
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
