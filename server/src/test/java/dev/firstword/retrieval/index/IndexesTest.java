package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.retrieval.Chunk;
import dev.firstword.retrieval.Passage;
import dev.firstword.retrieval.RetrievalException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IndexesTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private final Shelf shelf = new Shelf();
  private final List<Indexes> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Indexes::close);
  }

  private Indexes open(@Nullable String model) {
    Indexes indexes = shelf.patientIndexes(folder, model);
    opened.add(indexes);
    return indexes;
  }

  private static List<String> texts(Hits hits) {
    return hits.passages().stream().map(Passage::text).toList();
  }

  @Test
  void findsPassagesByTheirWords() {
    Indexes indexes = open(null);
    shelf.put("acme", "d1", "Manual", "How to pay invoices.", "How to print.");
    shelf.put("acme", "d2", "Prices", "What everything costs.");

    Hits hits = indexes.search("acme", "paying an invoice?", null, 5);

    assertThat(hits.version()).isEqualTo(2);
    assertThat(hits.passages()).hasSize(1);
    Passage passage = hits.passages().getFirst();
    assertThat(passage.id()).isEqualTo("d1.0");
    assertThat(passage.documentId()).isEqualTo("d1");
    assertThat(passage.title()).isEqualTo("Manual");
    assertThat(passage.text()).isEqualTo("How to pay invoices.");
  }

  @Test
  void countsATitlesWordsMore() {
    Indexes indexes = open(null);
    shelf.put("acme", "d1", "Other", "Refunds are told about here, in some words.");
    shelf.put("acme", "d2", "Refunds", "It is told about here, in some more words.");

    assertThat(indexes.search("acme", "refund", null, 5).passages())
        .extracting(Passage::documentId)
        .containsExactly("d2", "d1");
  }

  @Test
  void takesQuestionsAsTextNeverAsSyntax() {
    Indexes indexes = open(null);
    shelf.put("acme", "d1", "Search", "Use AND, OR, NOT and title: in a search (with * or ?).");

    for (String question :
        List.of("title:x AND (", "\"", "a~2^", "*:*", "NOT", "the of and", "", " ", "\0\uD800")) {
      assertThat(indexes.search("acme", question, null, 5).version()).isEqualTo(1);
    }
    assertThat(indexes.search("acme", "-search +(use", null, 5).passages()).hasSize(1);
  }

  @Test
  void keepsTheRarestWordsOfALongQuestion() {
    Indexes indexes = open(null);
    String common = String.join(" ", IntStream.range(0, 200).mapToObj(i -> "common" + i).toList());
    shelf.put("acme", "d1", "", common);
    shelf.put("acme", "d2", "", common + " needle");

    assertThat(indexes.search("acme", common + " needle", null, 1).passages())
        .extracting(Passage::documentId)
        .containsExactly("d2");
  }

  @Test
  void findsByMeaningByWordsAndByBoth() {
    Indexes indexes = open("model");
    shelf.put(
        "acme",
        "d1",
        "",
        List.of("alpha", "beta", "gamma"),
        List.of(Vectors.axis(3, 0), Vectors.axis(3, 1), Vectors.axis(3, 2)));

    assertThat(texts(indexes.search("acme", null, Vectors.axis(3, 1), 1))).containsExactly("beta");
    assertThat(texts(indexes.search("acme", "gamma", null, 3))).containsExactly("gamma");
    assertThat(texts(indexes.search("acme", "gamma", Vectors.axis(3, 1), 2)))
        .containsExactly("gamma", "beta");
  }

  @Test
  void holdsVectorsOfManyDimensions() {
    Indexes indexes = open("wide");
    shelf.put(
        "acme",
        "d1",
        "",
        List.of("one", "two"),
        List.of(Vectors.axis(4_096, 0), Vectors.axis(4_096, 4_095)));

    assertThat(texts(indexes.search("acme", null, Vectors.axis(4_096, 4_095), 1)))
        .containsExactly("two");
  }

  @Test
  void refusesAQuestionsVectorOfOtherDimensions() {
    Indexes indexes = open("model");
    shelf.put("acme", "d1", "", List.of("one"), List.of(Vectors.axis(3, 0)));

    assertThatThrownBy(() -> indexes.search("acme", "one", Vectors.axis(4, 0), 1))
        .isInstanceOf(RetrievalException.class)
        .hasMessageContaining("3 dimensions");
  }

  @Test
  void findsAPassageWithoutAVectorByItsWords() {
    Indexes indexes = open("model");
    shelf.put("acme", "d1", "", List.of("one"), List.of(Vectors.axis(3, 0)));
    shelf.put("acme", "d2", "", "two");
    shelf.put("acme", "d3", "", List.of("three"), List.of(Vectors.axis(2, 0)));
    shelf.put("acme", "d4", "", List.of("four"), List.of(new float[] {Float.NaN, 0, 0}));

    assertThat(texts(indexes.search("acme", "two three four", Vectors.axis(3, 0), 5)))
        .containsExactlyInAnyOrder("one", "two", "three", "four");
  }

  @Test
  void forgetsADeletedDocumentAtOnce() {
    Indexes indexes = open(null);
    shelf.put("acme", "d1", "", "one word", "another word");
    shelf.put("acme", "d2", "", "third word");
    assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(3);

    shelf.store.delete("acme", "d1");

    assertThat(texts(indexes.search("acme", "word", null, 5))).containsExactly("third word");
  }

  @Test
  void goesByWhatItHasWhileItIsBehindButBringsNothingBack() {
    Indexes indexes =
        new Indexes(new IndexPlace.OnDisk(folder), shelf.store, null, 2, Duration.ZERO);
    opened.add(indexes);
    shelf.put("acme", "d1", "", "old word");
    shelf.put("acme", "d2", "", "kept word");
    indexes.catchUp("acme", LONG);
    CountDownLatch release = new CountDownLatch(1);
    assertThat(indexes.threads.run(() -> await(release))).isTrue();
    assertThat(indexes.threads.run(() -> await(release))).isTrue(); // Both of them are busy.
    shelf.store.delete("acme", "d1");
    shelf.put("acme", "d3", "", "new word");

    Hits behind = indexes.search("acme", "word", null, 5);
    release.countDown();
    indexes.catchUp("acme", LONG);

    assertThat(texts(behind)).containsExactly("kept word");
    assertThat(behind.version()).isEqualTo(2);
    assertThat(texts(indexes.search("acme", "word", null, 5)))
        .containsExactlyInAnyOrder("kept word", "new word");
  }

  private static void await(CountDownLatch release) {
    try {
      if (!release.await(LONG.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("never released");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void replacesADocumentThatIsMadeReadyAgain() {
    Indexes indexes = open(null);
    shelf.put("acme", "d1", "", "old word", "older word");
    assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(2);

    shelf.store.keepChunks("d1", List.of(new Chunk(0, "", "new word", null)));
    shelf.store.ready("d1", "another");

    assertThat(texts(indexes.search("acme", "word", null, 5))).containsExactly("new word");
  }

  @Test
  void knowsWhetherThereAreDocuments() {
    Indexes indexes = open(null);
    assertThat(indexes.hasDocuments("acme")).isFalse();

    shelf.put("acme", "d1", "", "word");
    indexes.catchUp("acme", LONG);
    assertThat(indexes.hasDocuments("acme")).isTrue();

    shelf.store.delete("acme", "d1");
    indexes.catchUp("acme", LONG);
    assertThat(indexes.hasDocuments("acme")).isFalse();
  }

  @Test
  void catchesUpWithWhatHappenedWhileItWasClosed() {
    Indexes first = open(null);
    shelf.put("acme", "d1", "", "first word");
    shelf.put("acme", "d2", "", "second word");
    first.catchUp("acme", LONG);
    first.close();
    shelf.store.delete("acme", "d1");
    shelf.put("acme", "d3", "", "third word");

    Indexes second = open(null);

    assertThat(second.catchUp("acme", LONG)).isEqualTo(4);
    assertThat(texts(second.search("acme", "word", null, 5)))
        .containsExactlyInAnyOrder("second word", "third word");
  }

  @Test
  void startsOverWhenTheModelChanges() {
    Indexes first = open("small");
    shelf.put("acme", "d1", "", List.of("one"), List.of(Vectors.axis(3, 0)));
    first.catchUp("acme", LONG);
    first.close();
    shelf.store.keepVectors("d1", "large", 0, List.of(Vectors.axis(5, 4)));

    Indexes second = open("large");
    second.catchUp("acme", LONG);

    assertThat(texts(second.search("acme", null, Vectors.axis(5, 4), 1))).containsExactly("one");
  }

  @Test
  void startsOverWhenTheFormatChanges() throws IOException {
    shelf.put("acme", "d1", "", List.of("one"), List.of(Vectors.axis(3, 0)));
    try (Directory directory = new IndexPlace.OnDisk(folder).open("acme")) {
      OldIndex.write(directory, new IndexState(1, "model", 3));
    }

    assertThat(texts(open("model").search("acme", null, Vectors.axis(3, 0), 5)))
        .containsExactly("one");
  }

  @Test
  void startsOverWhenTheStoreWasSetBack() {
    shelf.put("acme", "d1", "", "old word");
    shelf.put("acme", "d2", "", "lost word");
    Indexes first = open(null);
    first.catchUp("acme", LONG);
    first.close();

    Shelf restored = new Shelf();
    restored.put("acme", "d1", "", "old word");
    Indexes second = restored.patientIndexes(folder, null);
    opened.add(second);

    assertThat(second.catchUp("acme", LONG)).isEqualTo(1);
    assertThat(texts(second.search("acme", "word", null, 5))).containsExactly("old word");
  }

  @Test
  void neverLetsATenantsNameReachTheFileSystem() {
    Indexes indexes = open(null);
    shelf.put("../../etc", "d1", "", "word");

    assertThat(indexes.search("../../etc", "word", null, 5).passages()).hasSize(1);
    assertThat(folder.toFile().list()).hasSize(1).allMatch(name -> name.matches("[0-9a-f]{64}"));
  }

  @Test
  void closesWhatWasNotUsedForLongAndOpensItAgain() {
    Indexes indexes = shelf.patientIndexes(folder, null, 2);
    opened.add(indexes);
    for (int i = 0; i < 6; i++) {
      shelf.put("tenant" + i, "d" + i, "", "word " + i);
    }

    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 6; i++) {
        assertThat(texts(indexes.search("tenant" + i, "word", null, 5)))
            .containsExactly("word " + i);
      }
    }
  }

  @Test
  void closesAnIndexOnlyWhenNobodyReadsIt() throws Exception {
    shelf.put("acme", "d1", "", "word");
    IndexThreads threads = new IndexThreads();
    TenantIndex index =
        new TenantIndex("acme", "", new IndexPlace.OnDisk(folder), shelf.store, threads);
    index.catchUp(LONG);

    try (Snapshot snapshot = index.snapshot(1, LONG)) {
      index.closeNow();

      assertThat(index.snapshot()).isNull();
      assertThat(new PassageSearch(snapshot, "").find("word", null, 5)).hasSize(1);
    }
    threads.close();
  }

  @Test
  void endsASearchWhoseThreadIsInterruptedAndHarmsNothing() throws InterruptedException {
    Indexes indexes = open(null);
    shelf.put("acme", "d1", "", "word");
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

    for (int i = 0; i < 20; i++) {
      Thread.ofVirtual()
          .start(() -> {
            Thread.currentThread().interrupt();
            try {
              indexes.search("acme", "word", null, 5);
            } catch (RetrievalException e) {
              thrown.set(e);
            }
          })
          .join();
      assertThat(thrown.getAndSet(null)).hasMessage("The search was interrupted.");
    }

    assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(1);
  }

  @Test
  void keepsIndexesInMemoryWhenTold() {
    try (Indexes indexes = Indexes.inMemory(shelf.store, null)) {
      shelf.put("acme", "d1", "", "word");
      indexes.catchUp("acme", LONG);

      assertThat(indexes.search("acme", "word", null, 5).passages()).hasSize(1);
    }
  }
}
