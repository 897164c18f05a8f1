package dev.firstword.job.webhook;

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
 * Sends webhooks over HTTP, signed after Standard Webhooks. Follows no redirect and uses no proxy:
 * both would connect to addresses that nobody has looked at.
 */
final class HttpWebhookSender implements WebhookSender {

  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  /** What of an answer's body is read, to use its connection again. */
  private static final long MOST_BODY = 4096;

  private static final MediaType JSON = MediaType.get("application/json");

  private final com.standardwebhooks.Webhook signer;
  private final InstantSource clock;
  private final OkHttpClient client;

  /**
   * A sender.
   *
   * @param secret {@code whsec_} and the key in base 64
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
            .connectTimeout(LONGEST_CONNECT)
            .readTimeout(LONGEST)
            .writeTimeout(LONGEST)
            .callTimeout(LONGEST)
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
      Delivery.Answered answered = new Delivery.Answered(response.code(), retryAfter(response));
      if (response.body().source().request(MOST_BODY)) {
        call.cancel(); // Closing alone would read on for a while.
      }
      return answered;
    } catch (IOException e) {
      return new Delivery.Unanswered(e.toString());
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

  /** Seconds, or a date; where it is neither the receiver has asked for nothing. */
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
