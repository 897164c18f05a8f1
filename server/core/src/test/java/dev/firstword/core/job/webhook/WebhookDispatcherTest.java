package dev.firstword.core.job.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.job.webhook.Webhook.State;
import dev.firstword.core.webhook.WebhookRetrySchedule;
import dev.firstword.core.webhook.WebhookSender.Delivery;
import dev.firstword.core.webhook.WebhookSender.Delivery.NoResponse;
import dev.firstword.core.webhook.WebhookSender.Delivery.Responded;
import dev.firstword.relay.time.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The delivery of a webhook, attempt by attempt. */
final class WebhookDispatcherTest {

  private static final String URL = "https://example.com/hook";

  private final ManualScheduler scheduler = new ManualScheduler();
  private final InMemoryWebhookStore store = new InMemoryWebhookStore();
  private final List<String> sent = new ArrayList<>();
  private Delivery delivery = new Responded(200, null);
  private final WebhookDispatcher dispatcher =
      new WebhookDispatcher(
          store,
          this::send,
          new WebhookRetrySchedule(WebhookRetrySchedule.STANDARD_DELAYS, () -> 0),
          scheduler);

  private Delivery send(String url, String id, String payload) {
    sent.add(id);
    return delivery;
  }

  @AfterEach
  void close() {
    dispatcher.close();
  }

  @Test
  void doesNotResendADeliveredWebhook() {
    addWebhook("evt_1", "example.com");

    attemptAll();

    assertThat(store.state("evt_1")).isEqualTo(State.DELIVERED);
    scheduler.clock().advance(Duration.ofDays(2));
    attemptAll();
    assertThat(sent).containsExactly("evt_1");
  }

  @Test
  void retriesOnScheduleAndFailsAfterTheTenthAttempt() {
    addWebhook("evt_1", "example.com");
    delivery = new NoResponse("refused");

    attemptAll();
    scheduler.clock().advance(Duration.ofSeconds(4));
    attemptAll();
    assertThat(sent).hasSize(1);
    scheduler.clock().advance(Duration.ofSeconds(1));
    attemptAll();
    assertThat(sent).hasSize(2);
    for (int i = 0; i < 20; i++) {
      scheduler.clock().advance(Duration.ofHours(24));
      attemptAll();
    }

    assertThat(sent).hasSize(10);
    assertThat(store.state("evt_1")).isEqualTo(State.FAILED);
  }

  @Test
  void honoursRetryAfter() {
    addWebhook("evt_1", "example.com");
    delivery = new Responded(429, Duration.ofMinutes(3));

    attemptAll();
    scheduler.clock().advance(Duration.ofSeconds(179));
    attemptAll();
    assertThat(sent).hasSize(1);
    scheduler.clock().advance(Duration.ofSeconds(1));
    attemptAll();

    assertThat(sent).hasSize(2);
  }

  @Test
  void treatsARedirectAsAFailure() {
    addWebhook("evt_1", "example.com");
    delivery = new Responded(302, null);

    attemptAll();

    assertThat(store.state("evt_1")).isEqualTo(State.PENDING);
  }

  @Test
  void disablesAReceiverThatAnswersGone() {
    addWebhook("evt_1", "example.com");
    addWebhook("evt_2", "example.com");
    delivery = new Responded(410, null);
    Webhook first = dispatcher.claim().orElseThrow();

    dispatcher.attempt(first);

    assertThat(store.state("evt_1")).isEqualTo(State.DISABLED);
    assertThat(store.state("evt_2")).isEqualTo(State.DISABLED);
    assertThat(store.disabledUrls).containsExactly(URL);
  }

  @Test
  void disablesTheReceiverBeforeItsWebhook() {
    addWebhook("evt_1", "example.com");
    delivery = new Responded(410, null);

    dispatcher.attempt(dispatcher.claim().orElseThrow());

    assertThat(store.markedAfterDisabling).containsExactly("evt_1");
  }

