package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.conversation.Message;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.Job;
import dev.firstword.core.job.JobStore.InsertOutcome;
import dev.firstword.core.job.JobStore.NewJob;
import dev.firstword.core.job.webhook.Webhook;
import dev.firstword.core.job.webhook.Webhook.State;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.End;
import dev.firstword.core.turn.store.TurnStore.NewTurn;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of every store of jobs and webhooks. */
abstract class JobStoreContract {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Caller EVE = new Caller("other", "ada");
  private static final String URL = "https://example.com/hook";

  abstract Storage storage();

  @Test
  void isFoundByItsOwnerAlone() {
    insert("job_1", null);

    assertThat(storage().jobs().find(ADA, "job_1")).isPresent();
    assertThat(storage().jobs().find(EVE, "job_1")).isEmpty();
    assertThat(storage().jobs().find(new Caller("acme", "bob"), "job_1")).isEmpty();
  }

  @Test
  void isReturnedAsItIsStored() {
    NewJob job = job("job_1", ADA, "key", "digest");

    assertThat(storage().jobs().insert(job))
        .isEqualTo(new InsertOutcome.Inserted(storage().jobs().find(ADA, "job_1").orElseThrow()));
  }

  @Test
  void keepsAKeyOncePerTenant() {
    insert("job_1", "key");

    assertThat(storage().jobs().insert(job("job_2", ADA, "key", "digest")))
        .isInstanceOfSatisfying(
            InsertOutcome.Duplicate.class, same -> assertThat(same.job().id()).isEqualTo("job_1"));
    assertThat(storage().jobs().insert(job("job_3", ADA, "key", "another")))
        .isInstanceOf(InsertOutcome.KeyReused.class);
    assertThat(storage().jobs().insert(job("job_4", EVE, "key", "digest")))
        .isInstanceOf(InsertOutcome.Inserted.class);
    assertThat(storage().jobs().find(ADA, "job_2")).isEmpty();
  }

  @Test
  void takesTheNextAttemptOnce() {
    insert("job_1", null);
    TurnIdentity first = turn(1, true);
    TurnIdentity second = turn(2, false);

    assertThat(link("job_1", 1, first)).isEqualTo("turn_1");
    assertThat(link("job_1", 1, second)).isEqualTo("turn_1");
    assertThat(link("job_1", 3, second)).isEqualTo("turn_1");
    assertThat(link("job_1", 2, second)).isEqualTo("turn_2");

    Job job = storage().jobs().findByTurn("turn_2").orElseThrow();
    assertThat(job.attempts()).isEqualTo(2);
    assertThat(job.request()).as("that of the attempt").isEqualTo("{\"attempt\":2}");
    assertThat(job.conversationId()).isEqualTo("conv_1");
    assertThat(storage().jobs().findByTurn("turn_1")).isEmpty();
  }

  @Test
  void allowsNoFurtherAttemptOnceCancelled() {
    insert("job_1", null);
    link("job_1", 1, turn(1, true));

    storage().jobs().requestCancel("job_1", 5);

    assertThat(link("job_1", 2, turn(2, false))).isEqualTo("turn_1");
    assertThat(storage().jobs().find(ADA, "job_1").orElseThrow().cancelRequested()).isTrue();
  }

  @Test
  void endsOnceTogetherWithItsWebhook() {
    Job job = insertAndLink("job_1", turn(1, true));

    assertThat(storage().jobs().markEnded(job, 10, webhook("evt_1", "job_1", 10))).isTrue();
    assertThat(storage().jobs().markEnded(job, 11, webhook("evt_2", "job_1", 11))).isFalse();

    assertThat(storage().jobs().find(ADA, "job_1").orElseThrow().ended()).isTrue();
    assertThat(storage().webhooks().findByJob("job_1").orElseThrow().id()).isEqualTo("evt_1");
  }

  @Test
  void endsOnlyWithItsNewestTurn() {
    Job before = insertAndLink("job_1", turn(1, true));
    link("job_1", 2, turn(2, false));

    assertThat(storage().jobs().markEnded(before, 10, null)).isFalse();
  }

