package dev.firstword.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.job.webhook.Webhook;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.retention.RetentionScope.Others;
import dev.firstword.core.turn.store.StoredTurn;
import dev.firstword.core.turn.store.TurnState;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How several nodes share a job, and recover it when its node dies. */
final class MultiNodeJobTest extends JobServiceFixture {

  @Test
  void isEndedOnceAcrossNodes() {
    Job job = submit("Hello", "https://example.com/");
    FakeJobTurns otherTurns = new FakeJobTurns(storage.turns(), "node_2");
    JobService other = newService(otherTurns, JobLimits.DEFAULTS);
    turns.endTurn(ADA, turnId(job), DONE, TurnState.DONE);

    other.reconcile();
    String webhookId = storage.webhooks().findByJob(job.id()).map(Webhook::id).orElseThrow();
    service.reconcile();
    other.reconcile();

    assertThat(storage.webhooks().findByJob(job.id()).map(Webhook::id)).contains(webhookId);
    assertThat(storage.webhooks().findByJob(job.id()).orElseThrow().payload())
        .contains("\"type\":\"job.succeeded\"", "\"text\":\"So far.\"");
  }

  @Test
  void isRetriedOnceAcrossNodes() {
    Job job = submit("Hello");
    FakeJobTurns otherTurns = new FakeJobTurns(storage.turns(), "node_2");
    JobService other = newService(otherTurns, JobLimits.DEFAULTS);
    turns.endTurn(ADA, turnId(job), INTERRUPTED, TurnState.FAILED);

    other.reconcile();
    service.reconcile();
    other.reconcile();

    assertThat(otherTurns.messages).hasSize(1);
    assertThat(otherTurns.started).containsExactly(statusOf(job).job().turnId());
    assertThat(turns.messages).hasSize(1);
    assertThat(statusOf(job).job().attempts()).isEqualTo(2);
  }

  @Test
  void isStartedByAnotherNodeWhenItsOwnDied() {
    storage
        .jobs()
        .insert(
            new JobStore.NewJob(
                "job_1", ADA, body("Hello"), null, null, null, "d", scheduler.clock().millis()));

    service.reconcile();
    assertThat(turns.messages).isEmpty();
    scheduler.clock().advance(JobReconciler.FIRST_TURN_TIMEOUT.plusSeconds(1));
    service.reconcile();
    service.reconcile();

    assertThat(turns.messages).containsExactly("Hello");
    assertThat(turns.started).hasSize(1);
  }

  @Test
  void adoptsAnUnstartedTurnOfAnotherNode() {
    Job job = submit("Hello");
    FakeJobTurns otherTurns = new FakeJobTurns(storage.turns(), "node_2");
    JobService other = newService(otherTurns, JobLimits.DEFAULTS);

    storage.turns().adoptAbandoned("node_2").forEach(other.listener()::onUnstartedAdopted);
    other.reconcile();
    other.reconcile();

    assertThat(otherTurns.started).containsExactly(job.turnId());
    assertThat(statusOf(job).job().attempts()).isEqualTo(1);
  }

  @Test
  void interruptsATurnItCannotAdopt() {
    Job job = submit("Hello");
    FakeJobTurns otherTurns = new FakeJobTurns(storage.turns(), "node_2");
    JobService other = newService(otherTurns, JobLimits.DEFAULTS);
    otherTurns.refusal = Problem.unknownProfile("gone");

    storage.turns().adoptAbandoned("node_2").forEach(other.listener()::onUnstartedAdopted);
    other.reconcile();
    other.reconcile();

    assertThat(otherTurns.started).isEmpty();
    assertThat(otherTurns.interrupted).containsExactly(job.turnId());
  }

  @Test
  void cancelsAnAdoptedTurnWhoseJobWasCancelled() {
    Job job = submit("Hello");
    service.cancel(ADA, job.id());
    FakeJobTurns otherTurns = new FakeJobTurns(storage.turns(), "node_2");
    JobService other = newService(otherTurns, JobLimits.DEFAULTS);

    storage.turns().adoptAbandoned("node_2").forEach(other.listener()::onUnstartedAdopted);
    other.reconcile();

    assertThat(otherTurns.started).isEmpty();
    assertThat(otherTurns.cancelled).containsExactly(job.turnId());
  }

  @Test
  void interruptsATurnThatBelongsToNoJob() {
    StoredTurn unlinked = unlinkedTurn();
    service.listener().onUnstartedAdopted(unlinked);

    service.reconcile();
    assertThat(turns.interrupted).isEmpty();
    scheduler.clock().advance(JobReconciler.UNLINKED_TURN_TIMEOUT.plusSeconds(1));
    service.reconcile();
    service.reconcile();

    assertThat(turns.interrupted).containsExactly(unlinked.identity().turnId());
  }

  @Test
  void readsTheOutcomeFromTheStoreOnceTheLogIsDeleted() {
    Job job = submit("Hello");
    endTurn(job, DONE, TurnState.DONE);

    storage.retention().deleteLogs(new Others(Set.of(), Set.of()), Long.MAX_VALUE);

    assertThat(statusOf(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(statusOf(job).text()).isEqualTo("So far.");
  }

  private StoredTurn unlinkedTurn() {
    Job other = submit("Nobody's");
    StoredTurn turn = storage.turns().find(ADA, turnId(other)).orElseThrow();
    storage
        .jobs()
        .link(other.id(), 2, "turn_elsewhere", String.valueOf(other.conversationId()), "{}");
    return turn;
  }
}
