package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.config.LatencyInjectionSettings;
import dev.firstword.app.config.RetrievalSettings;
import dev.firstword.core.preparation.LatencyInjector;
import dev.firstword.core.profile.PreparationPolicy;
import dev.firstword.core.profile.PreparationPolicy.PhaseRule;
import dev.firstword.core.profile.Profile;
import dev.firstword.core.profile.Profiles;
import dev.firstword.relay.sse.ReceivedEvent;
import dev.firstword.retrieval.model.HttpRerankingModel.ApiFormat;
import dev.firstword.retrieval.model.SimulatedRetrievalModels;
import dev.firstword.simulator.fault.Fault;
import dev.firstword.simulator.fault.FaultKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Turns with retrieval while a component before the model is down, slow, or wrong. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class RetrievalFaultTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String RERANK = "rerank";
  private static final String QUESTION = "How many days of vacation are there? ";

  private static SimulatedRetrievalModels models;
  private static ServerFixture server;
  private static int questionCount;

  @BeforeAll
  static void start() {
    models = new SimulatedRetrievalModels();
    server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings
                    .profiles(List.of(withLongDeadlines(Profiles.defaultChat())))
                    .latencyInjection(
                        new LatencyInjectionSettings(true, LatencyInjector.Settings.NONE))
                    .retrieval(
                        new RetrievalSettings(
                            new RetrievalSettings.Embedding(
                                models.endpoint(SimulatedRetrievalModels.SMALL, LONG), null),
                            new RetrievalSettings.Reranking(
                                models.endpoint(RERANK, LONG), ApiFormat.COHERE),
                            0.95)));
    add("Handbook", "Everybody has 25 days of vacation a year.");
    add("Calendar", "The office is closed on some days; they are no days of vacation.");
  }

  /**
   * Extends the deadlines, so that only a component that never answers is late, not one on a busy
   * machine.
   */
  private static Profile withLongDeadlines(Profile chat) {
    PreparationPolicy usual = chat.preparationPolicy();
    Map<String, PhaseRule> rules = new HashMap<>();
    usual
        .rules()
        .forEach((phase, rule) ->
            rules.put(phase, new PhaseRule(Duration.ofSeconds(3), rule.onTimeout())));
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        chat.allowsSystemOverride(),
        chat.model(),
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        usual.with(rules, usual.maxPassages()),
        chat.noticeAfter(),
        chat.timeouts());
  }

  private static void add(String title, String text) {
    Reply added =
        server
            .client()
            .json(
                "POST",
                "/api/documents",
                "{\"title\":\""
                    + title
                    + "\",\"media_type\":\"text/plain\",\"text\":\""
                    + text
                    + "\"}");
    assertThat(added.json().path("state").asText()).isEqualTo("ready");
  }

  @AfterEach
  void repairModels() {
    models.applyFaults();
    setLatency("{}");
    BlockingCallDetector.requireNoneBlocked();
  }

  @AfterAll
  static void stop() {
    server.close();
    models.close();
  }

  @Test
  void namesItsSources() {
    Transcript answer = ask();

    assertThat(sources(answer)).containsExactlyInAnyOrder("Handbook", "Calendar");
    assertThat(degradations(answer)).isEmpty();
    JsonNode told = answer.ofType("sources").getFirst().json().path("sources");
    assertThat(server.client().turn(turnId(answer)).json().path("sources")).isEqualTo(told);
    String conversation = answer.ofType("start").getFirst().json().path("conversation_id").asText();
    JsonNode messages =
        server.client().get("/api/conversations/" + conversation).json().path("messages");
    assertThat(messages.path(0).has("sources")).isFalse();
    assertThat(messages.path(1).path("sources")).isEqualTo(told);
  }

  static List<Arguments> faultsOfModels() {
    List<Arguments> all = new ArrayList<>();
    for (FaultKind kind :
        List.of(
            FaultKind.REFUSE,
            FaultKind.AUTHENTICATION,
            FaultKind.RATE_LIMIT,
            FaultKind.SERVER_ERROR,
            FaultKind.OVERLOADED,
            FaultKind.SILENCE,
            FaultKind.CUT,
            FaultKind.MALFORMED)) {
      all.add(
          argumentSet(
              "embedding " + kind,
              Fault.always(kind).forModel(SimulatedRetrievalModels.SMALL),
              "embedding degraded: Searching the documents by words alone"));
      all.add(
          argumentSet(
              "reranking " + kind,
              Fault.always(kind).forModel(RERANK),
              "reranking degraded: Taking the passages in the order they were found"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("faultsOfModels")
  void degradesWhenAModelFails(Fault fault, String note) {
    models.applyFaults(fault);

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(degradations(answer)).containsExactly(note);
    assertThat(sources(answer)).containsExactlyInAnyOrder("Handbook", "Calendar");
  }

  @Test
  void searchesByWordsWhenDimensionsChange() {
    models.changeDimensions(SimulatedRetrievalModels.DIMENSIONS / 2);

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(degradations(answer))
        .containsExactly("embedding degraded: Searching the documents by words alone");
    assertThat(sources(answer)).containsExactlyInAnyOrder("Handbook", "Calendar");
  }

  @Test
  void answersWithoutDocumentsWhenTheSearchIsLate() {
    setLatency("{\"delay\":{\"search\":\"20s\"}}");

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(degradations(answer))
        .containsExactly("search failed: Answering without the documents");
    assertThat(sources(answer)).isEmpty();
  }

  @Test
  void answersFromAPartialHistoryWhenItIsLate() {
    setLatency("{\"delay\":{\"history\":\"20s\"}}");

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(degradations(answer))
        .containsExactly("history degraded: Answering from the newest part of the conversation");
  }

  @Test
  void answersWhileACorruptIndexIsRebuilt() {
    server.stop();
    corruptIndexes(server.data().resolve("indexes"));
    server.start();

    assertThat(ask().ending().type()).isEqualTo("done");

    ServerFixture.awaitTrue(() -> sources(ask()).size() == 2);
  }

  /** Never repeats a question, because search results are reused for similar ones. */
  private static Transcript ask() {
    return server
        .client()
        .answer(ChatCall.of(QUESTION + " Asked as number " + ++questionCount * 7919));
  }

  private static void setLatency(String state) {
    assertThat(server.client().json("PUT", "/api/lab", state).status()).isEqualTo(200);
  }

  private static String turnId(Transcript answer) {
    return answer.events().getFirst().field("turn_id");
  }

  private static List<String> sources(Transcript answer) {
    List<String> titles = new ArrayList<>();
    for (ReceivedEvent event : answer.ofType("sources")) {
      for (JsonNode source : event.json().path("sources")) {
        titles.add(source.path("title").asText());
      }
    }
    return titles;
  }

  /** Returns the phases that were degraded or failed, as the user sees them. */
  private static List<String> degradations(Transcript answer) {
    return answer.ofType("phase").stream()
        .filter(phase ->
            !phase.field("state").equals("started") && !phase.field("state").equals("finished"))
        .map(
            phase -> phase.field("name") + " " + phase.field("state") + ": " + phase.field("label"))
        .toList();
  }

  private static void corruptIndexes(Path indexes) {
    try (Stream<Path> files = Files.walk(indexes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
