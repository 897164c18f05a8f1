package dev.firstword.core.job.webhook;

import dev.firstword.core.job.webhook.Webhook.State;
import dev.firstword.core.protocol.Identifier;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.webhook.AddressGuard;
import dev.firstword.core.webhook.AddressGuard.ForbiddenAddressException;
import dev.firstword.core.webhook.AddressGuard.WebhookAddress;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.relay.time.TaskScheduler;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry point for webhooks: validates addresses, creates webhooks, and delivers them. */
public final class WebhookService implements AutoCloseable {

  private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration DISABLED_DURATION = Duration.ofHours(24);
  private static final Logger log = LoggerFactory.getLogger(WebhookService.class);

  private final WebhookStore store;
  private final InstantSource clock;
  private final AddressGuard guard;

  /** Platform threads, because the system resolver blocks its thread and cannot be interrupted. */
  private final ExecutorService lookups =
      Executors.newFixedThreadPool(
          4, Thread.ofPlatform().daemon().name("webhook-lookup-", 1).factory());

  private final @Nullable WebhookDispatcher dispatcher;

  /**
   * How webhooks are sent.
   *
   * @param secret {@code whsec_} and at least 24 bytes in base 64; if absent, none are sent
   * @param privateAllowed whether they may be sent to private addresses, and unencrypted
   * @param retryDelays the delay before each attempt except the first
   */
  public record SendingOptions(
      @Nullable String secret, boolean privateAllowed, List<Duration> retryDelays) {

    public SendingOptions {
      retryDelays = List.copyOf(retryDelays);
    }

    /** Retries with the delays that the Standard Webhooks specification recommends. */
    public SendingOptions(@Nullable String secret, boolean privateAllowed) {
      this(secret, privateAllowed, WebhookRetrySchedule.STANDARD_DELAYS);
    }

    /** Omits the secret, which must not be logged. */
    @Override
    public String toString() {
      return "SendingOptions[privateAllowed=" + privateAllowed + "]";
    }
  }

  /**
   * Creates the service over the store; webhooks are sent once {@link #start} is called.
   *
   * @param sender null if no webhooks are sent, because there is no secret to sign them with
   */
  public WebhookService(
      WebhookStore store,
      @Nullable WebhookSender sender,
      WebhookRetrySchedule schedule,
      AddressGuard guard,
      TaskScheduler scheduler) {
    this.store = store;
    this.clock = scheduler.clock();
    this.guard = guard;
    this.dispatcher =
        sender == null ? null : new WebhookDispatcher(store, sender, schedule, scheduler);
  }

  /** Returns the number of webhooks that are being sent. */
  public int inFlight() {
    return dispatcher == null ? 0 : dispatcher.inFlight();
  }

  /**
   * Rejects a URL that is recognisably invalid now. Blocks for a few seconds at most.
   *
   * @throws ProblemException with a message that says what is wrong
   */
  public void validate(String tenant, String url) {
    if (dispatcher == null) {
      throw WebhookUrlValidator.refusal(
          "Webhooks are not configured: ask the operator to set webhooks.secret, or leave"
              + " webhook_url out.");
    }
    WebhookAddress address = WebhookUrlValidator.requireValid(url, guard);
    if (isDisabled(tenant, url)) {
      throw WebhookUrlValidator.refusal(
          "The receiver at this webhook_url responded with 410 within the last 24 hours, so it"
              + " accepts no more webhooks. Use another address, or leave webhook_url out.");
    }
    requirePublic(address.host());
  }

  /**
   * Checks that the host is public. A name that does not resolve yet is accepted, because it may
   * resolve when the job ends.
   */
  private void requirePublic(String host) {
    Future<?> lookup =
        lookups.submit(() -> {
          guard.requireAllowed(host);
          return host;
        });
    try {
      lookup.get(LOOKUP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ForbiddenAddressException) {
        throw WebhookUrlValidator.refusal(
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
    return store.isDisabled(tenant, url, clock.millis() - DISABLED_DURATION.toMillis());
  }

  /**
   * Creates a webhook to store with the end of its job; its first attempt is due immediately.
   * Blocks.
   */
  public Webhook create(String jobId, String tenant, String url, String payload) {
    long now = clock.millis();
    boolean disabled = isDisabled(tenant, url);
    return new Webhook(
        Identifier.create("evt", now),
        jobId,
        tenant,
        url,
        guard.parse(url).map(WebhookAddress::host).orElse(""),
        disabled ? "" : payload,
        disabled ? State.DISABLED : State.PENDING,
        0,
        disabled ? null : now,
        null);
  }

  /** Finds the webhook of a job that has ended. Blocks. */
  public Optional<Webhook> findByJob(String jobId) {
    return store.findByJob(jobId);
  }

  /** Starts sending. */
  public void start() {
    if (dispatcher == null) {
      log.debug("no webhooks.secret is configured: no webhooks are sent");
    } else {
      dispatcher.start();
    }
  }

  /** Wakes the dispatcher for a new webhook. Callable from any thread. */
  public void wakeUp() {
    if (dispatcher != null) {
      dispatcher.wakeUp();
    }
  }

  /** Stops sending; pending webhooks stay in the store for another node. */
  @Override
  public void close() {
    lookups.shutdownNow();
    if (dispatcher != null) {
      dispatcher.close();
    }
  }
}
