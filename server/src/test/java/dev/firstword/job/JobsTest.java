package dev.firstword.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.protocol.Action;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TurnEvent.Cancelled;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.Terminal;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore.Origin;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is done for a job, and how often. */
final class JobsTest extends JobsFixture {

  private static final Terminal BROKEN =
      new Failed("model_failed", "The model failed.", Action.RETRY, null, LATENCY);
  private static final Terminal STOPPED = new Cancelled(CancelledBy.SHUTDOWN, LATENCY);
  private static final Terminal CANCELLED = new Cancelled(CancelledBy.USER, LATENCY);

  @Test
  void runsItsTurnAndIsDoneWithIt() {
    Job job = submit("Hello");
    assertThat(turns.started).containsExactly(job.turnId());
    assertThat(look(job).state()).isEqualTo(JobState.QUEUED);

    end(job, DONE, TurnState.DONE);

    JobStatus status = look(job);
    assertThat(status.state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(status.text()).isEqualTo("So far.");
    assertThat(status.latency()).isNotNull();
    assertThat(status.job().ended()).isTrue();
  }

  @Test
  void runsNoMoreThanMayAtATimeAndTheOthersInTheirOrder() {
    Job first = submit("1");
    Job second = submit("2");
    Job third = submit("3");
    Job fourth = submit("4");
    assertThat(turns.started).containsExactly(first.turnId(), second.turnId());
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> submit("5"))
        .satisfies(refused -> assertThat(refused.problem().code()).isEqualTo("too_many_jobs"));

    end(second, DONE, TurnState.DONE);
    end(first, DONE, TurnState.DONE);

    assertThat(turns.started)
        .containsExactly(first.turnId(), second.turnId(), third.turnId(), fourth.turnId());
    submit("5");
  }

  @Test
  void makesRoomForTheNextWhenATurnIsGoneWithItsConversation() {
    Job first = submit("1");
    submit("2");
    Job third = submit("3");

    jobs.listener().gone(identity(first), Origin.JOB);

    assertThat(turns.started).contains(third.turnId());
  }

  @Test
  void beginsNothingMoreOnceItIsHeld() {
    Job first = submit("1");
    submit("2");
    Job third = submit("3");

    jobs.hold();
    end(first, DONE, TurnState.DONE);

    assertThat(turns.started).doesNotContain(third.turnId());
    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> submit("4"));
  }

  @Test
  void beginsAgainWhatWasCutInTheSameConversation() {
    Job job = submit("Hello");

    end(job, INTERRUPTED, TurnState.FAILED);

    Job again = look(job).job();
    assertThat(again.attempts()).isEqualTo(2);
    assertThat(again.turnId()).isNotEqualTo(job.turnId());
    assertThat(again.conversationId()).isEqualTo(job.conversationId());
    assertThat(turns.messages).containsExactly("Hello", "Hello");
    assertThat(turns.started).containsExactly(job.turnId(), again.turnId());
    assertThat(look(job).state()).isEqualTo(JobState.QUEUED);
  }

  @Test
  void beginsAgainWhatWasStoppedWithTheServer() {
    Job job = submit("Hello");

    end(job, STOPPED, TurnState.CANCELLED);

    assertThat(look(job).job().attempts()).isEqualTo(2);
  }

  @Test
  void doesNotBeginAgainWhatFailedByItself() {
    Job job = submit("Hello");

    end(job, BROKEN, TurnState.FAILED);

    assertThat(look(job).state()).isEqualTo(JobState.FAILED);
    assertThat(look(job).error()).isNotNull();
    assertThat(look(job).job().attempts()).isEqualTo(1);
  }

  @Test
  void givesUpAfterAsManyAttemptsAsItHas() {
    Job job = submit("Hello");

    for (int i = 0; i < 3; i++) {
      end(look(job).job(), INTERRUPTED, TurnState.FAILED);
    }

    assertThat(look(job).state()).isEqualTo(JobState.FAILED);
    assertThat(look(job).job().attempts()).isEqualTo(3);
    assertThat(look(job).job().ended()).isTrue();
    assertThat(turns.messages).hasSize(3);
  }

  @Test
  void doesNotBeginAgainWhatIsCancelledBetweenTwoAttempts() {
    Job job = submit("Hello");
    turns.end(ADA, turnId(job), INTERRUPTED, TurnState.FAILED);

    assertThat(jobs.cancel(ADA, job.id()).orElseThrow().state()).isEqualTo(JobState.CANCELLED);
    jobs.sweep();

    assertThat(look(job).state()).isEqualTo(JobState.CANCELLED);
    assertThat(look(job).job().ended()).isTrue();
    assertThat(turns.messages).hasSize(1);
  }

  @Test
  void cancelsItsTurn() {
    Job job = submit("Hello");

    jobs.cancel(ADA, job.id());
    assertThat(turns.cancelled).containsExactly(job.turnId());
    end(job, CANCELLED, TurnState.CANCELLED);

    assertThat(look(job).state()).isEqualTo(JobState.CANCELLED);
  }

  /** The turn has begun, and the store goes away before the job knows it. */
  @Test
  void findsTheTurnThatItHasBegunAlready() {
    Job job = submit("Hello");
    turns.end(ADA, turnId(job), INTERRUPTED, TurnState.FAILED);
    failingLinks.set(1);
    assertThatExceptionOfType(RefusedException.class).isThrownBy(jobs::sweep);
    assertThat(look(job).job().attempts()).isEqualTo(1);
    assertThat(turns.started).hasSize(1);

    jobs.sweep();

    assertThat(look(job).job().attempts()).isEqualTo(2);
    assertThat(turns.messages).hasSize(2);
    assertThat(turns.started).containsExactly(job.turnId(), look(job).job().turnId());
  }

  @Test
  void waitsWithTheNextAttemptWhileItsUserHasHadEnough() {
    Job job = submit("Hello");
    turns.refusal = Problem.tooManyActive(1);
    end(job, INTERRUPTED, TurnState.FAILED);
    assertThat(look(job).state()).isEqualTo(JobState.QUEUED);

    turns.refusal = null;
    jobs.sweep();

    assertThat(look(job).job().attempts()).isEqualTo(2);
  }

  @Test
  void failsWhenThereCanBeNoNextAttempt() {
    Job job = submit("Hello");
    turns.refusal = Problem.unknownProfile("gone");

    end(job, INTERRUPTED, TurnState.FAILED);

    assertThat(look(job).state()).isEqualTo(JobState.FAILED);
    assertThat(look(job).job().ended()).isTrue();
  }

  @Test
  void isNotTakenInWhenItsTurnIsRefused() {
    turns.refusal = Problem.unknownProfile("none");

    assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> submit("Hello"));
    turns.refusal = null;
    now = now.plus(Duration.ofHours(1));
    jobs.sweep();

    assertThat(turns.messages).isEmpty();
  }
}
