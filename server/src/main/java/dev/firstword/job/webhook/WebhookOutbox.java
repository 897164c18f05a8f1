package dev.firstword.job.webhook;

import dev.firstword.job.webhook.Webhook.State;
import dev.firstword.job.webhook.WebhookSender.Delivery;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what is due, so many at a time and fewer to one receiver: one that does not answer must not
 * keep the others waiting. Each is claimed in the store before it is sent, so that of many nodes
 * one sends it; when that one dies, the claim runs out.
 */
final class WebhookOutbox implements AutoCloseable {

  static final int AT_ONCE = 16;
  static final int AT_ONCE_TO_ONE_HOST = 4;

  /** Longer than any attempt takes, with room for a slow store and for clocks that differ. */
  static final Duration CLAIM = Duration.ofMinutes(2);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);
  private static final int GONE = 410;
  private static final Logger log = LoggerFactory.getLogger(WebhookOutbox.class);

  private final WebhookStore store;
  private final WebhookSender sender;
  private final WebhookSchedule schedule;
  private final InstantSource clock;
  private final Map<String, Integer> underWay = new HashMap<>();
  private final Semaphore work = new Semaphore(0);

  /** Platform threads: a name's lookup blocks its thread. */
  private final ExecutorService sending =
      Executors.newFixedThreadPool(
          AT_ONCE, Thread.ofPlatform().daemon().name("webhook-", 1).factory());

  private final Thread looking = Thread.ofVirtual().name("webhooks").unstarted(this::run);
  private volatile boolean closing;
  private boolean failing;

  WebhookOutbox(
      WebhookStore store, WebhookSender sender, WebhookSchedule schedule, InstantSource clock) {
    this.store = store;
    this.sender = sender;
    this.schedule = schedule;
    this.clock = clock;
  }

  void start() {
    looking.start();
  }

  /** There is something new. Callable from any thread. */
  void hurry() {
    work.release();
  }

  @Override
  public void close() {
    closing = true;
    work.release();
    sending.shutdown();
    try {
      if (looking.isAlive()) {
        looking.join(LONGEST_CLOSE);
      }
      if (!sending.awaitTermination(LONGEST_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
        sending.shutdownNow(); // What they were sending is sent again, by the same id.
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }

  private void run() {
    try {
      while (!closing) {
        look();
        work.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        work.drainPermits();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      for (Optional<Webhook> due = claim(); due.isPresent() && !closing; due = claim()) {
        Webhook webhook = due.get();
        sending.execute(() -> attempt(webhook));
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing && !closing) {
        failing = true;
        log.warn("webhooks can't be looked after, trying again: {}", e.toString());
      }
    }
  }

  /** Claims one that may be sent now, and counts it as under way. Blocks. */
  Optional<Webhook> claim() {
    List<String> busy;
    synchronized (underWay) {
      if (underWay.values().stream().mapToInt(count -> count).sum() >= AT_ONCE) {
        return Optional.empty();
      }
      busy =
          underWay.entrySet().stream()
              .filter(host -> host.getValue() >= AT_ONCE_TO_ONE_HOST)
              .map(Map.Entry::getKey)
              .toList();
    }
    long now = clock.millis();
    Optional<Webhook> claimed = store.claim(now, now + CLAIM.toMillis(), busy);
    claimed.ifPresent(webhook -> {
      synchronized (underWay) {
        underWay.merge(webhook.host(), 1, Integer::sum);
      }
    });
    return claimed;
  }

  /** Makes one attempt and notes what came of it. Blocks. */
  void attempt(Webhook webhook) {
    try {
      note(webhook, sender.send(webhook));
    } catch (RuntimeException e) {
      log.error("{} was perhaps sent, and may be sent again", webhook.id(), e);
    } finally {
      synchronized (underWay) {
        underWay.computeIfPresent(webhook.host(), (_, count) -> count == 1 ? null : count - 1);
      }
      hurry();
    }
  }

  private void note(Webhook webhook, Delivery delivery) {
    switch (delivery) {
      case Delivery.Answered(int status, _) when status >= 200 && status < 300 ->
          store.attempted(webhook.after(State.DELIVERED, null, status));
      case Delivery.Answered(int status, _) when status == GONE -> {
        store.disable(webhook.tenant(), webhook.url(), clock.millis());
        // After that: whoever reads in the job that it is disabled finds that this is so.
        store.attempted(webhook.after(State.DISABLED, null, status));
        log.info("{} wants no more webhooks: disabled for its tenant", webhook.host());
      }
      case Delivery.Answered(int status, Duration retryAfter) ->
          failed(webhook, status, retryAfter, "status " + status);
      case Delivery.Unanswered(String reason) -> failed(webhook, null, null, reason);
    }
  }

  private void failed(
      Webhook webhook, @Nullable Integer status, @Nullable Duration retryAfter, String reason) {
    Optional<Duration> wait = schedule.waitAfter(webhook.attempts() + 1, retryAfter);
    log.info(
        "{} could not be delivered to {} ({}), {}",
        webhook.id(),
        webhook.host(),
        reason,
        wait.map(time -> "trying again in " + time).orElse("given up"));
    store.attempted(
        wait.map(time -> webhook.after(State.PENDING, clock.millis() + time.toMillis(), status))
            .orElseGet(() -> webhook.after(State.FAILED, null, status)));
  }
}
