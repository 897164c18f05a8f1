package dev.firstword.job.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.ManualClock;
import dev.firstword.job.webhook.Webhook.State;
import dev.firstword.job.webhook.WebhookSender.Delivery;
import dev.firstword.job.webhook.WebhookSender.Delivery.Answered;
import dev.firstword.job.webhook.WebhookSender.Delivery.Unanswered;
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

/** What becomes of a webhook, attempt by attempt. */
final class WebhookOutboxTest {

  private static final String URL = "https://example.com/hook";

  private final ManualClock clock = new ManualClock();
  private final KeptWebhooks store = new KeptWebhooks();
  private final List<String> sent = new ArrayList<>();
  private Delivery delivery = new Answered(200, null);
  private final WebhookOutbox outbox =
      new WebhookOutbox(store, this::send, new WebhookSchedule(() -> 0), clock);

  private Delivery send(Webhook webhook) {
    sent.add(webhook.id());
    return delivery;
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void isDoneWithWhatTheReceiverHasTaken() {
    keep("evt_1", "example.com");

    attemptAll();

    assertThat(store.state("evt_1")).isEqualTo(State.DELIVERED);
    clock.advance(Duration.ofDays(2));
    attemptAll();
    assertThat(sent).containsExactly("evt_1");
  }

  @Test
  void triesAgainOnScheduleAndGivesUpAfterTheTenth() {
    keep("evt_1", "example.com");
    delivery = new Unanswered("refused");

    attemptAll();
    clock.advance(Duration.ofSeconds(4));
    attemptAll();
    assertThat(sent).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    attemptAll();
    assertThat(sent).hasSize(2);
    for (int i = 0; i < 20; i++) {
      clock.advance(Duration.ofHours(24));
      attemptAll();
    }

    assertThat(sent).hasSize(10);
    assertThat(store.state("evt_1")).isEqualTo(State.FAILED);
  }

  @Test
  void waitsForAsLongAsABusyReceiverWants() {
    keep("evt_1", "example.com");
    delivery = new Answered(429, Duration.ofMinutes(3));

    attemptAll();
    clock.advance(Duration.ofSeconds(179));
    attemptAll();
    assertThat(sent).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    attemptAll();

    assertThat(sent).hasSize(2);
  }

  @Test
  void takesARedirectForAFailure() {
    keep("evt_1", "example.com");
    delivery = new Answered(302, null);

    attemptAll();

    assertThat(store.state("evt_1")).isEqualTo(State.PENDING);
  }

  @Test
  void leavesAReceiverAloneThatIsGone() {
    keep("evt_1", "example.com");
    keep("evt_2", "example.com");
    delivery = new Answered(410, null);
    Webhook first = outbox.claim().orElseThrow();

    outbox.attempt(first);

    assertThat(store.state("evt_1")).isEqualTo(State.DISABLED);
    assertThat(store.state("evt_2")).isEqualTo(State.DISABLED);
    assertThat(store.disabled).containsExactly(URL);
  }

  @Test
  void aReceiverIsLeftAloneBeforeItsWebhookSaysSo() {
    keep("evt_1", "example.com");
    delivery = new Answered(410, null);

    outbox.attempt(outbox.claim().orElseThrow());

    assertThat(store.saidDisabled).containsExactly("evt_1");
  }

  @Test
  void sendsSoManyAtOnceAndFewerToOneHost() {
    for (int i = 0; i < 6; i++) {
      keep("evt_busy_" + i, "busy.example.com");
    }
    for (int i = 0; i < 20; i++) {
      keep("evt_other_" + i, i + ".example.com");
    }

    List<Webhook> claimed = claimAll();

    assertThat(claimed).hasSize(WebhookOutbox.AT_ONCE);
    assertThat(claimed)
        .filteredOn(webhook -> webhook.host().equals("busy.example.com"))
        .hasSize(WebhookOutbox.AT_ONCE_TO_ONE_HOST);
    claimed.forEach(outbox::attempt);
    assertThat(claimAll()).hasSize(10);
  }

  @Test
  void sendsAgainWhatItsClaimantNeverSent() {
    keep("evt_1", "example.com");
    outbox.claim();
    assertThat(outbox.claim()).isEmpty();

    clock.advance(WebhookOutbox.CLAIM);

    assertThat(outbox.claim()).isPresent();
  }

  private void attemptAll() {
    claimAll().forEach(outbox::attempt);
  }

  private List<Webhook> claimAll() {
    List<Webhook> claimed = new ArrayList<>();
    for (var next = outbox.claim(); next.isPresent(); next = outbox.claim()) {
      claimed.add(next.get());
    }
    return claimed;
  }

  private void keep(String id, String host) {
    store.webhooks.put(
        id,
        new Webhook(id, "job", "acme", URL, host, "{}", State.PENDING, 0, clock.millis(), null));
  }

  /** A store in memory. */
  private static final class KeptWebhooks implements WebhookStore {
    final Map<String, Webhook> webhooks = new LinkedHashMap<>();
    final Map<String, Long> claimed = new LinkedHashMap<>();
    final List<String> disabled = new ArrayList<>();

    /** Those that were noted as disabled when their address was. */
    final List<String> saidDisabled = new ArrayList<>();

    State state(String id) {
      return Objects.requireNonNull(webhooks.get(id)).state();
    }

    @Override
    public Optional<Webhook> claim(long nowMs, long untilMs, Collection<String> busyHosts) {
      Optional<Webhook> due =
          webhooks.values().stream()
              .filter(it -> it.nextAttemptAtMs() != null && it.nextAttemptAtMs() <= nowMs)
              .filter(it -> claimed.getOrDefault(it.id(), 0L) <= nowMs)
              .filter(it -> !busyHosts.contains(it.host()))
              .findFirst();
      due.ifPresent(it -> claimed.put(it.id(), untilMs));
      return due;
    }

    @Override
    public void attempted(Webhook after) {
      if (after.state() == State.DISABLED && disabled.contains(after.url())) {
        saidDisabled.add(after.id());
      }
      webhooks.put(after.id(), after);
      claimed.remove(after.id());
    }

    @Override
    public void disable(String tenant, String url, long nowMs) {
      disabled.add(url);
      webhooks.replaceAll((_, it) ->
          it.state() == State.PENDING && claimed.getOrDefault(it.id(), 0L) <= nowMs
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
      return disabled.contains(url);
    }

    @Override
    public Optional<Webhook> ofJob(String jobId) {
      return webhooks.values().stream().findFirst();
    }
  }
}
