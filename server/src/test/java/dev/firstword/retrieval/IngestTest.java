package dev.firstword.retrieval;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.identity.ManualClock;
import dev.firstword.retrieval.Document.State;
import dev.firstword.retrieval.DocumentStore.NewDocument;
import dev.firstword.storage.SqliteStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IngestTest {

  private static final String LEAVE = "# Leave\n\nEverybody has 25 days of vacation a year.";

  private final ManualClock clock = new ManualClock();
  private final SqliteStorage storage = SqliteStorage.inMemory();
  private final DocumentStore store = storage.documents();
  private final WordVectors model = new WordVectors("small");
  private final List<String> settled = new ArrayList<>();
  private final Ingest ingest = ingest(model);

  @AfterEach
  void close() {
    storage.close();
  }

  @Test
  void makesADocumentReadyWithVectors() {
    added("doc_1", LEAVE);

    assertThat(ingest.next()).isTrue();

    Document document = document("doc_1");
    assertThat(document.state()).isEqualTo(State.READY);
    assertThat(document.embeddedBy()).isEqualTo("small");
    assertThat(document.passages()).isEqualTo(1);
    assertThat(document.title()).isEqualTo("Leave");
    assertThat(store.chunks("doc_1", "small"))
        .allSatisfy(chunk -> assertThat(chunk.vector()).hasSize(WordVectors.DIMENSIONS));
    assertThat(settled).containsExactly("doc_1");
    assertThat(ingest.next()).isFalse();
  }

  @Test
  void withoutAModelADocumentIsFoundByItsWords() {
    added("doc_1", LEAVE);

    ingest(null).next();

    assertThat(document("doc_1").state()).isEqualTo(State.READY);
    assertThat(document("doc_1").embeddedBy()).isNull();
  }

  @Test
  void tellsTheModelWhatAPieceIsAbout() {
    added("doc_1", "# Handbook\n\n## Leave\n\n" + "Days are days. ".repeat(100));

    ingest.next();

    assertThat(model.calls.getFirst())
        .allSatisfy(text -> assertThat(text).startsWith("Handbook").contains("Leave"));
  }

  @Test
  void aDocumentWithoutTextFails() {
    added("doc_1", "   \n");

    ingest.next();

    assertThat(document("doc_1").state()).isEqualTo(State.FAILED);
    assertThat(document("doc_1").failure()).isEqualTo("The document holds no text.");
    assertThat(settled).containsExactly("doc_1");
  }

  @Test
  void whileTheModelFailsADocumentIsFoundByItsWordsAndTriedAgainLaterAndLater() {
    model.before(_ -> {
      throw new RetrievalException("down");
    });
    added("doc_1", LEAVE);
    ingest.next();
    assertThat(document("doc_1").state()).isEqualTo(State.READY);
    assertThat(document("doc_1").embeddedBy()).isNull();

    List<Long> pauses = new ArrayList<>();
    for (int attempt = 0; attempt < 12; attempt++) {
      pauses.add(secondsUntilTheNextAttempt());
    }

    assertThat(pauses).startsWith(1L, 2L, 4L, 8L).endsWith(300L, 300L);
    model.before(_ -> {});
    clock.advance(Ingest.LONGEST_PAUSE);
    assertThat(ingest.next()).isTrue();
    assertThat(document("doc_1").embeddedBy()).isEqualTo("small");
  }

  private long secondsUntilTheNextAttempt() {
    long seconds = 0;
    while (!ingest.next()) {
      clock.advance(Duration.ofSeconds(1));
      seconds++;
    }
    return seconds;
  }

  @Test
  void leavesTheModelAloneForAsLongAsItWants() {
    model.before(_ -> {
      throw new RetrievalException("busy", 429, Duration.ofSeconds(30));
    });
    added("doc_1", LEAVE);
    added("doc_2", LEAVE + " More.");
    ingest.next();
    ingest.next();
    assertThat(model.calls).hasSize(1);
    assertThat(document("doc_2").state()).isEqualTo(State.READY);

    clock.advance(Duration.ofSeconds(29));
    ingest.next();
    assertThat(model.calls).hasSize(1);
    clock.advance(Duration.ofSeconds(1));
    ingest.next();
    assertThat(model.calls).hasSize(2);
  }

  @Test
  void goesOnWhereItWasLeftWithoutAskingForTheSameVectorsAgain() {
    added("doc_1", "A sentence of some length, that goes on for a while. ".repeat(6_000));
    model.before(_ -> {
      if (model.calls.size() == 3) {
        throw new RetrievalException("down");
      }
    });
    ingest.next();
    int kept = 2 * Ingest.BATCH;
    int pieces = document("doc_1").passages();
    assertThat(pieces).isGreaterThan(kept);
    model.calls.clear();
    model.before(_ -> {});

    clock.advance(Duration.ofMinutes(1));
    ingest(model).next();

    assertThat(model.calls.stream().mapToInt(List::size).sum()).isEqualTo(pieces - kept);
    assertThat(store.chunks("doc_1", "small")).allMatch(chunk -> chunk.vector() != null);
    assertThat(document("doc_1").embeddedBy()).isEqualTo("small");
  }

  @Test
  void anotherModelMakesItsVectorsWhileTheDocumentStaysFound() {
    added("doc_1", LEAVE);
    ingest.next();
    long version = store.version("acme");
    WordVectors better = new WordVectors("better");
    better.before(_ -> assertThat(document("doc_1").state()).isEqualTo(State.READY));
    clock.advance(Ingest.CLAIM);

    assertThat(ingest(better).next()).isTrue();

    assertThat(document("doc_1").embeddedBy()).isEqualTo("better");
    assertThat(store.version("acme")).isEqualTo(version + 1);
    assertThat(store.chunks("doc_1", "better")).allMatch(chunk -> chunk.vector() != null);
    assertThat(ingest(better).next()).isFalse();
  }

  @Test
  void aDocumentThatIsDeletedMeanwhileStaysSo() {
    added("doc_1", LEAVE);
    model.before(_ -> store.delete("acme", "doc_1"));

    ingest.next();

    assertThat(store.find("acme", "doc_1")).isEmpty();
    assertThat(store.chunks("doc_1", null)).isEmpty();
  }

  @Test
  void keepsWhatEveryDatabaseCanHold() {
    added("doc_1", "A\0 NUL and a \uD83D\uDE00.");

    ingest.next();

    assertThat(store.chunks("doc_1", null).getFirst().text()).doesNotContain("\0").contains("😀");
  }

  private Ingest ingest(@Nullable WordVectors by) {
    return new Ingest(store, by, clock, settled::add);
  }

  private Document document(String id) {
    return store.find("acme", id).orElseThrow();
  }

  private void added(String id, String text) {
    store.add(
        new NewDocument(
            id,
            "acme",
            "",
            "",
            MediaType.MARKDOWN,
            text.getBytes(UTF_8),
            id,
            clock.millis() + Integer.parseInt(id.substring(4))));
  }
}
