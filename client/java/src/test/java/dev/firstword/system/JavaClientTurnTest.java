package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.client.Action;
import dev.firstword.client.Answer;
import dev.firstword.client.FirstwordClient;
import dev.firstword.client.FirstwordException;
import dev.firstword.client.ToolResult;
import dev.firstword.client.TurnEvent;
import dev.firstword.client.TurnEvents;
import dev.firstword.client.TurnOptions;
import dev.firstword.client.TurnRequest;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Turns with the Java client. */
final class JavaClientTurnTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final FirstwordClient client = FirstwordClient.builder(SERVER.firstword().uri()).build();

  @Test
  void answersAQuestion() {
    Answer answer = client.ask("Why is the sky blue?");

    assertThat(answer.text()).isNotBlank().isEqualTo(client.turn(answer.turnId()).text());
    assertThat(answer.finishReason()).isEqualTo("stop");
    assertThat(answer.usage().outputTokens()).isPositive();
    assertThat(answer.conversationId()).startsWith("conv_");
  }

  @Test
  void readsEveryEventOfATurnByItsType() {
    List<TurnEvent> events = new ArrayList<>();

    try (TurnEvents turn = client.start(TurnRequest.of("What happens here?"))) {
      turn.forEach(events::add);
    }

    assertThat(events.getFirst()).isInstanceOf(TurnEvent.Start.class);
    assertThat(events.getLast()).isInstanceOf(TurnEvent.Done.class);
    assertThat(events).noneMatch(event -> event instanceof TurnEvent.Unknown);
    assertThat(events).extracting(TurnEvent::number).isSorted().doesNotHaveDuplicates();
    assertThat(events).hasAtLeastOneElementOfType(TurnEvent.Phase.class);
    assertThat(events).hasAtLeastOneElementOfType(TurnEvent.Model.class);
  }

  @Test
  void continuesAConversation() {
    Answer first = client.ask("My name is Ada.");

    Answer second =
        client.ask(
            TurnRequest.builder()
                .message("What is my name?")
                .conversationId(first.conversationId())
                .build());

    assertThat(second.conversationId()).isEqualTo(first.conversationId());
  }

  @Test
  void resumesATurnAfterTheLastEventSeen() {
    String turnId;
    long seen;
    StringBuilder text = new StringBuilder();
    try (TurnEvents events = client.start(to(SimulatedModels.STEADY))) {
      turnId = events.turnId();
      while (text.length() < 50) {
        append(text, events.next());
      }
      seen = events.lastEventId();
    }

    try (TurnEvents events = client.follow(turnId, TurnOptions.DEFAULTS.withAfter(seen))) {
      events.forEach(event -> append(text, event));
    }

    assertThat(text.toString()).isEqualTo(client.turn(turnId).text());
  }

  @Test
  void readsNothingAfterTheLastEventOfAnEndedTurn() {
    Answer answer = client.ask("Is there more?");
    long last = client.turn(answer.turnId()).lastEventId();

    try (TurnEvents events = client.follow(answer.turnId(), TurnOptions.DEFAULTS.withAfter(last))) {

      assertThat(events.hasNext()).isFalse();
    }
  }

  @Test
  void startsOneTurnForOneIdempotencyKey() {
    TurnOptions key = TurnOptions.DEFAULTS.withIdempotencyKey("order-4711");
    TurnRequest request = TurnRequest.of("How often am I asked?");

    String first;
    String second;
    try (TurnEvents events = client.start(request, key)) {
      first = events.readAnswer().turnId();
    }
    try (TurnEvents events = client.start(request, key)) {
      second = events.readAnswer().turnId();
    }

    assertThat(second).isEqualTo(first);
    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void closesTheConnectionOfAReaderThatStops() {
    TurnRequest request =
        TurnRequest.builder()
            .message("Does anybody read this?")
            .model(SimulatedModels.WRITING)
            .profile(TestProfiles.CANCELS_ON_DISCONNECT)
            .build();

    try (TurnEvents events = client.start(request)) {
      awaitText(events);
    }

    SERVER.awaitCallsClosed(1);
  }

  @Test
  void givesUpAtItsDeadlineAndClosesTheConnection() {
    TurnRequest request =
        TurnRequest.builder()
            .message("Will it take long?")
            .model(SimulatedModels.THINKING)
            .profile(TestProfiles.CANCELS_ON_DISCONNECT)
            .build();
    TurnOptions soon = TurnOptions.DEFAULTS.withDeadline(Duration.ofMillis(300));

    try (TurnEvents events = client.start(request, soon)) {

      assertThatThrownBy(() -> events.forEach(_ -> {}))
          .isInstanceOfSatisfying(
              FirstwordException.class,
              e -> assertThat(e.code()).isEqualTo(FirstwordException.DEADLINE_EXCEEDED));
    }

    SERVER.awaitCallsClosed(1);
  }

  @Test
  void runsAToolAndSendsItsResult() {
    TurnRequest request =
        TurnRequest.builder()
            .message("Use the tool weather: how is it in Bergen?")
            .model(SimulatedModels.MIDDLE)
            .tool(new TurnRequest.Tool("weather", "Returns the weather", Map.of()))
            .build();
    List<String> called = new ArrayList<>();
    TurnEvent last = null;

    try (TurnEvents events = client.start(request)) {
      for (TurnEvent event : events) {
        last = event;
        if (event instanceof TurnEvent.ToolCall call && call.needsResult()) {
          called.add(call.name());
          ToolResult.Receipt receipt =
              client.sendToolResults(
                  events.turnId(), List.of(ToolResult.of(call.id(), "It rains.")));
          assertThat(receipt.accepted()).containsExactly(call.id());
        }
      }
    }

    assertThat(called).containsExactly("weather");
    assertThat(last).isInstanceOf(TurnEvent.Done.class);
  }

  @Test
  void throwsTheProblemOfARefusedRequest() {
    assertThatThrownBy(() -> client.ask(TurnRequest.builder().message("Hi").profile("no").build()))
        .isInstanceOfSatisfying(
            FirstwordException.class,
            e -> {
              assertThat(e.status()).isEqualTo(404);
              assertThat(e.code()).isEqualTo("unknown_profile");
              assertThat(e.action()).isEqualTo(Action.EDIT);
              assertThat(e.getMessage()).isNotBlank();
            });
    assertThatThrownBy(() -> client.turn("turn_missing"))
        .isInstanceOfSatisfying(
            FirstwordException.class, e -> assertThat(e.status()).isEqualTo(404));
    assertThatThrownBy(() -> client.follow("turn_missing").next())
        .isInstanceOfSatisfying(
            FirstwordException.class, e -> assertThat(e.status()).isEqualTo(404));
  }

  @Test
  void throwsTheFailureOfATurn() {
    SERVER.faults(Fault.always(FaultKind.AUTHENTICATION));

    assertThatThrownBy(() -> client.ask("Will you fail?"))
        .isInstanceOfSatisfying(
            FirstwordException.class,
            e -> {
              assertThat(e.code()).startsWith("model_");
              assertThat(e.status()).isZero();
            });
  }

  @Test
  void saysThatAServerCannotBeReached() {
    FirstwordClient lost =
        FirstwordClient.builder(java.net.URI.create("http://127.0.0.1:1"))
            .retry(dev.firstword.client.RetryPolicy.NONE)
            .build();

    assertThatThrownBy(() -> lost.ask("Hello?"))
        .isInstanceOfSatisfying(
            FirstwordException.class,
            e -> assertThat(e.code()).isEqualTo(FirstwordException.CONNECTION_FAILED));
  }

  @Test
  void closesTheUpstreamCallWithin100MillisecondsOfACancel() {
    int stops = 20;
    long[] nanos = new long[stops];
    for (int i = 0; i < stops; i++) {
      SERVER.resetSimulator();
      try (TurnEvents events = client.start(to(SimulatedModels.WRITING))) {
        awaitText(events);
        long started = System.nanoTime();

        client.cancel(events.turnId());

        while (SERVER.calls().closedByClient() == 0) {
          assertThat(Duration.ofNanos(System.nanoTime() - started))
              .isLessThan(Duration.ofSeconds(5));
          Thread.onSpinWait();
        }
        nanos[i] = System.nanoTime() - started;
        TurnEvent last = null;
        while (events.hasNext()) {
          last = events.next();
        }
        assertThat(last)
            .isInstanceOfSatisfying(
                TurnEvent.Cancelled.class, end -> assertThat(end.by()).isEqualTo("user"));
      }
    }

    Arrays.sort(nanos);
    System.out.printf(
        "cancel to closed call, %d times: median %.1f ms, longest %.1f ms%n",
        stops, nanos[stops / 2] / 1e6, nanos[stops - 1] / 1e6);
    // The median, because the machine may do other work at any moment.
    assertThat(Duration.ofNanos(nanos[stops / 2])).isLessThan(Duration.ofMillis(100));
  }

  private static TurnRequest to(String model) {
    return TurnRequest.builder().message("Write something.").model(model).build();
  }

  private static void awaitText(TurnEvents events) {
    while (!(events.next() instanceof TurnEvent.Text)) {
      // Read on.
    }
  }

  private static void append(StringBuilder text, TurnEvent event) {
    if (event instanceof TurnEvent.Text chunk) {
      text.append(chunk.text());
    }
  }
}
