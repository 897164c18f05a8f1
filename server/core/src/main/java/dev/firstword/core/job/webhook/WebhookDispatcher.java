package dev.firstword.core.job.webhook;

import dev.firstword.core.job.webhook.Webhook.State;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.core.webhook.WebhookSender;
import dev.firstword.core.webhook.WebhookSender.Delivery;
import dev.firstword.relay.time.BackgroundTask;
import dev.firstword.relay.time.NextRun;
import dev.firstword.relay.time.TaskOptions;
import dev.firstword.relay.time.TaskScheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends webhooks that are due, with a limit on how many are sent at once in total, per tenant and
 * per receiver, so unresponsive receivers do not delay others. Each webhook is claimed in the store
 * before it is sent, so only one node sends it; if that node dies, the claim expires.
 */
final class WebhookDispatcher implements AutoCloseable {

  static final int MAX_CONCURRENT = 16;

  /** One receiver may have many names, so a tenant has a limit too. */
  static final int MAX_CONCURRENT_PER_TENANT = 8;

  static final int MAX_CONCURRENT_PER_HOST = 4;

  /** Longer than any attempt takes, with room for a slow store and for clock skew. */
  static final Duration CLAIM_DURATION = Duration.ofMinutes(2);

  static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(WebhookDispatcher.class);

  private final WebhookStore store;
  private final WebhookSender sender;
  private final WebhookRetrySchedule schedule;
  private final InstantSource clock;
  private final Map<String, Integer> inFlightByHost = new HashMap<>();
  private final Map<String, Integer> inFlightByTenant = new HashMap<>();

  /** Platform threads, because a DNS lookup blocks its thread. */
  private final ExecutorService senders =
      Executors.newFixedThreadPool(
          MAX_CONCURRENT, Thread.ofPlatform().daemon().name("webhook-", 1).factory());

  private final BackgroundTask task;

  WebhookDispatcher(
      WebhookStore store,
      WebhookSender sender,
      WebhookRetrySchedule schedule,
      TaskScheduler scheduler) {
    this.store = store;
    this.sender = sender;
    this.schedule = schedule;
    this.clock = scheduler.clock();
    task =
        scheduler.create(
            TaskOptions.of("webhooks", "webhooks can't be dispatched, retrying")
                .retryingEvery(POLL_INTERVAL),
            this::dispatchDue);
  }

  void start() {
    task.start();
  }

  /** Wakes the dispatcher for a new webhook. Callable from any thread. */
  void wakeUp() {
    task.signal();
  }

  @Override
  public void close() {
    task.stop(CLOSE_TIMEOUT);
    senders.shutdown();
    try {
      if (!senders.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        senders.shutdownNow(); // Interrupted webhooks are sent again, with the same id.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }

  private NextRun dispatchDue() {
    for (Optional<Webhook> due = claim(); due.isPresent(); due = claim()) {
      Webhook webhook = due.get();
      senders.execute(() -> attempt(webhook));
    }
    return NextRun.afterOrOnSignal(POLL_INTERVAL);
  }

  /** Claims a webhook that can be sent now, and counts it as in flight. Blocks. */
  Optional<Webhook> claim() {
    List<String> busyHosts;
    List<String> busyTenants;
    synchronized (inFlightByHost) {
      if (inFlightByHost.values().stream().mapToInt(count -> count).sum() >= MAX_CONCURRENT) {
        return Optional.empty();
      }
      busyHosts = withAtLeast(MAX_CONCURRENT_PER_HOST, inFlightByHost);
      busyTenants = withAtLeast(MAX_CONCURRENT_PER_TENANT, inFlightByTenant);
    }
    long now = clock.millis();
    Optional<Webhook> claimed =
        store.claim(now, now + CLAIM_DURATION.toMillis(), busyHosts, busyTenants);
    claimed.ifPresent(webhook -> {
      synchronized (inFlightByHost) {
        inFlightByHost.merge(webhook.host(), 1, Integer::sum);
        inFlightByTenant.merge(webhook.tenant(), 1, Integer::sum);
      }
    });
    return claimed;
  }

  /** Returns the number of webhooks that are being sent. */
  int inFlight() {
    synchronized (inFlightByHost) {
      return inFlightByHost.values().stream().mapToInt(count -> count).sum();
    }
  }

  private static List<String> withAtLeast(int limit, Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= limit)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void decrement(Map<String, Integer> counts, String key) {
    counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
  }

  /** Makes one attempt and records its result. Blocks. */
  void attempt(Webhook webhook) {
    try {
      recordResult(webhook, sender.send(webhook.url(), webhook.id(), webhook.payload()));
    } catch (RuntimeException e) {
      log.error("{} may have been sent, and may be sent again", webhook.id(), e);
    } finally {
      synchronized (inFlightByHost) {
        decrement(inFlightByHost, webhook.host());
        decrement(inFlightByTenant, webhook.tenant());
      }
      wakeUp();
    }
  }

  private void recordResult(Webhook webhook, Delivery delivery) {
    switch (delivery) {
      case Delivery.Responded response when response.isAccepted() ->
          store.recordAttempt(webhook.withAttempt(State.DELIVERED, null, response.status()));
      case Delivery.Responded response when response.isGone() -> {
        store.disable(webhook.tenant(), webhook.url(), clock.millis());
        // Recorded after that, so that a client who sees the job as disabled finds the URL disabled
        // too.
        store.recordAttempt(webhook.withAttempt(State.DISABLED, null, response.status()));
        log.info("{} accepts no more webhooks: disabled for its tenant", webhook.host());
      }
      case Delivery.Responded(int status, Duration retryAfter) ->
          recordFailure(webhook, status, retryAfter, "status " + status);
      case Delivery.NoResponse(String reason) -> recordFailure(webhook, null, null, reason);
    }
  }

  private void recordFailure(
      Webhook webhook, @Nullable Integer status, @Nullable Duration retryAfter, String reason) {
    Optional<Duration> wait = schedule.delayAfter(webhook.attempts() + 1, retryAfter);
    log.info(
        "{} could not be delivered to {} ({}), {}",
        webhook.id(),
        webhook.host(),
        reason,
        wait.map(time -> "retrying in " + time).orElse("given up"));
    store.recordAttempt(
        wait.map(time ->
                webhook.withAttempt(State.PENDING, clock.millis() + time.toMillis(), status))
            .orElseGet(() -> webhook.withAttempt(State.FAILED, null, status)));
  }
}
