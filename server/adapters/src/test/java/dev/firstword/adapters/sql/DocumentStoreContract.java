package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.Document;
import dev.firstword.retrieval.document.Document.State;
import dev.firstword.retrieval.document.DocumentStore;
import dev.firstword.retrieval.document.DocumentStore.AddResult;
import dev.firstword.retrieval.document.DocumentStore.ClaimedDocument;
import dev.firstword.retrieval.document.DocumentStore.DocumentChange;
import dev.firstword.retrieval.document.DocumentStore.NewDocument;
import dev.firstword.retrieval.document.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The contract of every {@link DocumentStore}. */
abstract class DocumentStoreContract {

  private static final String MODEL = "model";

  abstract Storage storage();

  DocumentStore documents() {
    return storage().documents();
  }

  @Test
  void isFoundByItsTenantAlone() {
    add("doc_1");

    Document document = documents().find("acme", "doc_1").orElseThrow();
    assertThat(document)
        .isEqualTo(
            new Document(
                "doc_1",
                "Title of doc_1",
                "https://example.com/doc_1",
                MediaType.MARKDOWN,
                5,
                State.PROCESSING,
                0,
                null,
                null,
                1));
    assertThat(documents().find("other", "doc_1")).isEmpty();
    assertThat(documents().list("other", null, 10)).isEmpty();
    assertThat(documents().delete("other", "doc_1")).isFalse();
    assertThat(documents().content("doc_1").orElseThrow()).isEqualTo("hello".getBytes(UTF_8));
  }

  @Test
  void deduplicatesPerTenant() {
    AddResult first = documents().add(document("doc_1", "acme", "same", 1));
    AddResult second = documents().add(document("doc_2", "acme", "same", 2));
    AddResult elsewhere = documents().add(document("doc_3", "other", "same", 3));

    assertThat(first.isNew()).isTrue();
    assertThat(second.isNew()).isFalse();
    assertThat(second.document().id()).isEqualTo("doc_1");
    assertThat(elsewhere.isNew()).isTrue();
    assertThat(documents().find("acme", "doc_2")).isEmpty();
  }

  @Test
  void acceptsADuplicateOfAFailedOrDeletedDocument() {
    documents().add(document("doc_1", "acme", "same", 1));
    documents().markFailed("doc_1", "Nothing can be read.");
    assertThat(documents().add(document("doc_2", "acme", "same", 2)).isNew()).isTrue();

    documents().delete("acme", "doc_2");

    assertThat(documents().add(document("doc_3", "acme", "same", 3)).isNew()).isTrue();
    assertThat(documents().find("acme", "doc_1").orElseThrow().failure())
        .isEqualTo("Nothing can be read.");
  }

  @Test
  void deduplicatesConcurrentAdditions() throws Exception {
    List<AddResult> kept = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AddResult>> asked =
          IntStream.range(0, 8)
              .mapToObj(i ->
                  threads.submit(() -> documents().add(document("doc_" + i, "acme", "same", 1))))
              .toList();
      for (Future<AddResult> one : asked) {
        kept.add(one.get());
      }
    }

