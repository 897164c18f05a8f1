package dev.firstword.job.webhook;

import dev.firstword.job.webhook.AddressGuard.ForbiddenAddressException;
import dev.firstword.job.webhook.Webhook.State;
import dev.firstword.protocol.Identifier;
import dev.firstword.protocol.RefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The front door to webhooks: checks addresses, makes webhooks, sees that they are delivered. */
public final class Webhooks implements AutoCloseable {

  private static final Duration LONGEST_LOOKUP = Duration.ofSeconds(2);
  private static final Duration DISABLED_FOR = Duration.ofHours(24);
  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);

  private final WebhookStore store;
  private final InstantSource clock;
  private final boolean privateAllowed;
  private final AddressGuard guard;

  /** The system's resolver blocks its thread, and nobody can hurry it: not for virtual threads. */
  private final ExecutorService lookups =
      Executors.newFixedThreadPool(
          4, Thread.ofPlatform().daemon().name("webhook-lookup-", 1).factory());

  private final @Nullable WebhookOutbox outbox;

  /**
   * How webhooks are sent.
   *
   * @param secret {@code whsec_} and at least 24 bytes in base 64; absent: none are sent
   * @param privateAllowed whether they may go to addresses that are not public, and unencrypted
   */
  public record Sending(@Nullable String secret, boolean privateAllowed) {

    /** Without the secret, which belongs in no log. */
    @Override
    public String toString() {
      return "Sending[privateAllowed=" + privateAllowed + "]";
    }
  }

  /** Webhooks in that store; they are sent from {@link #start} on. */
  public Webhooks(WebhookStore store, Sending sending, InstantSource clock) {
    this(store, sending, clock, host -> List.of(InetAddress.getAllByName(host)));
  }

  Webhooks(
      WebhookStore store, Sending sending, InstantSource clock, AddressGuard.Resolver resolver) {
    this.store = store;
    this.clock = clock;
    this.privateAllowed = sending.privateAllowed;
    this.guard = new AddressGuard(resolver, privateAllowed ? _ -> true : PublicAddresses::contain);
    this.outbox =
        sending.secret == null
            ? null
            : new WebhookOutbox(
                store,
                new HttpWebhookSender(sending.secret, guard, clock),
                new WebhookSchedule(() -> ThreadLocalRandom.current().nextDouble()),
                clock);
  }

  /**
   * Refuses an address that can be seen to be wrong now. Blocks, at most some seconds.
   *
   * @throws RefusedException with a sentence that says what is wrong
   */
  public void check(String tenant, String url) {
    if (outbox == null) {
      throw WebhookAddress.refused(
          "Webhooks are not set up here: ask whoever runs the service to configure"
              + " webhooks.secret, or leave webhook_url out.");
    }
    HttpUrl address = WebhookAddress.require(url, privateAllowed);
    if (isDisabled(tenant, url)) {
      throw WebhookAddress.refused(
          "The receiver at this webhook_url has answered 410 within the last 24 hours: it wants"
              + " nothing more. Use another address, or leave webhook_url out.");
    }
    requirePublic(address.host());
  }

  /** A name that nobody knows yet may be known when there is something to tell. */
  private void requirePublic(String host) {
    Future<?> lookup = lookups.submit(() -> guard.lookup(host));
    try {
      lookup.get(LONGEST_LOOKUP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ForbiddenAddressException) {
        throw WebhookAddress.refused(
            "The webhook_url leads to an address that is not public. Use one that is.");
      }
      if (!(e.getCause() instanceof UnknownHostException)) {
        throw new IllegalStateException("the lookup of a webhook's host failed", e.getCause());
      }
    } catch (TimeoutException _) {
      lookup.cancel(false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking up a webhook's host", e);
    }
  }

  private boolean isDisabled(String tenant, String url) {
    return store.isDisabled(tenant, url, clock.millis() - DISABLED_FOR.toMillis());
  }

  /** A webhook to be kept with the end of its job; its first attempt is due at once. Blocks. */
  public Webhook compose(String jobId, String tenant, String url, String payload) {
    long now = clock.millis();
    boolean disabled = isDisabled(tenant, url);
    HttpUrl address = HttpUrl.parse(url);
    return new Webhook(
        Identifier.create("evt", now),
        jobId,
        tenant,
        url,
        address == null ? "" : address.host(),
        disabled ? "" : payload,
        disabled ? State.DISABLED : State.PENDING,
        0,
        disabled ? null : now,
        null);
  }

  /** The webhook that tells of a job, once that has ended. Blocks. */
  public Optional<Webhook> of(String jobId) {
    return store.ofJob(jobId);
  }

  /** Begins to send. */
  public void start() {
    if (outbox == null) {
      log.debug("no webhooks.secret is configured: no webhooks are sent");
    } else {
      outbox.start();
    }
  }

  /** There is something new to send. Callable from any thread. */
  public void hurry() {
    if (outbox != null) {
      outbox.hurry();
    }
  }

  /** Stops sending; what is left stays in the store for who is next. */
  @Override
  public void close() {
    lookups.shutdownNow();
    if (outbox != null) {
      outbox.close();
    }
  }
}
