package dev.firstword.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.identity.Caller;
import dev.firstword.job.Jobs.Submission;
import dev.firstword.job.webhook.Webhook;
import dev.firstword.job.webhook.Webhooks;
import dev.firstword.loop.ManualLoop;
import dev.firstword.protocol.Action;
import dev.firstword.protocol.ChatRequestReader;
import dev.firstword.protocol.Latency;
import dev.firstword.protocol.Problem;
import dev.firstword.protocol.RefusedException;
import dev.firstword.protocol.TurnEvent.Cancelled;
import dev.firstword.protocol.TurnEvent.CancelledBy;
import dev.firstword.protocol.TurnEvent.Done;
import dev.firstword.protocol.TurnEvent.Failed;
import dev.firstword.protocol.TurnEvent.FinishReason;
import dev.firstword.protocol.TurnEvent.Terminal;
import dev.firstword.protocol.Usage;
import dev.firstword.storage.SqliteStorage;
import dev.firstword.turn.StoredTurn;
import dev.firstword.turn.TurnIdentity;
import dev.firstword.turn.TurnState;
import dev.firstword.turn.TurnStore.Origin;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is done for a job, and how often: on two nodes that share a real store. */
final class JobsTest {

  private static final Caller ADA = new Caller("acme", "ada");
  private static final Latency LATENCY =
      new Latency(7, null, null, null, null, List.of(), List.of());
  private static final Terminal DONE = new Done(FinishReason.STOP, Usage.NONE, LATENCY);
  private static final Terminal INTERRUPTED =
      new Failed("interrupted", "The service restarted.", Action.RETRY, null, LATENCY);
  private static final Terminal BROKEN =
      new Failed("model_failed", "The model failed.", Action.RETRY, null, LATENCY);
  private static final Terminal STOPPED = new Cancelled(CancelledBy.SHUTDOWN, LATENCY);
  private static final Terminal CANCELLED = new Cancelled(CancelledBy.USER, LATENCY);

  private final SqliteStorage storage = SqliteStorage.inMemory();
  private final ManualLoop loop = new ManualLoop();
  private final AtomicInteger failingLinks = new AtomicInteger();
  private final List<Jobs> opened = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-22T09:30:00Z");
  private final StoredTurns turns = new StoredTurns(storage.turns(), "node_1");
  private final Jobs jobs = jobs(turns, new JobLimits(2, 2, 3));

  @AfterEach
  void close() {
    opened.forEach(Jobs::close);
    storage.close();
  }

  private Jobs jobs(StoredTurns itsTurns, JobLimits limits) {
    Jobs made =
        new Jobs(
            itsTurns,
            sometimesAway(storage.jobs()),
            new Webhooks(storage.webhooks(), new Webhooks.Sending(null, true), () -> now),
            limits,
            () -> loop,
            () -> now);
    opened.add(made);
    return made;
  }

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

  /** The turn ends, and its node is told. */
  private void end(Job job, Terminal event, TurnState state) {
    turns.end(ADA, turnId(job), event, state);
    jobs.listener().ended(identity(job), Origin.JOB, event);
    jobs.sweep();
  }

  private TurnIdentity identity(Job job) {
    return storage.turns().find(ADA, turnId(job)).orElseThrow().identity();
  }

  private static String turnId(Job job) {
    return String.valueOf(job.turnId());
  }

  private JobStatus look(Job job) {
    return jobs.find(ADA, job.id()).orElseThrow();
  }

  private Job submit(String message) {
    return submit(message, null);
  }

  /** Without the check of its address, which the front door to webhooks makes. */
  private Job submit(String message, @Nullable String webhookUrl) {
    byte[] body = body(message).getBytes(UTF_8);
    if (webhookUrl != null) {
      storage
          .jobs()
          .insert(
              new JobStore.NewJob(
                  "job_told",
                  ADA,
                  body(message),
                  null,
                  webhookUrl,
                  "told",
                  "d",
                  now.toEpochMilli()));
    }
    return jobs.submit(
            new Submission(
                ADA,
                ChatRequestReader.read(body),
                body,
                null,
                webhookUrl == null ? null : "told",
                "d",
                null,
                0,
                0,
                loop))
        .status()
        .job();
  }

  private static String body(String message) {
    return "{\"message\":\"" + message + "\"}";
  }

  private JobStore sometimesAway(JobStore store) {
    return (JobStore)
        Proxy.newProxyInstance(
            JobsTest.class.getClassLoader(),
            new Class<?>[] {JobStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("link")
                  && failingLinks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw new RefusedException(Problem.storeAway());
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
