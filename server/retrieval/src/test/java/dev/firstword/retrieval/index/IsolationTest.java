package dev.firstword.retrieval.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tenants find all of their own documents and no others, whatever is stored or deleted. */
final class IsolationTest {

  private static final int WORDS = 6;

  /** An action on a tenant's documents; few distinct words make all documents similar. */
  record Step(String tenant, boolean deletes, int word) {
    float[] vector() {
      return TestVectors.axis(WORDS, word);
    }
  }

  @Property(tries = 60)
  void findsTheTenantsOwnDocumentsAndNoOthers(@ForAll("steps") List<Step> steps) {
    DocumentStoreFixture documents = new DocumentStoreFixture();
    Map<String, Set<String>> kept = new HashMap<>();
    try (TenantIndexes indexes =
        new TenantIndexes(
            new IndexLocation.InMemory(),
            documents.store,
            "model",
            2,
            Duration.ofSeconds(30),
            Clock.system())) {
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        Set<String> own = kept.computeIfAbsent(step.tenant(), _ -> new HashSet<>());
        if (step.deletes() && !own.isEmpty()) {
          String gone = own.iterator().next();
          own.remove(gone);
          documents.store.delete(step.tenant(), gone);
        } else {
          String id = "d" + i;
          own.add(id);
          String text = "word" + step.word() + " of everybody";
          documents.put(step.tenant(), id, "Title", List.of(text), List.of(step.vector()));
        }
        for (String tenant : kept.keySet()) {
          Hits hits = indexes.search(tenant, "everybody", step.vector(), 100);

          assertThat(hits.passages())
              .extracting(Passage::documentId)
              .containsExactlyInAnyOrderElementsOf(kept.getOrDefault(tenant, Set.of()));
        }
      }
    }
  }

  @Provide
  static Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("acme", "ACME", "acme/", "../acme", "", "ä"),
            Arbitraries.of(false, false, true),
            Arbitraries.integers().between(0, WORDS - 1))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }
}
