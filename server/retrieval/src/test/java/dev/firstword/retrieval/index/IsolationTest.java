package dev.firstword.retrieval.index;

import static dev.firstword.relay.testing.Generators.integers;
import static dev.firstword.relay.testing.Generators.lists;
import static dev.firstword.relay.testing.Generators.of;
import static dev.firstword.relay.testing.Property.property;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.retrieval.Passage;
import dev.firstword.relay.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

/** Tenants find all of their own documents and no others, whatever is stored or deleted. */
final class IsolationTest {

  private static final int WORDS = 6;

  /** An action on a tenant's documents; few distinct words make all documents similar. */
  record Step(String tenant, boolean deletes, int word) {
    float[] vector() {
      return TestVectors.axis(WORDS, word);
    }
  }

  @Test
  void findsTheTenantsOwnDocumentsAndNoOthers() {
    property(60)
        .withShrinkCycles(200)
        .forAll(lists(steps(), 1, 12))
        .checkAssert(IsolationTest::assertIsolated);
  }

  private static void assertIsolated(List<Step> steps) {
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

  private static Gen<Step> steps() {
    return of("acme", "ACME", "acme/", "../acme", "", "ä")
        .zip(of(false, false, true), integers(0, WORDS - 1), Step::new);
  }
}
