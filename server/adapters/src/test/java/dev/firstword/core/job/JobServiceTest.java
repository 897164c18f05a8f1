package dev.firstword.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.core.attachment.TestMedia;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.event.Action;
import dev.firstword.relay.event.TurnEvent.Cancelled;
import dev.firstword.relay.event.TurnEvent.CancelledBy;
import dev.firstword.relay.event.TurnEvent.Failed;
import dev.firstword.relay.event.TurnEvent.Terminal;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** How a job runs, ends, and is retried. */
final class JobServiceTest extends JobServiceFixture {

  private static final Terminal MODEL_FAILED =
      new Failed("model_failed", "The model failed.", Action.RETRY, null, LATENCY);
  private static final Terminal CANCELLED_BY_SHUTDOWN =
      new Cancelled(CancelledBy.SHUTDOWN, LATENCY);
  private static final Terminal CANCELLED = new Cancelled(CancelledBy.USER, LATENCY);

  @Test
  void succeedsWhenItsTurnIsDone() {
    Job job = submit("Hello");
    assertThat(turns.started).containsExactly(job.turnId());
    assertThat(statusOf(job).state()).isEqualTo(JobState.QUEUED);

    endTurn(job, DONE, TurnState.DONE);

    JobStatus status = statusOf(job);
    assertThat(status.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status.text()).isEqualTo("So far.");
    assertThat(status.latency()).isNotNull();
    assertThat(status.job().ended()).isTrue();
  }

  @Test
  void limitsConcurrencyAndQueuesInOrder() {
    Job first = submit("1");
    Job second = submit("2");
    Job third = submit("3");
    Job fourth = submit("4");
    assertThat(turns.started).containsExactly(first.turnId(), second.turnId());
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> submit("5"))
        .satisfies(refused -> assertThat(refused.problem().code()).isEqualTo("too_many_jobs"));

    endTurn(second, DONE, TurnState.DONE);
    endTurn(first, DONE, TurnState.DONE);

