package dev.firstword.core.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.job.JobQueue.Reservation;
import dev.firstword.core.profile.Profiles;
import dev.firstword.core.protocol.ChatRequestReader;
import dev.firstword.core.protocol.TraceContext;
import dev.firstword.core.turn.admission.AdmittedTurn;
import dev.firstword.core.turn.admission.TurnRequest;
import dev.firstword.core.turn.admission.ValidatedRequest;
import dev.firstword.core.turn.store.FollowableTurn;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnOrigin;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.relay.log.LogReader;
import dev.firstword.relay.log.TurnLog;
import dev.firstword.relay.loop.ManualEventLoop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobQueueTest {

  private static final ChatRequestReader REQUESTS =
      new ChatRequestReader(AttachmentPolicy.DEFAULT, 1024);

  private final List<String> started = new ArrayList<>();
  private final JobQueue queue =
      new JobQueue(new JobLimits(2, 6, 4, 1), turn -> started.add(turn.turn().identity().turnId()));

  @Test
  void startsJobsOfEachTenantInTurn() {
    enqueue("a", "a1", "a2", "a3", "a4", "a5");
    enqueue("b", "b1");
    enqueue("c", "c1", "c2");

    for (String ended : List.of("a1", "a2", "a3", "b1", "c1", "a4")) {
      queue.remove(ended);
    }

    assertThat(started).containsExactly("a1", "a2", "a3", "b1", "c1", "a4", "c2", "a5");
    assertThat(queue.running()).isEqualTo(2);
    assertThat(queue.waiting()).isZero();
  }

  @Test
  void aJobCancelledInTheQueueDoesNotStart() {
    enqueue("a", "a1", "a2", "a3", "a4");

    queue.remove("a3");
    queue.remove("a1");

    assertThat(started).containsExactly("a1", "a2", "a4");
  }

  @Test
  void startsNothingWhilePaused() {
    queue.pause();

    enqueue("a", "a1");

    assertThat(started).isEmpty();
    assertThat(queue.waiting()).isOne();
  }

  @Test
  void leavesRoomForOtherTenants() {
    enqueue("a", "a1", "a2", "a3", "a4", "a5");
    assertThat(queue.reserve("a")).isEqualTo(Reservation.RESERVED);

    assertThat(queue.reserve("a")).isEqualTo(Reservation.TENANT_LIMIT_REACHED);
    assertThat(queue.reserve("b")).isEqualTo(Reservation.RESERVED);
    assertThat(queue.reserve("b")).isEqualTo(Reservation.RESERVED);
    assertThat(queue.reserve("b")).isEqualTo(Reservation.QUEUE_FULL);

    queue.releaseReservation("a");

    assertThat(queue.reserve("a")).isEqualTo(Reservation.RESERVED);
  }

  private void enqueue(String tenant, String... turnIds) {
    for (String turnId : turnIds) {
      Caller caller = new Caller(tenant, "ada");
      queue.enqueue(
          new AdmittedTurn(
              new UnstartedTurn(new TurnIdentity(turnId, "conv_1", "msg_1", "msg_2", caller)),
              false,
              validated(caller),
              null,
              null,
              _ -> true));
    }
  }

  private static ValidatedRequest validated(Caller caller) {
    return new ValidatedRequest(
        new TurnRequest(
            caller,
            TurnOrigin.JOB,
            REQUESTS.read("{\"message\":\"Hello\"}".getBytes(UTF_8)),
            null,
            "job_1",
            TraceContext.newTrace(false),
            0,
            0,
            new ManualEventLoop(),
            false,
            null),
        Profiles.defaultChat(),
        null);
  }

  private record UnstartedTurn(TurnIdentity identity) implements FollowableTurn {
    @Override
    public TurnState state() {
      return TurnState.PREPARING;
    }

    @Override
    public TurnLog log() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(LogReader reader) {}

    @Override
    public void unsubscribe(LogReader reader) {}
  }
}