    assertThat(kept).filteredOn(AddResult::isNew).hasSize(1);
    assertThat(kept).extracting(one -> one.document().id()).containsOnly(newOne(kept));
  }

  private static String newOne(List<AddResult> kept) {
    return kept.stream().filter(AddResult::isNew).findFirst().orElseThrow().document().id();
  }

  @Test
  void listsTheNewestFirstAPageAtATime() {
    documents().add(document("doc_a", "acme", "a", 1));
    documents().add(document("doc_b", "acme", "b", 2));
    documents().add(document("doc_c", "acme", "c", 2));
    documents().add(document("doc_d", "acme", "d", 4));
    documents().delete("acme", "doc_d");

    assertThat(ids(documents().list("acme", null, 2))).containsExactly("doc_c", "doc_b");
    assertThat(ids(documents().list("acme", "doc_c", 9))).containsExactly("doc_b", "doc_a");
    assertThat(ids(documents().list("acme", "doc_unknown", 9))).isEmpty();
  }

  private static List<String> ids(List<Document> documents) {
    return documents.stream().map(Document::id).toList();
  }

  @Test
  void returnsVectorsOfTheRequestedModelOnly() {
    add("doc_1");
    documents().saveChunks("doc_1", chunks("one", "two", "three"));
    float[] first = {0.6f, -0.8f};
    float[] second = {Float.MIN_VALUE, 1};

    documents().saveVectors("doc_1", MODEL, 1, List.of(first, second));

    List<Chunk> kept = documents().chunks("doc_1", MODEL);
    assertThat(kept).extracting(Chunk::text).containsExactly("one", "two", "three");
    assertThat(kept).extracting(Chunk::heading).containsOnly("Guide › Leave");
    assertThat(kept).extracting(Chunk::vector).containsExactly(null, first, second);
    assertThat(documents().chunks("doc_1", "another"))
        .extracting(Chunk::vector)
        .containsOnlyNulls();
    assertThat(documents().chunks("doc_1", null)).extracting(Chunk::vector).containsOnlyNulls();
    assertThat(documents().find("acme", "doc_1").orElseThrow().passages()).isEqualTo(3);
  }

  @Test
  void replacesChunks() {
    add("doc_1");
    documents().saveChunks("doc_1", chunks("one", "two"));

    documents().saveChunks("doc_1", chunks("other"));

    assertThat(documents().chunks("doc_1", null)).extracting(Chunk::text).containsExactly("other");
  }

  @Test
  void incrementsTheTenantsVersionWithEachChange() {
    add("doc_1");
    documents().add(document("doc_2", "other", "d", 1));
    assertThat(documents().version("acme")).isZero();

    assertThat(documents().markReady("doc_1", null)).isTrue();
    assertThat(documents().markReady("doc_1", null)).as("repeated").isTrue();
    assertThat(documents().version("acme")).isEqualTo(1);
    documents().markReady("doc_1", MODEL);
    assertThat(documents().version("acme")).isEqualTo(2);
    assertThat(documents().find("acme", "doc_1").orElseThrow().embeddedBy()).isEqualTo(MODEL);
    documents().delete("acme", "doc_1");
    assertThat(documents().version("acme")).isEqualTo(3);

    assertThat(documents().version("other")).isZero();
  }

  @Test
  void listsOnlyTheNewestChangeOfEachDocument() {
    add("doc_1");
    add("doc_2");
    add("doc_3");
    documents().markReady("doc_1", null);
    documents().markReady("doc_2", null);
    documents().markReady("doc_1", MODEL);
    documents().delete("acme", "doc_2");

    DocumentChange changed = change(3, "doc_1");
    DocumentChange gone = new DocumentChange(4, "doc_2", "", "", true);
    assertThat(documents().changesAfter("acme", 0, 10)).containsExactly(changed, gone);
    assertThat(documents().changesAfter("acme", 0, 1)).containsExactly(changed);
    assertThat(documents().changesAfter("acme", 3, 10)).containsExactly(gone);
    assertThat(documents().changesAfter("acme", 4, 10)).isEmpty();
    assertThat(documents().changesAfter("other", 0, 10)).isEmpty();
  }

  private static DocumentChange change(long version, String id) {
    return new DocumentChange(version, id, "Title of " + id, "https://example.com/" + id, false);
  }

  @Test
  void concurrentChangesGetDistinctVersions() throws Exception {
    List<String> ids = IntStream.range(0, 12).mapToObj(i -> "doc_" + i).toList();
    ids.forEach(this::add);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> made =
          ids.stream().map(id -> threads.submit(() -> documents().markReady(id, null))).toList();
      for (Future<Boolean> one : made) {
        assertThat(one.get()).isTrue();
      }
    }

    assertThat(documents().changesAfter("acme", 0, 100))
        .extracting(DocumentChange::version)
        .isEqualTo(LongStream.rangeClosed(1, 12).boxed().toList());
  }

  @Test
  void keepsNothingOfADeletedDocument() {
    add("doc_1");
    documents().saveChunks("doc_1", chunks("one"));

    assertThat(documents().delete("acme", "doc_1")).isTrue();
    assertThat(documents().delete("acme", "doc_1")).isFalse();

    assertThat(documents().find("acme", "doc_1")).isEmpty();
    assertThat(documents().content("doc_1")).isEmpty();
    assertThat(documents().chunks("doc_1", null)).isEmpty();
    assertThat(documents().markReady("doc_1", null)).isFalse();
    documents().saveChunks("doc_1", chunks("late"));
    documents().saveVectors("doc_1", MODEL, 0, List.of(new float[] {1}));
    documents().markFailed("doc_1", "late");
    assertThat(documents().chunks("doc_1", null)).isEmpty();
    assertThat(documents().claim(100, 200, MODEL)).isEmpty();
  }

  @Test
  void aClaimIsExclusiveUntilItExpires() throws Exception {
    add("doc_1");

    List<Optional<ClaimedDocument>> claims = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<ClaimedDocument>>> asked =
          IntStream.range(0, 8)
              .mapToObj(_ -> threads.submit(() -> documents().claim(10, 100, null)))
              .toList();
      for (Future<Optional<ClaimedDocument>> one : asked) {
        claims.add(one.get());
      }
    }

    assertThat(claims.stream().flatMap(Optional::stream))
        .containsExactly(
            new ClaimedDocument(
                "acme", "doc_1", "Title of doc_1", MediaType.MARKDOWN, 5, false, 0));
    assertThat(documents().claim(99, 200, null)).isEmpty();
    documents().extendClaim("doc_1", 150);
    assertThat(documents().claim(149, 200, null)).isEmpty();
    assertThat(documents().claim(150, 200, null)).isPresent();
  }

  @Test
  void aPostponedDocumentIsClaimableWhenDue() {
    add("doc_1");
    documents().claim(10, 100, null);

    documents().postpone("doc_1", 50);

    assertThat(documents().claim(49, 100, null)).isEmpty();
    assertThat(documents().claim(50, 100, null).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void countsAnAttemptUntilItIsCancelledOrHasChunks() {
    add("doc_1");

    documents().beginReading("doc_1");
    documents().beginReading("doc_1");
    assertThat(documents().claim(1, 2, null).orElseThrow().attempts()).isEqualTo(2);
    documents().cancelReading("doc_1");
    assertThat(documents().claim(2, 3, null).orElseThrow().attempts()).isEqualTo(1);
    documents().saveChunks("doc_1", chunks("one"));

    assertThat(documents().claim(3, 4, null).orElseThrow().attempts()).isZero();
  }

  @Test
  void claimsTheOldestFirstAndReadyDocumentsLast() {
    documents().add(document("doc_ready", "acme", "0", 1));
    documents().markReady("doc_ready", "another");
    documents().add(document("doc_new", "acme", "1", 3));
    documents().add(document("doc_old", "other", "2", 2));
    documents().add(document("doc_broken", "acme", "3", 1));
    documents().markFailed("doc_broken", "Broken.");

    assertThat(claimAll(MODEL)).containsExactly("doc_old", "doc_new", "doc_ready");
  }

  @Test
  void claimsNoDocumentOfAnExcludedTenant() {
    documents().add(document("doc_1", "acme", "1", 1));
    documents().add(document("doc_2", "other", "2", 2));

    assertThat(documents().claim(10, 20, null, Set.of("acme")).orElseThrow().documentId())
        .isEqualTo("doc_2");
    assertThat(documents().claim(10, 20, null, Set.of("acme", "other"))).isEmpty();
  }

  @Test
  void claimsAReadyDocumentOnlyForAnotherModel() {
    add("doc_1");
    documents().markReady("doc_1", MODEL);

    assertThat(claimAll(null)).isEmpty();
    assertThat(claimAll(MODEL)).isEmpty();
    assertThat(documents().claim(10, 20, "another").orElseThrow().isReady()).isTrue();
  }

  private List<String> claimAll(@Nullable String model) {
    List<String> ids = new ArrayList<>();
    for (Optional<ClaimedDocument> next = documents().claim(10, 20, model);
        next.isPresent();
        next = documents().claim(10, 20, model)) {
      ids.add(next.get().documentId());
    }
    return ids;
  }

  @Test
  void countsProcessingDocuments() {
    add("doc_1");
    add("doc_2");
    add("doc_3");
    documents().markReady("doc_1", null);
    documents().markFailed("doc_2", "Broken.");

    assertThat(documents().countProcessing("acme")).isEqualTo(1);
    assertThat(documents().countProcessing("other")).isZero();
  }

  @Test
  void deletesADocumentWithTheLastUserWhoUploadedIt() {
    add("doc_1");
    add("doc_2");
    documents().add(upload("bob", "doc_3", "doc_2"));

    int deletedOfAda = documents().deleteUploadsOf("acme", "ada");

    assertThat(deletedOfAda).isEqualTo(1);
    assertThat(documents().list("acme", null, 10))
        .extracting(Document::id)
        .containsExactly("doc_2");
    assertThat(documents().deleteUploadsOf("acme", "bob")).isEqualTo(1);
    assertThat(documents().list("acme", null, 10)).isEmpty();
  }

  private static NewDocument upload(String owner, String id, String digest) {
    NewDocument same = document(id, "acme", digest, 1);
    return new NewDocument(
        id,
        "acme",
        owner,
        same.title(),
        same.source(),
        same.mediaType(),
        same.content(),
        digest,
        1);
  }

  void add(String id) {
    assertThat(documents().add(document(id, "acme", id, 1)).isNew()).isTrue();
  }

  private static NewDocument document(String id, String tenant, String digest, long createdAtMs) {
    return new NewDocument(
        id,
        tenant,
        "ada",
        "Title of " + id,
        "https://example.com/" + id,
        MediaType.MARKDOWN,
        "hello".getBytes(UTF_8),
        digest,
        createdAtMs);
  }

  private static List<Chunk> chunks(String... texts) {
    return IntStream.range(0, texts.length)
        .mapToObj(i -> new Chunk(i, "Guide › Leave", texts[i], null))
        .toList();
  }
}
