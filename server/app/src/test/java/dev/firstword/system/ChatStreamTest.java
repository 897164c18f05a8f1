package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.relay.sse.ReceivedEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The protocol of {@code POST /api/chat/stream}. */
final class ChatStreamTest {

  @RegisterExtension static final ServerFixture SERVER = new ServerFixture();

  private final Client client = SERVER.client();

  @Test
  void sendsHeadersThatPreventBuffering() {
    EventStream stream = client.ask(ChatCall.of("Hello headers"));

    assertThat(stream.head().header("content-type")).hasValue("text/event-stream; charset=utf-8");
    assertThat(stream.head().header("cache-control")).hasValue("no-cache, no-transform");
    assertThat(stream.head().header("x-accel-buffering")).hasValue("no");
    assertThat(stream.head().header("server-timing"))
        .hasValueSatisfying(timing ->
            assertThat(timing)
                .matches(
                    "auth;dur=\\d+\\.\\d, store;dur=\\d+\\.\\d,"
                        + " traceparent;desc=\"00-[0-9a-f]{32}-[0-9a-f]{16}-00\""));
    assertThat(stream.head().header("turn-id"))
        .hasValue(stream.awaitEvent("start").field("turn_id"));
    assertThat(stream.head().header("idempotency-replayed")).isEmpty();
  }

  @Test
  void startsBeforeAnySlowPhaseEnds() {
    EventStream stream = client.ask(ChatCall.thinking("What takes ten minutes?"));

    ReceivedEvent start = stream.awaitEvent("start");

    assertThat(start.id()).isEqualTo(1);
    assertThat(start.field("turn_id")).startsWith("turn_");
    assertThat(start.field("conversation_id")).startsWith("conv_");
    assertThat(start.field("user_message_id")).startsWith("msg_");
    assertThat(start.field("assistant_message_id"))
        .startsWith("msg_")
        .isNotEqualTo(start.field("user_message_id"));
    assertThat(SERVER.calls().finished()).isZero();
  }

  @Test
  void storesTheMessageBeforeItStarts() {
    EventStream stream = client.ask(ChatCall.thinking("Is this kept?"));
    ReceivedEvent start = stream.awaitEvent("start");

    JsonNode messages =
        client.get("/api/conversations/" + start.field("conversation_id")).json().get("messages");

    assertThat(messages.path(0).path("id").asText()).isEqualTo(start.field("user_message_id"));
    assertThat(messages.path(0).path("text").asText()).isEqualTo("Is this kept?");
    assertThat(messages.path(1).path("id").asText()).isEqualTo(start.field("assistant_message_id"));
    assertThat(messages.path(1).path("state").asText()).isEqualTo("pending");
  }

  @Test
  void numbersEventsFromOneWithoutGaps() {
    Transcript answer = client.answer(ChatCall.of("Count your events"));

    assertThat(answer.events())
        .extracting(ReceivedEvent::id)
        .isEqualTo(LongStream.rangeClosed(1, answer.events().size()).boxed().toList());
  }

  @Test
  void publishesEachStepInOrderAndEndsOnce() {
    Transcript answer = client.answer(ChatCall.of("Hello steps"));

    List<String> steps = new ArrayList<>();
    Set<String> independent = new HashSet<>();
    for (ReceivedEvent event : answer.events()) {
      String step =
          event.is("phase") ? event.field("name") + " " + event.field("state") : event.type();
      if (step.startsWith("history")) {
        assertThat(steps).containsExactly("start");
        independent.add(step);
      } else if (!steps.contains(step)) { // Text arrives in chunks, and estimates are updated.
        steps.add(step);
      }
    }
    assertThat(independent).containsExactlyInAnyOrder("history started", "history finished");
    assertThat(steps)
        .containsExactly(
            "start",
            "prompt started",
            "prompt finished",
            "model started",
            "model",
            "estimate",
            "model finished",
            "generation started",
            "full_start",
            "text",
            "generation finished",
            "stream_end",
            "done");
    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(answer.raw()).endsWith("}\n\n" + Transcript.END);
  }

  @Test
  void labelsPhasesFromTheProfileInTimeOrder() {
    Transcript answer = client.answer(ChatCall.of("Hello phases"));

    List<ReceivedEvent> phases = answer.ofType("phase");
    assertThat(phases)
        .filteredOn(phase -> phase.field("name").equals("model"))
        .extracting(phase -> phase.field("label"))
        .containsOnly("Asking the model");
    assertThat(phases)
        .extracting(phase -> phase.json().path("elapsed_ms").asLong(-1))
        .isSorted()
        .allSatisfy(elapsed -> assertThat(elapsed).isNotNegative());
  }

