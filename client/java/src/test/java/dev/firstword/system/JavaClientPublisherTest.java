package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.client.FirstwordClient;
import dev.firstword.client.TurnEvent;
import dev.firstword.client.TurnOptions;
import dev.firstword.client.TurnRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The publishers of the Java client. */
final class JavaClientPublisherTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final FirstwordClient client = FirstwordClient.builder(SERVER.firstword().uri()).build();

  @Test
  void deliversNoMoreEventsThanRequested() {
    Flow.Publisher<TurnEvent> turn =
        client.startPublisher(TurnRequest.of("How many?"), TurnOptions.DEFAULTS);
    Recorder recorder = new Recorder();
    turn.subscribe(recorder);

    recorder.request(3);
    await().until(() -> recorder.events.size() == 3);
    SERVER.awaitCalls(1);
    await().until(() -> client.turn(startOf(recorder).turnId()).state().equals("done"));

    assertThat(recorder.events).hasSize(3);
    assertThat(recorder.ended()).isFalse();

    recorder.request(Long.MAX_VALUE);
    await().until(recorder::ended);
    assertThat(recorder.failure).isNull();
    assertThat(recorder.events.getLast()).isInstanceOf(TurnEvent.Done.class);
    assertThat(recorder.events).extracting(TurnEvent::number).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void leavesALongAnswerOnTheServerUntilItIsRequested() {
    Flow.Publisher<TurnEvent> turn =
        client.startPublisher(to(SimulatedModels.FLOODING), TurnOptions.DEFAULTS);
    Recorder recorder = new Recorder();
    turn.subscribe(recorder);

    recorder.request(1);
    await().until(() -> recorder.events.size() == 1);
    client.cancel(startOf(recorder).turnId());
    recorder.request(Long.MAX_VALUE);

    await().until(recorder::ended);
    assertThat(recorder.events.getLast()).isInstanceOf(TurnEvent.Cancelled.class);
  }

  @Test
  void closesTheConnectionWhenCancelled() {
    TurnRequest request =
        TurnRequest.builder()
            .message("Does anybody read this?")
            .model(SimulatedModels.WRITING)
            .profile(TestProfiles.CANCELS_ON_DISCONNECT)
            .build();
    Recorder recorder = new Recorder();
    client.startPublisher(request, TurnOptions.DEFAULTS).subscribe(recorder);
    recorder.request(Long.MAX_VALUE);
    await().until(() -> recorder.events.stream().anyMatch(TurnEvent.Text.class::isInstance));

    recorder.subscription().cancel();

    SERVER.awaitCallsClosed(1);
    assertThat(recorder.ended()).isFalse();
  }

  @Test
  void letsALaterSubscriberReadTheSameTurn() {
    Flow.Publisher<TurnEvent> turn =
        client.startPublisher(TurnRequest.of("Who else?"), TurnOptions.DEFAULTS);
    Recorder first = new Recorder();
    turn.subscribe(first);
    first.request(Long.MAX_VALUE);
    await().until(first::ended);

    Recorder second = new Recorder();
    turn.subscribe(second);
    second.request(Long.MAX_VALUE);
    await().until(second::ended);

    assertThat(second.events).isEqualTo(first.events);
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void refusesARequestForNothing() {
    Recorder recorder = new Recorder();
    client.startPublisher(TurnRequest.of("Nothing?"), TurnOptions.DEFAULTS).subscribe(recorder);

    recorder.request(0);

    await().until(recorder::ended);
    assertThat(recorder.failure).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failsAtItsDeadlineWithoutDemand() {
    Recorder recorder = new Recorder();
    TurnOptions soon = TurnOptions.DEFAULTS.withDeadline(Duration.ofMillis(200));

    client.startPublisher(TurnRequest.of("Too late?"), soon).subscribe(recorder);

    await().until(recorder::ended);
    assertThat(recorder.failure).hasMessageContaining("deadline");
  }

  private static TurnEvent.Start startOf(Recorder recorder) {
    return (TurnEvent.Start) recorder.events.getFirst();
  }

  private static TurnRequest to(String model) {
    return TurnRequest.builder().message("Write something.").model(model).build();
  }

  /** Records what it receives. */
  private static final class Recorder implements Flow.Subscriber<TurnEvent> {

    final List<TurnEvent> events = new CopyOnWriteArrayList<>();
    volatile @Nullable Throwable failure;
    private volatile boolean complete;
    private volatile Flow.@Nullable Subscription subscription;

    Flow.Subscription subscription() {
      return Objects.requireNonNull(subscription);
    }

    void request(long count) {
      subscription().request(count);
    }

    boolean ended() {
      return complete || failure != null;
    }

    @Override
    public void onSubscribe(Flow.Subscription started) {
      subscription = started;
    }

    @Override
    public void onNext(TurnEvent event) {
      events.add(event);
    }

    @Override
    public void onError(Throwable thrown) {
      failure = thrown;
    }

    @Override
    public void onComplete() {
      complete = true;
    }
  }
}
