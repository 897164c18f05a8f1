package dev.firstword.retrieval.index;

import dev.firstword.retrieval.Chunk;
import dev.firstword.retrieval.DocumentStore.NewDocument;
import dev.firstword.retrieval.InMemoryDocumentStore;
import dev.firstword.retrieval.MediaType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that documents are put into as if they had been read and embedded. */
final class Shelf {

  final InMemoryDocumentStore store = new InMemoryDocumentStore();

  /** Indexes whose searches wait for everything that is stored, as a busy machine may be slow. */
  Indexes patientIndexes(Path folder, @Nullable String model) {
    return patientIndexes(folder, model, 64);
  }

  Indexes patientIndexes(Path folder, @Nullable String model, int mostOpen) {
    return new Indexes(
        new IndexPlace.OnDisk(folder), store, model, mostOpen, Duration.ofSeconds(30));
  }

  /** A document whose pieces are found by their words. */
  void put(String tenant, String id, String title, String... texts) {
    put(tenant, id, title, List.of(texts), null);
  }

  /**
   * A document whose pieces may have vectors.
   *
   * @param vectors one for each text
   */
  void put(
      String tenant, String id, String title, List<String> texts, @Nullable List<float[]> vectors) {
    store.add(new NewDocument(id, tenant, title, "", MediaType.TEXT, new byte[0], id, 0));
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      chunks.add(new Chunk(i, "", texts.get(i), vectors == null ? null : vectors.get(i)));
    }
    store.keepChunks(id, chunks);
    store.ready(id, null);
  }
}