  @ParameterizedTest
  @CsvSource({
    "Hello, claude-haiku-4-5-20251001, simple",
    "Which of the two would you take along on a longer journey by sea?, claude-sonnet-4-6,"
        + " moderate",
    "Compare both and explain why one is better, claude-opus-4-6, complex"
  })
  void choosesTheModelByTheQuestion(String message, String model, String reason) {
    Transcript answer = client.answer(ChatCall.of(message));

    assertThat(answer.ofType("model"))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.field("model")).isEqualTo(model);
          assertThat(event.field("reason")).isEqualTo(reason);
        });
    assertThat(SERVER.onlyCall().model()).isEqualTo(model);
  }

  @Test
  void usesThePinnedModel() {
    Transcript answer = client.answer(ChatCall.of("Hello pinned").model(SimulatedModels.BEST));

    assertThat(answer.ofType("model").getFirst().field("reason")).isEqualTo("pinned");
    assertThat(SERVER.onlyCall().model()).isEqualTo(SimulatedModels.BEST);
  }

  @Test
  void streamsTheTextInPieces() {
    Transcript answer = client.answer(ChatCall.steady("Tell me a story"));

    assertThat(answer.ofType("text")).hasSizeGreaterThan(20);
    assertThat(answer.text()).contains("simulated answer");
    assertThat(client.turn(turnOf(answer)).json().path("text").asText()).isEqualTo(answer.text());
  }

  @Test
  void endsWithUsageAndLatency() {
    Transcript answer = client.answer(ChatCall.of("Hello usage"));

    JsonNode done = answer.ending().json();
    assertThat(done.path("finish_reason").asText()).isIn("stop", "length");
    JsonNode usage = done.path("usage");
    assertThat(usage.path("output_tokens").asInt()).isEqualTo(SimulatedModels.ORDINARY_TOKENS);
    assertThat(
            usage.path("input_tokens").asInt()
                + usage.path("cache_creation_input_tokens").asInt(-1000)
                + usage.path("cache_read_input_tokens").asInt(-1000))
        .isPositive();
    JsonNode latency = done.path("latency");
    long total = latency.path("total_ms").asLong(-1);
    long firstText = latency.path("ttft_ms").asLong(-1);
    assertThat(firstText).isBetween(latency.path("model_ttft_ms").asLong(-1), total);
    assertThat(latency.path("generation_ms").asLong(-1)).isBetween(0L, total);
    assertThat(latency.path("output_tokens_per_second").asDouble()).isPositive();
    assertThat(latency.path("phases").findValuesAsText("name"))
        .containsExactly("store", "history", "prompt", "model", "generation");
    assertThat(latency.path("critical_path"))
        .isNotEmpty()
        .last()
        // On a slow disk the message becomes durable only after the answer.
        .satisfies(last -> assertThat(last.asText()).isIn("generation", "store"));
  }

  @Test
  void publishesASlowNoticeBeforeTheFirstToken() {
    EventStream stream =
        client.ask(ChatCall.thinking("Are you there?").profile(TestProfiles.EARLY_SLOW_NOTICE));

    ReceivedEvent slow = stream.awaitEvent("slow");

    assertThat(slow.field("message")).endsWith(".");
    assertThat(slow.field("action")).isEqualTo("cancel");
    assertThat(slow.json().path("waited_ms").asLong()).isGreaterThanOrEqualTo(150);
  }

  @Test
  void continuesAConversation() {
    EventStream first = client.ask(ChatCall.of("Hello, a question"));
    first.awaitEnd();

    EventStream second = client.ask(ChatCall.of("And now?").inConversation(first.conversationId()));

    assertThat(second.conversationId()).isEqualTo(first.conversationId());
    assertThat(second.turnId()).isNotEqualTo(first.turnId());
    assertThat(second.awaitEnd().ending().type()).isEqualTo("done");
  }

  @Test
  void preservesEveryCharacter() {
    String message = "Grüße, \"日本\" 👩‍👩‍👧 \\ / \u2028 \t \u007f end";
    EventStream stream = client.ask(ChatCall.of(message));
    stream.awaitEnd();

    JsonNode messages =
        client.get("/api/conversations/" + stream.conversationId()).json().get("messages");

    assertThat(messages.path(0).path("text").asText()).isEqualTo(message);
  }

  @Test
  void ignoresUnknownFields() {
    Transcript answer = client.answer(ChatCall.of("Hello colour").with("colour", "blue"));

    assertThat(answer.ending().type()).isEqualTo("done");
  }

  private static String turnOf(Transcript answer) {
    return answer.events().getFirst().field("turn_id");
  }
}
