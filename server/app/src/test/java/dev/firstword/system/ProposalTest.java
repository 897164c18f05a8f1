package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.profile.Profiles;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.simulator.ModelSettings;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A form is filled in and answered in sections, with estimates and a summary. */
final class ProposalTest {

  private static final String PROPOSAL = "proposal";
  private static final Map<String, String> BRIEF =
      Map.of(
          "client", "Harbour Bakery",
          "product", "A new web shop",
          "goals", "Orders by noon");

  /** Starts well after the model that writes the summary. */
  private static final ModelSettings SLOW_START = new ModelSettings(300, 310, 3_000);

  @RegisterExtension
  static final ServerFixture SERVER =
      new ServerFixture(
          _ -> {},
          settings ->
              settings.profiles(List.of(Profiles.defaultChat(), Profiles.defaultProposal())));

  private final Client client = SERVER.client();

  /** A new key each time, because the same brief twice within two seconds is one turn. */
  private static ChatCall brief() {
    return ChatCall.filledIn(PROPOSAL, BRIEF).key(UUID.randomUUID().toString());
  }

  @Test
  void publishesEachSectionAsItIsWritten() {
    SERVER.model(SimulatedModels.BEST, SLOW_START);

    Transcript transcript = client.answer(brief());

    assertThat(transcript.ending().type()).isEqualTo("done");
    assertThat(transcript.ofType("section"))
        .extracting(event -> event.field("index") + " " + event.field("state"))
        .containsExactly(
            "1 started",
            "1 complete",
            "2 started",
            "2 complete",
            "3 started",
            "3 complete",
            "4 started",
            "4 complete",
            "5 started",
            "5 complete");
    assertThat(transcript.types())
        .containsSubsequence("full_start", "text", "section", "text", "section", "stream_end");
  }

  @Test
  void storesTheFilledFormAsTheMessage() {
    SERVER.model(SimulatedModels.BEST, SLOW_START);
    EventStream stream = client.ask(brief());
    stream.awaitEnd();

    JsonNode messages =
        client.get("/api/conversations/" + stream.conversationId()).json().path("messages");

    assertThat(messages.path(0).path("text").asText())
        .startsWith("Write a proposal for Harbour Bakery.")
        .contains("The client's goals: Orders by noon")
        .doesNotContain("Budget");
  }

  @Test
  void namesAMissingInput() {
    Reply refused =
        client.refused(
            ChatCall.filledIn(PROPOSAL, Map.of("client", "Harbour Bakery", "goals", "x")));

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().path("detail").asText()).isEqualTo("Fill in \"What you offer\".");
    assertThat(SERVER.calls().calls()).isZero();
  }

  @Test
  void requiresAMessageWithoutAForm() {
    Reply refused = client.refused(ChatCall.filledIn("chat", BRIEF));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("detail").asText()).contains("message");
  }

  @Test
  void writesASummaryBeforeALongAnswerStarts() {
    SERVER.model(SimulatedModels.BEST, SLOW_START);

    Transcript transcript = client.answer(brief());

    List<String> types = transcript.types();
    assertThat(types.indexOf("summary_text")).isBetween(0, types.indexOf("text"));
    assertThat(transcript.ofType("summary")).hasSize(1);
    assertThat(transcript.ofType("summary").getFirst().field("text"))
        .isEqualTo(
            String.join(
                    "",
                    transcript.ofType("summary_text").stream()
                        .map(piece -> piece.field("text"))
                        .toList())
                .strip());
    assertThat(SERVER.calls().calls()).isEqualTo(2);
  }

  @Test
  void answersWithoutAFailedSummary() {
    SERVER.model(
        SimulatedModels.BEST,
        SLOW_START,
        Fault.always(FaultKind.SERVER_ERROR).forModel(SimulatedModels.FAST));

    Transcript transcript = client.answer(brief());

    assertThat(transcript.ending().type()).isEqualTo("done");
    assertThat(transcript.types()).doesNotContain("summary", "summary_text");
  }

  @Test
  void dropsASummaryTheAnswerOvertakes() {
    // No test measures it and its equals precede it, so the summary goes to another model. To which
    // depends on what earlier tests measured.
    String answering = SimulatedModels.BROODING;
    Map<String, ModelSettings> models = new TreeMap<>();
    SimulatedModels.catalogue()
        .forEach(model -> models.put(model.name(), new ModelSettings(60_000, 60_000, 10)));
    // Late enough for the call of the summary to have reached its model.
    models.put(answering, SLOW_START);
    SERVER.models(models);

    Transcript transcript = client.answer(brief().model(answering));

    assertThat(transcript.ending().type()).isEqualTo("done");
    assertThat(transcript.types()).doesNotContain("summary", "summary_text");
    SERVER.awaitCallsClosed(1);
  }

  @Test
  void requestsNoSummaryUnlessWanted() {
    SERVER.model(SimulatedModels.BEST, SLOW_START);

    client.answer(brief().summary(false));

    assertThat(SERVER.calls().calls()).isEqualTo(1);
  }

  @Test
  void summarisesAShortAnswerOnRequest() {
    SERVER.model(SimulatedModels.MIDDLE, SLOW_START);

    Transcript transcript =
        client.answer(
            ChatCall.of("How does memory affect AWS Lambda?")
                .model(SimulatedModels.MIDDLE)
                .summary(true));

    assertThat(transcript.ofType("summary")).hasSize(1);
  }

  @Test
  void cancelsTheSummaryWithTheTurn() {
    SERVER.model(SimulatedModels.FAST, new ModelSettings(60_000, 60_000, 10));
    EventStream stream = client.ask(ChatCall.thinking("Write me a novel.").summary(true));
    SERVER.awaitCalls(2);

    client.cancel(stream.turnId());

    assertThat(stream.awaitEnd().ending().type()).isEqualTo("cancelled");
    SERVER.awaitCallsClosed(2);
  }

  @Test
  void publishesAnEstimateBeforeTheFirstToken() {
    Transcript transcript = client.answer(brief());

    List<String> types = transcript.types();
    assertThat(types.indexOf("estimate")).isBetween(types.indexOf("model"), types.indexOf("text"));
    ReceivedEvent estimate = transcript.ofType("estimate").getFirst();
    JsonNode total = estimate.json().path("total_ms");
    assertThat(total.path("p10").asLong()).isLessThanOrEqualTo(total.path("p50").asLong());
    assertThat(total.path("p50").asLong()).isLessThanOrEqualTo(total.path("p90").asLong());
    assertThat(estimate.json().path("ttft_ms").path("p50").asLong()).isPositive();
  }

  @Test
  void describesTheFormAndSectionsToThePage() {
    JsonNode about = client.get("/api/about").json();
    JsonNode profiles = about.path("profiles");

    JsonNode chat = profiles.path(0);
    JsonNode proposal = profiles.path(1);
    assertThat(about.path("authentication").asText()).isEqualTo("none");
    assertThat(chat.path("follow_up").asText()).isEqualTo("queue");
    assertThat(chat.has("sections")).isFalse();
    assertThat(chat.has("inputs")).isFalse();
    assertThat(proposal.path("title").asText()).isEqualTo("Proposal studio");
    assertThat(proposal.path("sections")).hasSize(5);
    assertThat(proposal.path("inputs").path(0))
        .isEqualTo(
            Reply.JSON
                .createObjectNode()
                .put("name", "client")
                .put("label", "Client")
                .put("hint", "Harbour Bakery")
                .put("required", true)
                .put("long", false));
  }
}