    assertThat(turns.started)
        .containsExactly(first.turnId(), second.turnId(), third.turnId(), fourth.turnId());
    submit("5");
  }

  @Test
  void freesASlotWhenATurnIsDeletedWithItsConversation() {
    Job first = submit("1");
    submit("2");
    Job third = submit("3");

    service.listener().onLost(identity(first), TurnOrigin.JOB);

    assertThat(turns.started).contains(third.turnId());
  }

  @Test
  void startsNothingOncePaused() {
    Job first = submit("1");
    submit("2");
    Job third = submit("3");

    service.pause();
    endTurn(first, DONE, TurnState.DONE);

    assertThat(turns.started).doesNotContain(third.turnId());
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> submit("4"));
  }

  @Test
  void retriesAnInterruptedTurnInTheSameConversation() {
    Job job = submit("Hello");

    endTurn(job, INTERRUPTED, TurnState.FAILED);

    Job again = statusOf(job).job();
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.turnId()).isNotEqualTo(job.turnId());
    assertThat(again.conversationId()).isEqualTo(job.conversationId());
    assertThat(turns.messages).containsExactly("Hello", "Hello");
    assertThat(turns.started).containsExactly(job.turnId(), again.turnId());
    assertThat(statusOf(job).state()).isEqualTo(JobState.QUEUED);
  }

  /** They are in the store with its message, and would be read with each look at the job. */
  @Test
  void keepsTheHashesOfItsImagesOnly() {
    String content = Base64.getEncoder().encodeToString(TestMedia.png(3, 3));
    Job job =
        submitBody("{\"message\":[{\"type\":\"image\",\"data\":\"%s\"}]}".formatted(content), null);

    String kept = storedRequest(job);
    assertThat(kept).doesNotContain(content).contains("\"sha256\":");
    endTurn(job, INTERRUPTED, TurnState.FAILED);
    assertThat(statusOf(job).job().attempts()).isEqualTo(2);
    assertThat(storedRequest(job)).isEqualTo(kept);
  }

  private String storedRequest(Job job) {
    return storage.jobs().find(ADA, job.id()).orElseThrow().request();
  }

  @Test
  void retriesATurnCancelledByShutdown() {
    Job job = submit("Hello");

    endTurn(job, CANCELLED_BY_SHUTDOWN, TurnState.CANCELLED);

    assertThat(statusOf(job).job().attempts()).isEqualTo(2);
  }

  @Test
  void doesNotRetryAFailedTurn() {
    Job job = submit("Hello");

    endTurn(job, MODEL_FAILED, TurnState.FAILED);

    assertThat(statusOf(job).state()).isEqualTo(JobState.FAILED);
    assertThat(statusOf(job).error()).isNotNull();
    assertThat(statusOf(job).job().attempts()).isEqualTo(1);
  }

  @Test
  void failsAfterTheLastAttempt() {
    Job job = submit("Hello");

    for (int i = 0; i < 3; i++) {
      endTurn(statusOf(job).job(), INTERRUPTED, TurnState.FAILED);
    }

    assertThat(statusOf(job).state()).isEqualTo(JobState.FAILED);
    assertThat(statusOf(job).job().attempts()).isEqualTo(3);
    assertThat(statusOf(job).job().ended()).isTrue();
    assertThat(turns.messages).hasSize(3);
  }

  @Test
  void settlesAJobWhenItsTurnEnds() {
    service.start();
    scheduler.runDue();
    Job job = submit("Hello");
    turns.endTurn(ADA, turnId(job), DONE, TurnState.DONE);

    service.listener().onEnded(identity(job), TurnOrigin.JOB, DONE);
    scheduler.runDue();

    assertThat(statusOf(job).job().ended()).isTrue();
  }

  @Test
  void settlesAJobWhoseTurnEndedUnnoticedAtTheNextInterval() {
    service.start();
    scheduler.runDue();
    Job job = submit("Hello");
    turns.endTurn(ADA, turnId(job), DONE, TurnState.DONE);
    scheduler.advance(JobService.RECONCILE_INTERVAL.minusMillis(1));
    assertThat(statusOf(job).job().ended()).isFalse();

    scheduler.advance(Duration.ofMillis(1));

    assertThat(statusOf(job).job().ended()).isTrue();
  }

  @Test
  void doesNotRetryAJobCancelledBetweenAttempts() {
    Job job = submit("Hello");
    turns.endTurn(ADA, turnId(job), INTERRUPTED, TurnState.FAILED);

    assertThat(service.cancel(ADA, job.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    service.reconcile();

    assertThat(statusOf(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(statusOf(job).job().ended()).isTrue();
    assertThat(turns.messages).hasSize(1);
  }

  @Test
  void cancelsItsTurn() {
    Job job = submit("Hello");

    service.cancel(ADA, job.id());
    assertThat(turns.cancelled).containsExactly(job.turnId());
    endTurn(job, CANCELLED, TurnState.CANCELLED);

    assertThat(statusOf(job).state()).isEqualTo(JobState.CANCELLED);
  }

  /** The turn is admitted, and the store fails before the job is linked to it. */
  @Test
  void reusesATurnItHasAlreadyStarted() {
    Job job = submit("Hello");
    turns.endTurn(ADA, turnId(job), INTERRUPTED, TurnState.FAILED);
    failingLinks.set(1);
    assertThatExceptionOfType(ProblemException.class).isThrownBy(service::reconcile);
    assertThat(statusOf(job).job().attempts()).isEqualTo(1);
    assertThat(turns.started).hasSize(1);

    service.reconcile();

    assertThat(statusOf(job).job().attempts()).isEqualTo(2);
    assertThat(turns.messages).hasSize(2);
    assertThat(turns.started).containsExactly(job.turnId(), statusOf(job).job().turnId());
  }

  @Test
  void delaysTheRetryWhileTheUserIsLimited() {
    Job job = submit("Hello");
    turns.refusal = Problem.tooManyActive(1);
    endTurn(job, INTERRUPTED, TurnState.FAILED);
    assertThat(statusOf(job).state()).isEqualTo(JobState.QUEUED);

    turns.refusal = null;
    service.reconcile();

    assertThat(statusOf(job).job().attempts()).isEqualTo(2);
  }

  @Test
  void failsWhenTheRetryIsRefused() {
    Job job = submit("Hello");
    turns.refusal = Problem.unknownProfile("gone");

    endTurn(job, INTERRUPTED, TurnState.FAILED);

    assertThat(statusOf(job).state()).isEqualTo(JobState.FAILED);
    assertThat(statusOf(job).job().ended()).isTrue();
  }

  @Test
  void isRejectedWhenItsTurnIsRefused() {
    turns.refusal = Problem.unknownProfile("none");

    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> submit("Hello"));
    turns.refusal = null;
    scheduler.clock().advance(Duration.ofHours(1));
    service.reconcile();

    assertThat(turns.messages).isEmpty();
  }
}