  @Test
  void limitsConcurrencyInTotalAndPerHost() {
    for (int i = 0; i < 6; i++) {
      addWebhook("evt_busy_" + i, "acme", "busy.example.com");
    }
    for (int i = 0; i < 20; i++) {
      addWebhook("evt_other_" + i, "tenant_" + i, i + ".example.com");
    }

    List<Webhook> claimed = claimAll();

    assertThat(claimed).hasSize(WebhookDispatcher.MAX_CONCURRENT);
    assertThat(claimed)
        .filteredOn(webhook -> webhook.host().equals("busy.example.com"))
        .hasSize(WebhookDispatcher.MAX_CONCURRENT_PER_HOST);
    claimed.forEach(dispatcher::attempt);
    assertThat(claimAll()).hasSize(10);
  }

  @Test
  void sendsWebhooksOfOtherTenantsWhileOneTenantsReceiversAllHang() {
    for (int i = 0; i < 40; i++) {
      addWebhook("evt_hanging_" + i, "acme", "name-" + i + ".example.com");
    }
    addWebhook("evt_good", "globex", "good.example.com");

    assertThat(claimAll())
        .hasSize(WebhookDispatcher.MAX_CONCURRENT_PER_TENANT + 1)
        .extracting(Webhook::id)
        .contains("evt_good");
  }

  @Test
  void resendsAWebhookWhoseClaimExpired() {
    addWebhook("evt_1", "example.com");
    dispatcher.claim();
    assertThat(dispatcher.claim()).isEmpty();

    scheduler.clock().advance(WebhookDispatcher.CLAIM_DURATION);

    assertThat(dispatcher.claim()).isPresent();
  }

  private void attemptAll() {
    claimAll().forEach(dispatcher::attempt);
  }

  private List<Webhook> claimAll() {
    List<Webhook> claimed = new ArrayList<>();
    for (var next = dispatcher.claim(); next.isPresent(); next = dispatcher.claim()) {
      claimed.add(next.get());
    }
    return claimed;
  }

  private void addWebhook(String id, String host) {
    addWebhook(id, "acme", host);
  }

  private void addWebhook(String id, String tenant, String host) {
    store.webhooks.put(
        id,
        new Webhook(
            id,
            "job",
            tenant,
            URL,
            host,
            "{}",
            State.PENDING,
            0,
            scheduler.clock().millis(),
            null));
  }

  /** An in-memory store. */
  private static final class InMemoryWebhookStore implements WebhookStore {
    final Map<String, Webhook> webhooks = new LinkedHashMap<>();
    final Map<String, Long> claimedUntil = new LinkedHashMap<>();
    final List<String> disabledUrls = new ArrayList<>();

    /** Webhooks marked as disabled after their URL was. */
    final List<String> markedAfterDisabling = new ArrayList<>();

    State state(String id) {
      return Objects.requireNonNull(webhooks.get(id)).state();
    }

    @Override
    public Optional<Webhook> claim(
        long nowMs, long untilMs, Collection<String> busyHosts, Collection<String> busyTenants) {
      Optional<Webhook> due =
          webhooks.values().stream()
              .filter(it -> it.nextAttemptAtMs() != null && it.nextAttemptAtMs() <= nowMs)
              .filter(it -> claimedUntil.getOrDefault(it.id(), 0L) <= nowMs)
              .filter(it -> !busyHosts.contains(it.host()))
              .filter(it -> !busyTenants.contains(it.tenant()))
              .findFirst();
      due.ifPresent(it -> claimedUntil.put(it.id(), untilMs));
      return due;
    }

    @Override
    public void recordAttempt(Webhook after) {
      if (after.state() == State.DISABLED && disabledUrls.contains(after.url())) {
        markedAfterDisabling.add(after.id());
      }
      webhooks.put(after.id(), after);
      claimedUntil.remove(after.id());
    }

    @Override
    public void disable(String tenant, String url, long nowMs) {
      disabledUrls.add(url);
      webhooks.replaceAll((_, it) ->
          it.state() == State.PENDING && claimedUntil.getOrDefault(it.id(), 0L) <= nowMs
              ? new Webhook(
                  it.id(),
                  it.jobId(),
                  tenant,
                  url,
                  it.host(),
                  "",
                  State.DISABLED,
                  it.attempts(),
                  null,
                  it.lastStatus())
              : it);
    }

    @Override
    public boolean isDisabled(String tenant, String url, long afterMs) {
      return disabledUrls.contains(url);
    }

    @Override
    public Optional<Webhook> findByJob(String jobId) {
      return webhooks.values().stream().findFirst();
    }
  }
}
