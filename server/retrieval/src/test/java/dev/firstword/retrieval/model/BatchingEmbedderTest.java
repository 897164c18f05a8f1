package dev.firstword.retrieval.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.core.retrieval.RetrievalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BatchingEmbedderTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final BlockingModel model = new BlockingModel();

  /** A model that responds when the test allows it; each vector identifies its text. */
  private static final class BlockingModel implements EmbeddingModel {
    final List<List<String>> calls = new CopyOnWriteArrayList<>();
    final List<List<String>> interrupted = new CopyOnWriteArrayList<>();
    final Semaphore answers = new Semaphore(0);
    volatile String rejectedText = "";

    @Override
    public String name() {
      return "held";
    }

    @Override
    public List<float[]> embed(List<String> texts, @Nullable String traceparent) {
      calls.add(texts);
      try {
        answers.acquire();
      } catch (InterruptedException _) {
        interrupted.add(texts);
        Thread.currentThread().interrupt();
        throw new RetrievalException("interrupted");
      }
      if (texts.contains(rejectedText)) {
        throw new RetrievalException("can't be read", 400, null);
      }
      return texts.stream().map(text -> new float[] {Float.parseFloat(text)}).toList();
    }
  }

  /** A call of the embedder on its own thread. */
  private record EmbedCall(Thread thread, FutureTask<float[]> vector) {
    static EmbedCall start(BatchingEmbedder embedder, String text) {
      return start(embedder, "acme", text);
    }

    static EmbedCall start(BatchingEmbedder embedder, String tenant, String text) {
      FutureTask<float[]> vector = new FutureTask<>(() -> embedder.embed(tenant, text, null));
      return new EmbedCall(Thread.ofVirtual().start(vector), vector);
    }
  }

  @Test
  void callsImmediatelyWhileFewCallsAreActive() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, LONG);

    EmbedCall.start(embedder, "1");
    awaitCalls(1);
    EmbedCall.start(embedder, "2");
    awaitCalls(2);

    assertThat(model.calls).containsExactly(List.of("1"), List.of("2"));
  }

  @Test
  void batchesConcurrentRequests() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, LONG);
    List<EmbedCall> callers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      callers.add(EmbedCall.start(embedder, Integer.toString(i)));
    }
    Awaitility.await().until(() -> callers.stream().allMatch(one -> isWaiting(one.thread())));

    model.answers.release(1_000);

    for (int i = 0; i < 200; i++) {
      assertThat(callers.get(i).vector().get()).containsExactly(i);
    }
    assertThat(model.calls.size()).isLessThanOrEqualTo(8 + 4 + 8);
    assertThat(model.calls).allSatisfy(call -> assertThat(call.size()).isLessThanOrEqualTo(64));
    assertThat(model.calls.stream().mapToInt(List::size).sum()).isEqualTo(200);
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  @Test
  void anAbandonedRequestLeavesItsBatchRunning() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    List<EmbedCall> batch = startOneCallAndABatch(embedder);

    batch.get(0).thread().interrupt();
    awaitDone(batch.get(0));
    model.answers.release();

    assertThat(batch.get(1).vector().get()).containsExactly(3);
    assertThat(model.interrupted).isEmpty();
  }

  @Test
  void interruptsABatchThatAllCallersAbandoned() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    List<EmbedCall> batch = startOneCallAndABatch(embedder);

    batch.forEach(one -> one.thread().interrupt());
    batch.forEach(BatchingEmbedderTest::awaitDone);

    Awaitility.await().until(() -> !model.interrupted.isEmpty());
    assertThat(model.interrupted).containsExactly(List.of("2", "3"));
  }

  @Test
  void continuesAfterAnInterruptedBatch() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    EmbedCall first = EmbedCall.start(embedder, "1");
    awaitCalls(1);
    first.thread().interrupt();
    awaitDone(first);

    EmbedCall second = EmbedCall.start(embedder, "2");
    model.answers.release();

    assertThat(second.vector().get()).containsExactly(2);
  }

  @Test
  void anInvalidTextFailsAlone() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    model.rejectedText = "2";
    List<EmbedCall> batch = startOneCallAndABatch(embedder);

    model.answers.release(10);

    assertThat(batch.get(1).vector().get()).containsExactly(3);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> batch.get(0).vector().get())
        .withMessageContaining("can't be read");
  }

  @Test
  void timesOut() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, Duration.ofMillis(100));

    assertThatExceptionOfType(RetrievalException.class)
        .isThrownBy(() -> embedder.embed("acme", "1", null))
        .withMessageContaining("timed out");
    // On a busy machine the call may not have started yet; it must not start later either.
    Awaitility.await().until(() -> model.interrupted.equals(model.calls));
  }

  @Test
  void theNextBatchHasAQuestionOfEachTenantThatWaits() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    EmbedCall.start(embedder, "1");
    awaitCalls(1);
    List<EmbedCall> queue = new ArrayList<>();
    for (int i = 0; i < 2 * BatchingEmbedder.MAX_BATCH_SIZE; i++) {
      queue.add(EmbedCall.start(embedder, "flooding", "2"));
    }
    Awaitility.await().until(() -> queue.stream().allMatch(one -> isWaiting(one.thread())));
    EmbedCall other = EmbedCall.start(embedder, "other", "3");
    Awaitility.await().until(() -> isWaiting(other.thread()));

    model.answers.release();
    awaitCalls(2);

    assertThat(model.calls.get(1)).hasSize(BatchingEmbedder.MAX_BATCH_SIZE).contains("3");
    model.answers.release(10);
  }

  @Test
  void rejectsRequestsWhenTheQueueOfTheirTenantIsFull() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    EmbedCall.start(embedder, "1");
    awaitCalls(1);
    List<EmbedCall> queue = new ArrayList<>();
    for (int i = 0; i < BatchingEmbedder.MAX_QUEUE_SIZE_OF_TENANT; i++) {
      queue.add(EmbedCall.start(embedder, "2"));
    }
    Awaitility.await().until(() -> queue.stream().allMatch(one -> isWaiting(one.thread())));

    assertThatExceptionOfType(RetrievalException.class)
        .isThrownBy(() -> embedder.embed("acme", "3", null))
        .withMessageContaining("too many questions");
    EmbedCall other = EmbedCall.start(embedder, "other", "4");
    Awaitility.await().until(() -> isWaiting(other.thread()));
    other.thread().interrupt();
    queue.forEach(one -> one.thread().interrupt());
  }

  /** Starts a call with "1"; "2" and "3" share the next call, which then starts too. */
  private List<EmbedCall> startOneCallAndABatch(BatchingEmbedder embedder) {
    EmbedCall.start(embedder, "1");
    awaitCalls(1);
    List<EmbedCall> batch = new ArrayList<>();
    for (String text : List.of("2", "3")) {
      EmbedCall caller = EmbedCall.start(embedder, text);
      Awaitility.await().until(() -> isWaiting(caller.thread()));
      batch.add(caller);
    }
    model.answers.release();
    awaitCalls(2);
    return batch;
  }

  private static void awaitDone(EmbedCall caller) {
    Awaitility.await().until(() -> caller.vector().isDone());
  }

  private void awaitCalls(int count) {
    Awaitility.await().until(() -> model.calls.size() >= count);
  }
}
