package dev.firstword.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.app.LabSettings;
import dev.firstword.app.RetrievalSettings;
import dev.firstword.preparation.Lab;
import dev.firstword.profile.Preparing;
import dev.firstword.profile.Preparing.Rule;
import dev.firstword.profile.Profile;
import dev.firstword.profile.Profiles;
import dev.firstword.retrieval.model.HttpRerankingModel.Shape;
import dev.firstword.retrieval.model.SimulatedRetrieval;
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

/** Turns over documents while something before the model is dead, slow or wrong. */
@SuppressWarnings("NullAway.Init") // set before all tests
final class RetrievalFaultTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String RERANK = "rerank";
  private static final String QUESTION = "How many days of vacation are there? ";

  private static SimulatedRetrieval models;
  private static ServerFixture server;
  private static int asked;

  @BeforeAll
  static void start() {
    models = new SimulatedRetrieval();
    server =
        new ServerFixture(
            _ -> {},
            settings ->
                settings
                    .profiles(List.of(patient(Profiles.standardChat())))
                    .lab(new LabSettings(true, Lab.State.NONE))
                    .retrieval(
                        new RetrievalSettings(
                            new RetrievalSettings.Embedding(
                                models.endpoint(SimulatedRetrieval.SMALL, LONG), null),
                            new RetrievalSettings.Reranking(
                                models.endpoint(RERANK, LONG), Shape.COHERE),
                            0.95)));
    add("Handbook", "Everybody has 25 days of vacation a year.");
    add("Calendar", "The office is closed on some days; they are no days of vacation.");
  }

  /** Late is what never comes, not what is slow on a busy machine. */
  private static Profile patient(Profile chat) {
    Preparing usual = chat.preparing();
    Map<String, Rule> rules = new HashMap<>();
    usual
        .rules()
        .forEach(
            (phase, rule) -> rules.put(phase, new Rule(Duration.ofSeconds(3), rule.whenLate())));
    return new Profile(
        chat.name(),
        chat.title(),
        chat.system(),
        chat.systemReplaceable(),
        chat.model(),
        chat.maxTokens(),
        chat.historyTokens(),
        chat.labels(),
        usual.with(rules, usual.passages()),
        chat.patience(),
        chat.limits());
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
  void mend() {
    models.meet();
    lab("{}");
    LoopWatchdog.requireNoneWaited();
  }

  @AfterAll
  static void stop() {
    server.close();
    models.close();
  }

  @Test
  void namesItsSourcesWhenNothingIsWrong() {
    Transcript answer = ask();

    assertThat(sources(answer)).containsExactlyInAnyOrder("Handbook", "Calendar");
    assertThat(notes(answer)).isEmpty();
    JsonNode told = answer.ofType("sources").getFirst().data().path("sources");
    assertThat(server.client().turn(turnId(answer)).json().path("sources")).isEqualTo(told);
    String conversation = answer.ofType("start").getFirst().data().path("conversation_id").asText();
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
              Fault.always(kind).onModel(SimulatedRetrieval.SMALL),
              "embedding degraded: Searching the documents by words alone"));
      all.add(
          argumentSet(
              "reranking " + kind,
              Fault.always(kind).onModel(RERANK),
              "reranking degraded: Taking the passages in the order they were found"));
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("faultsOfModels")
  void goesOnWithLessWhenAModelFails(Fault fault, String note) {
    models.meet(fault);

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(notes(answer)).containsExactly(note);
    assertThat(sources(answer)).containsExactlyInAnyOrder("Handbook", "Calendar");
  }

  @Test
  void goesOnByWordsWhenVectorsHaveOtherDimensions() {
    models.changeDimensions(SimulatedRetrieval.DIMENSIONS / 2);

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(notes(answer))
        .containsExactly("embedding degraded: Searching the documents by words alone");
    assertThat(sources(answer)).containsExactlyInAnyOrder("Handbook", "Calendar");
  }

  @Test
  void goesOnWithoutTheDocumentsWhenTheSearchIsLate() {
    lab("{\"delay\":{\"search\":\"20s\"}}");

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(notes(answer)).containsExactly("search failed: Answering without the documents");
    assertThat(sources(answer)).isEmpty();
  }

  @Test
  void goesOnWithWhatWasReadWhenTheHistoryIsLate() {
    lab("{\"delay\":{\"history\":\"20s\"}}");

    Transcript answer = ask();

    assertThat(answer.ending().type()).isEqualTo("done");
    assertThat(notes(answer))
        .containsExactly("history degraded: Answering from the newest part of the conversation");
  }

  @Test
  void answersWhileABrokenIndexIsMadeAgain() {
    server.stop();
    breakIndexes(server.data().resolve("indexes"));
    server.start();

    assertThat(ask().ending().type()).isEqualTo("done");

    ServerFixture.awaitTrue(() -> sources(ask()).size() == 2);
  }

  /** Never the same question twice: what was found for one must not be reused for the next. */
  private static Transcript ask() {
    return server.client().answer(Ask.of(QUESTION + " Asked as number " + ++asked * 7919));
  }

  private static void lab(String state) {
    assertThat(server.client().json("PUT", "/api/lab", state).status()).isEqualTo(200);
  }

  private static String turnId(Transcript answer) {
    return answer.events().getFirst().field("turn_id");
  }

  private static List<String> sources(Transcript answer) {
    List<String> titles = new ArrayList<>();
    for (SeenEvent event : answer.ofType("sources")) {
      for (JsonNode source : event.data().path("sources")) {
        titles.add(source.path("title").asText());
      }
    }
    return titles;
  }

  /** What the person is told that did not go as it should. */
  private static List<String> notes(Transcript answer) {
    return answer.ofType("phase").stream()
        .filter(phase ->
            !phase.field("state").equals("started") && !phase.field("state").equals("finished"))
        .map(
            phase -> phase.field("name") + " " + phase.field("state") + ": " + phase.field("label"))
        .toList();
  }

  private static void breakIndexes(Path indexes) {
    try (Stream<Path> files = Files.walk(indexes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
