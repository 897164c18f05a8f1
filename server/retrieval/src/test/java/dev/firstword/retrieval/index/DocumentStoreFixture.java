package dev.firstword.retrieval.index;

import dev.firstword.relay.time.Clock;
import dev.firstword.retrieval.InMemoryDocumentStore;
import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.DocumentStore.NewDocument;
import dev.firstword.retrieval.document.MediaType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store to which documents are added as if they had been ingested. */
final class DocumentStoreFixture {

  final InMemoryDocumentStore store = new InMemoryDocumentStore();

  /** Opens indexes whose searches wait long enough to be up to date on a busy machine. */
  TenantIndexes openIndexes(Path folder, @Nullable String model) {
    return openIndexes(folder, model, 64);
  }

  TenantIndexes openIndexes(Path folder, @Nullable String model, int maxOpen) {
    return new TenantIndexes(
        new IndexLocation.OnDisk(folder),
        store,
        model,
        maxOpen,
        Duration.ofSeconds(30),
        Clock.system());
  }

  /** Adds a document whose chunks are searchable by words. */
  void put(String tenant, String id, String title, String... texts) {
    put(tenant, id, title, List.of(texts), null);
  }

  /**
   * Adds a document whose chunks may have vectors.
   *
   * @param vectors one for each text
   */
  void put(
      String tenant, String id, String title, List<String> texts, @Nullable List<float[]> vectors) {
    store.add(new NewDocument(id, tenant, "ada", title, "", MediaType.TEXT, new byte[0], id, 0));
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      chunks.add(new Chunk(i, "", texts.get(i), vectors == null ? null : vectors.get(i)));
    }
    store.saveChunks(id, chunks);
    store.markReady(id, null);
  }
}
