package dev.firstword.retrieval;

import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.adapters.sql.SqliteStorage;
import dev.firstword.core.retrieval.Passage;
import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.core.retrieval.SearchResult;
import dev.firstword.relay.time.Clock;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.DocumentStore.NewDocument;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionLimits;
import dev.firstword.retrieval.extraction.IsolatedExtractor;
import dev.firstword.retrieval.index.TenantIndexes;
import dev.firstword.retrieval.model.BatchingEmbedder;
import dev.firstword.retrieval.model.RerankingModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.quicktheories.api.Pair;
import org.quicktheories.core.Gen;
import org.quicktheories.generators.Generate;

/** Retrieval over real indexes and a real store, with models in memory. */
final class RetrieverTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  /** A retriever with all its dependencies. */
  private static final class Fixture implements AutoCloseable {
    final ManualClock clock = new ManualClock();
    final SqliteStorage storage = SqliteStorage.inMemory();
    final DocumentStore store = storage.documents();
    final BagOfWordsModel model = new BagOfWordsModel("small");
    final IsolatedExtractor extractor = new IsolatedExtractor(ExtractionLimits.DEFAULTS, clock);
    final DocumentIngester ingester =
        new DocumentIngester(store, model, extractor, 1, clock, _ -> {});
    final TenantIndexes indexes = TenantIndexes.inMemory(store, model.name(), Clock.system());
    final BatchingEmbedder embedder = new BatchingEmbedder(model, LONG);
    final Retriever retriever =
        new Retriever(
            indexes, store, embedder, new LengthRerankingModel(), SharedEmbeddingCache.NONE, 0.95);
    private int added;

    /** Adds a document and waits until it is searchable. */
    String add(String tenant, String text) {
      String id = "doc_" + ++added;
      store.add(
          new NewDocument(
              id, tenant, "ada", "Title", "", MediaType.TEXT, text.getBytes(UTF_8), id, added));
      while (ingester.processNext()) {
        clock.advance(Duration.ofMillis(1));
      }
      indexes.catchUp(tenant, LONG);
      return id;
    }

    /** Does what a turn does, from embedding the question to caching the result. */
    SearchResult ask(String tenant, String question) {
      float[] vector = retriever.embed(tenant, question, null);
      SearchResult found = retriever.search(tenant, question, vector, 5);
      retriever.cache(tenant, question, vector, found);
      return found;
    }

    @Override
    public void close() {
      extractor.close();
      embedder.close();
      indexes.close();
      storage.close();
    }
  }

  /** Scores longer texts higher. */
  private static final class LengthRerankingModel implements RerankingModel {
    @Override
    public String name() {
      return "lengths";
    }

    @Override
    public double[] scores(String question, List<String> texts, @Nullable String traceparent) {
      return texts.stream().mapToDouble(String::length).toArray();
    }
  }

  @Test
  void findsByMeaningAndByWords() {
    try (Fixture fixture = new Fixture()) {
      String leave = fixture.add("acme", "Everybody has 25 days of vacation.");
      fixture.add("acme", "Printers need paper.");
      float[] vector = fixture.retriever.embed("acme", "vacation days", null);

      SearchResult both = fixture.retriever.search("acme", "vacation days", vector, 1);
      SearchResult words = fixture.retriever.search("acme", "vacation days", null, 1);

      assertThat(both.passages()).extracting(Passage::documentId).containsExactly(leave);
      assertThat(words.passages()).extracting(Passage::documentId).containsExactly(leave);
      assertThat(both.version()).isEqualTo(2);
      assertThat(fixture.retriever.hasDocuments("acme")).isTrue();
      assertThat(fixture.retriever.hasDocuments("other")).isFalse();
    }
  }

  @Test
  void cachesNothingUnlessAsked() {
    try (Fixture fixture = new Fixture()) {
      fixture.add("acme", "Everybody has 25 days of vacation.");

      float[] vector = fixture.retriever.embed("acme", "vacation", null);
      fixture.retriever.search("acme", "vacation", vector, 5);
      fixture.retriever.embed("acme", "vacation", null);

      assertThat(fixture.retriever.search("acme", "vacation", vector, 5).reused()).isFalse();
      assertThat(fixture.retriever.cacheStats()).isEqualTo(new RetrievalCacheStats(0, 0, 2, 0, 0));
    }
  }

  @Test
  void reusesCachedResultsUntilADocumentChanges() {
    try (Fixture fixture = new Fixture()) {
      fixture.add("acme", "Everybody has 25 days of vacation.");
      SearchResult first = fixture.ask("acme", "vacation days");

      SearchResult again = fixture.ask("acme", " vacation  days ");
      assertThat(again.reused()).isTrue();
      assertThat(again.passages()).isEqualTo(first.passages());
      assertThat(fixture.retriever.cacheStats()).isEqualTo(new RetrievalCacheStats(1, 0, 1, 1, 0));

      String newest = fixture.add("acme", "Vacation days are 26 now.");
      assertThat(fixture.ask("acme", "vacation days").passages())
          .extracting(Passage::documentId)
          .contains(newest);

      fixture.store.delete("acme", newest);
      assertThat(fixture.ask("acme", "vacation days").passages())
          .extracting(Passage::documentId)
          .doesNotContain(newest);
    }
  }

  @Test
  void ranksPassagesByTheModelsScores() {
    try (Fixture fixture = new Fixture()) {
      Passage brief = new Passage("1", "d", "Title", "", "", "Short.", 0.9);
      Passage lengthy = new Passage("2", "d", "Title", "", "", "Much longer than that.", 0.1);

      List<Passage> reranked = fixture.retriever.rerank("q", List.of(brief, lengthy), null);

      assertThat(reranked).extracting(Passage::id).containsExactly("2", "1");
      assertThat(reranked.getFirst().score()).isGreaterThan(reranked.getLast().score());
    }
  }

  @Test
  void cannotEmbedWithoutAModel() {
    try (Fixture fixture = new Fixture()) {
      Retriever lexical =
          new Retriever(
              fixture.indexes, fixture.store, null, null, SharedEmbeddingCache.NONE, 0.95);

      assertThat(lexical.hasEmbeddingModel()).isFalse();
      assertThat(lexical.hasRerankingModel()).isFalse();
      assertThatExceptionOfType(RetrievalException.class)
          .isThrownBy(() -> lexical.embed("acme", "vacation", null));
    }
  }

  /** An action of a tenant. */
  sealed interface Step {
    String tenant();

    record Add(String tenant, String text) implements Step {}

    record Ask(String tenant, String question) implements Step {}

    record DeleteOldest(String tenant) implements Step {}
  }

  /** Tenants share a small vocabulary, which makes collisions between them likely. */
  private static Gen<Step> steps() {
    Gen<String> tenants = of("acme", "other", "third", "ACME", "acme ");
    Gen<String> words =
        lists(of("vacation", "days", "paper", "printer", "travel", "costs"), 1, 4)
            .map(some -> String.join(" ", some));
    return Generate.frequency(
        Pair.of(3, tenants.zip(words, Step.Add::new)),
        Pair.of(6, tenants.zip(words, Step.Ask::new)),
        Pair.of(1, tenants.map(Step.DeleteOldest::new)));
  }

  @Test
  void isolatesTenants() {
    property(40)
        .withShrinkCycles(100)
        .forAll(lists(steps(), 5, 25))
        .checkAssert(RetrieverTest::assertTenantsAreIsolated);
  }

  private static void assertTenantsAreIsolated(List<Step> steps) {
    try (Fixture fixture = new Fixture()) {
      Map<String, List<String>> documents = new HashMap<>();
      Map<String, Set<String>> asked = new HashMap<>();
      for (Step step : steps) {
        List<String> own = documents.computeIfAbsent(step.tenant(), _ -> new ArrayList<>());
        switch (step) {
          case Step.Add add -> own.add(fixture.add(add.tenant(), add.text()));
          case Step.DeleteOldest delete -> {
            if (!own.isEmpty()) {
              fixture.store.delete(delete.tenant(), own.removeFirst());
            }
          }
          case Step.Ask ask -> {
            boolean isNew =
                asked.computeIfAbsent(ask.tenant(), _ -> new HashSet<>()).add(ask.question());
            long made = fixture.retriever.cacheStats().vectorMisses();

            SearchResult found = fixture.ask(ask.tenant(), ask.question());

            assertThat(found.passages()).extracting(Passage::documentId).isSubsetOf(own);
            assertThat(found.passages().isEmpty()).isEqualTo(own.isEmpty());
            assertThat(found.version()).isEqualTo(fixture.store.version(ask.tenant()));
            assertThat(fixture.retriever.cacheStats().vectorMisses() - made)
                .as("a vector is made for each tenant's new question")
                .isEqualTo(isNew ? 1 : 0);
          }
        }
      }
    }
  }
}