  @Test
  void findsUnprocessedJobs() {
    Job open = insertAndLink("job_1", turn(1, true));
    TurnIdentity ended = turn(2, false);
    Job unnoticed = insertAndLink("job_2", ended);
    end(ended, "Done.");
    insert("job_3", null);

    assertThat(storage().jobs().findWithEndedTurn(10)).extracting(Job::id).containsExactly("job_2");
    assertThat(storage().jobs().findUnstarted(1000, 10))
        .extracting(Job::id)
        .containsExactly("job_3");
    assertThat(storage().jobs().findUnstarted(1, 10)).isEmpty();
    assertThat(storage().jobs().findTurnOutcome("turn_2").orElseThrow().text()).isEqualTo("Done.");
    assertThat(storage().jobs().findTurnOutcome("turn_1")).isEmpty();
    storage().jobs().markEnded(unnoticed, 10, null);
    assertThat(storage().jobs().findWithEndedTurn(10)).isEmpty();
    assertThat(open.ended()).isFalse();
  }

  @Test
  void isWithdrawnOnlyBeforeItHasATurn() {
    insert("job_1", null);
    insertAndLink("job_2", turn(1, true));

    storage().jobs().deleteUnstarted("job_1");
    storage().jobs().deleteUnstarted("job_2");

    assertThat(storage().jobs().find(ADA, "job_1")).isEmpty();
    assertThat(storage().jobs().find(ADA, "job_2")).isPresent();
  }

  @Test
  void isDeletedWithItsConversation() {
    Job job = insertAndLink("job_1", turn(1, true));
    storage().jobs().markEnded(job, 10, webhook("evt_1", "job_1", 10));

    storage().conversations().delete(ADA, "conv_1");

    assertThat(storage().jobs().find(ADA, "job_1")).isEmpty();
    assertThat(storage().webhooks().findByJob("job_1")).isEmpty();
    assertThat(storage().webhooks().claim(100, 200, List.of(), List.of())).isEmpty();
    assertThat(link("job_1", 2, new TurnIdentity("t", "conv_1", "m", "n", ADA))).isNull();
  }

  @Test
  void aWebhookClaimIsExclusiveUntilItExpires() throws Exception {
    Job job = insertAndLink("job_1", turn(1, true));
    storage().jobs().markEnded(job, 10, webhook("evt_1", "job_1", 10));
    assertThat(storage().webhooks().claim(9, 100, List.of(), List.of())).isEmpty();

    List<Optional<Webhook>> claims;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Webhook>>> asked =
          IntStream.range(0, 8)
              .mapToObj(_ ->
                  threads.submit(() -> storage().webhooks().claim(10, 100, List.of(), List.of())))
              .toList();
      claims = new ArrayList<>();
      for (Future<Optional<Webhook>> one : asked) {
        claims.add(one.get());
      }
    }

