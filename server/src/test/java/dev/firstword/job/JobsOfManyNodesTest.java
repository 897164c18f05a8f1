package dev.firstword.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.job.webhook.Webhook;
import dev.firstword.protocol.Problem;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnState;
import org.junit.jupiter.api.Test;

/** What is done for a job when several nodes see it, and when the one that had it is gone. */
final class JobsOfManyNodesTest extends JobsFixture {

  @Test
  void isNoticedOnceByManyNodes() {
    Job job = submit("Hello", "https://example.com/");
    StoredTurns otherTurns = new StoredTurns(storage.turns(), "node_2");
    Jobs other = jobs(otherTurns, JobLimits.DEFAULTS);
    turns.end(ADA, turnId(job), DONE, TurnState.DONE);

    other.sweep();
    String told = storage.webhooks().ofJob(job.id()).map(Webhook::id).orElseThrow();
    jobs.sweep();
    other.sweep();

    assertThat(storage.webhooks().ofJob(job.id()).map(Webhook::id)).contains(told);
    assertThat(storage.webhooks().ofJob(job.id()).orElseThrow().payload())
        .contains("\"type\":\"job.succeeded\"", "\"text\":\"So far.\"");
  }

  @Test
  void isBegunAgainOnceByManyNodes() {
    Job job = submit("Hello");
    StoredTurns otherTurns = new StoredTurns(storage.turns(), "node_2");
    Jobs other = jobs(otherTurns, JobLimits.DEFAULTS);
    turns.end(ADA, turnId(job), INTERRUPTED, TurnState.FAILED);

    other.sweep();
    jobs.sweep();
    other.sweep();

    assertThat(otherTurns.messages).hasSize(1);
    assertThat(otherTurns.started).containsExactly(look(job).job().turnId());
    assertThat(turns.messages).hasSize(1);
    assertThat(look(job).job().attempts()).isEqualTo(2);
  }

  @Test
  void isBegunByWhoeverFindsItWhenItsNodeDiedBefore() {
    storage
        .jobs()
        .insert(
            new JobStore.NewJob(
                "job_1", ADA, body("Hello"), null, null, null, "d", now.toEpochMilli()));

    jobs.sweep();
    assertThat(turns.messages).isEmpty();
    now = now.plus(JobSweep.LONGEST_BEGINNING).plusSeconds(1);
    jobs.sweep();
    jobs.sweep();

    assertThat(turns.messages).containsExactly("Hello");
    assertThat(turns.started).hasSize(1);
  }

  @Test
  void takesUpAnothersTurnThatHadNotBegunToRun() {
    Job job = submit("Hello");
    StoredTurns otherTurns = new StoredTurns(storage.turns(), "node_2");
    Jobs other = jobs(otherTurns, JobLimits.DEFAULTS);

    storage.turns().adoptAbandoned("node_2").forEach(other.listener()::leftUnstarted);
    other.sweep();
    other.sweep();

    assertThat(otherTurns.started).containsExactly(job.turnId());
    assertThat(look(job).job().attempts()).isEqualTo(1);
  }

  @Test
  void endsAnothersTurnThatItCannotTakeUp() {
    Job job = submit("Hello");
    StoredTurns otherTurns = new StoredTurns(storage.turns(), "node_2");
    Jobs other = jobs(otherTurns, JobLimits.DEFAULTS);
    otherTurns.refusal = Problem.unknownProfile("gone");

    storage.turns().adoptAbandoned("node_2").forEach(other.listener()::leftUnstarted);
    other.sweep();
    other.sweep();

    assertThat(otherTurns.started).isEmpty();
    assertThat(otherTurns.givenUp).containsExactly(job.turnId());
  }

  @Test
  void cancelsInsteadWhatIsToBeCancelledByThen() {
    Job job = submit("Hello");
    jobs.cancel(ADA, job.id());
    StoredTurns otherTurns = new StoredTurns(storage.turns(), "node_2");
    Jobs other = jobs(otherTurns, JobLimits.DEFAULTS);

    storage.turns().adoptAbandoned("node_2").forEach(other.listener()::leftUnstarted);
    other.sweep();

    assertThat(otherTurns.started).isEmpty();
    assertThat(otherTurns.cancelled).containsExactly(job.turnId());
  }

  @Test
  void givesUpATurnThatIsNoJobsInTheEnd() {
    StoredTurn nobodys = nobodys();
    jobs.listener().leftUnstarted(nobodys);

    jobs.sweep();
    assertThat(turns.givenUp).isEmpty();
    now = now.plus(JobSweep.LONGEST_UNLINKED).plusSeconds(1);
    jobs.sweep();
    jobs.sweep();

    assertThat(turns.givenUp).containsExactly(nobodys.identity().turnId());
  }

  @Test
  void tellsFromTheStoreWhatIsLeftOnceTheLogIsForgotten() {
    Job job = submit("Hello");
    end(job, DONE, TurnState.DONE);

    storage.turns().forget(Long.MAX_VALUE, Long.MAX_VALUE);

    assertThat(look(job).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(look(job).text()).isEqualTo("So far.");
  }

  private StoredTurn nobodys() {
    Job other = submit("Nobody's");
    StoredTurn turn = storage.turns().find(ADA, turnId(other)).orElseThrow();
    storage.jobs().link(other.id(), 2, "turn_elsewhere", String.valueOf(other.conversationId()));
    return turn;
  }
}