    assertThat(claims.stream().flatMap(Optional::stream)).hasSize(1);
    assertThat(storage().webhooks().claim(99, 200, List.of(), List.of())).isEmpty();
    assertThat(storage().webhooks().claim(100, 200, List.of(), List.of())).isPresent();
  }

  @Test
  void skipsBusyHosts() {
    storage()
        .jobs()
        .markEnded(insertAndLink("job_1", turn(1, true)), 10, webhook("evt_1", "job_1", 10));

    assertThat(storage().webhooks().claim(10, 100, List.of("example.com"), List.of())).isEmpty();
    assertThat(storage().webhooks().claim(10, 100, List.of(), List.of("acme"))).isEmpty();
    assertThat(storage().webhooks().claim(10, 100, List.of("example.org"), List.of("globex")))
        .isPresent();
  }

  @Test
  void recordsAnAttemptOnce() {
    storage()
        .jobs()
        .markEnded(insertAndLink("job_1", turn(1, true)), 10, webhook("evt_1", "job_1", 10));
    Webhook claimed = storage().webhooks().claim(10, 100, List.of(), List.of()).orElseThrow();

    storage().webhooks().recordAttempt(after(claimed, State.PENDING, 50L, 500));
    storage().webhooks().recordAttempt(after(claimed, State.DELIVERED, null, 200));

    Webhook kept = storage().webhooks().findByJob("job_1").orElseThrow();
    assertThat(kept.state()).isEqualTo(State.PENDING);
    assertThat(kept.attempts()).isEqualTo(1);
    assertThat(kept.nextAttemptAtMs()).isEqualTo(50);
    assertThat(kept.lastStatus()).isEqualTo(500);
    assertThat(kept.payload()).isEqualTo("{}");
    assertThat(storage().webhooks().claim(49, 100, List.of(), List.of())).isEmpty();
    assertThat(storage().webhooks().claim(50, 100, List.of(), List.of())).isPresent();
  }

  @Test
  void disablesAUrlForOneTenantOnly() {
    storage()
        .jobs()
        .markEnded(insertAndLink("job_1", turn(1, true)), 10, webhook("evt_1", "job_1", 10));

    storage().webhooks().disable("other", URL, 20);
    assertThat(storage().webhooks().findByJob("job_1").orElseThrow().state())
        .isEqualTo(State.PENDING);
    storage().webhooks().disable("acme", URL, 20);
    storage().webhooks().disable("acme", URL, 30);

    assertThat(storage().webhooks().findByJob("job_1").orElseThrow().state())
        .isEqualTo(State.DISABLED);
    assertThat(storage().webhooks().claim(100, 200, List.of(), List.of())).isEmpty();
    assertThat(storage().webhooks().isDisabled("acme", URL, 29)).isTrue();
    assertThat(storage().webhooks().isDisabled("acme", URL, 30)).isFalse();
    assertThat(storage().webhooks().isDisabled("acme", URL + "2", 0)).isFalse();
  }

  @Test
  void disablingLeavesClaimedWebhooksAlone() {
    storage()
        .jobs()
        .markEnded(insertAndLink("job_1", turn(1, true)), 10, webhook("evt_1", "job_1", 10));
    Webhook claimed = storage().webhooks().claim(10, 100, List.of(), List.of()).orElseThrow();

    storage().webhooks().disable("acme", URL, 20);
    storage().webhooks().recordAttempt(after(claimed, State.DISABLED, null, 410));

    Webhook kept = storage().webhooks().findByJob("job_1").orElseThrow();
    assertThat(kept.state()).isEqualTo(State.DISABLED);
    assertThat(kept.lastStatus()).isEqualTo(410);
  }

  private static Webhook after(
      Webhook webhook, State state, @Nullable Long next, @Nullable Integer status) {
    return new Webhook(
        webhook.id(),
        webhook.jobId(),
        webhook.tenant(),
        webhook.url(),
        webhook.host(),
        webhook.payload(),
        state,
        webhook.attempts() + 1,
        next,
        status);
  }

  private static NewJob job(String id, Caller caller, @Nullable String key, String digest) {
    return new NewJob(id, caller, "{\"message\":\"Hello\"}", null, URL, key, digest, 1);
  }

  private void insert(String id, @Nullable String key) {
    assertThat(storage().jobs().insert(job(id, ADA, key, "digest")))
        .isInstanceOf(InsertOutcome.Inserted.class);
  }

  private Job insertAndLink(String id, TurnIdentity turn) {
    insert(id, null);
    link(id, 1, turn);
    return storage().jobs().find(ADA, id).orElseThrow();
  }

  /** Links the attempt and returns the job's newest turn. */
  private @Nullable String link(String id, int attempt, TurnIdentity turn) {
    return storage()
        .jobs()
        .link(id, attempt, turn.turnId(), turn.conversationId(), "{\"attempt\":" + attempt + "}")
        .map(Job::turnId)
        .orElse(null);
  }

  private TurnIdentity turn(int number, boolean newConversation) {
    TurnIdentity identity =
        new TurnIdentity("turn_" + number, "conv_1", "user_" + number, "answer_" + number, ADA);
    storage()
        .turns()
        .insert(
            NewTurn.of(identity, "chat", newConversation, "Hello", "node_1", 1)
                .withOriginAndLimit(TurnOrigin.JOB, 1));
    return identity;
  }

  private void end(TurnIdentity turn, String text) {
    storage()
        .turns()
        .save(
            "node_1",
            List.of(
                new Progress(
                    turn,
                    0,
                    new byte[0],
                    TurnState.DONE,
                    new End(Message.State.COMPLETE, text, List.of(), 9))));
  }

  private static Webhook webhook(String id, String jobId, long dueMs) {
    return new Webhook(id, jobId, "acme", URL, "example.com", "{}", State.PENDING, 0, dueMs, null);
  }
}
