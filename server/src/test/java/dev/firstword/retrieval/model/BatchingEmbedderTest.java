package dev.firstword.retrieval.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.firstword.retrieval.RetrievalException;
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

  private final HeldModel model = new HeldModel();

  /** A model that answers when it is told to; each vector tells which text it is of. */
  private static final class HeldModel implements EmbeddingModel {
    final List<List<String>> calls = new CopyOnWriteArrayList<>();
    final List<List<String>> interrupted = new CopyOnWriteArrayList<>();
    final Semaphore answers = new Semaphore(0);
    volatile String unreadable = "";

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
      if (texts.contains(unreadable)) {
        throw new RetrievalException("can't be read", 400, null);
      }
      return texts.stream().map(text -> new float[] {Float.parseFloat(text)}).toList();
    }
  }

  /** Somebody who asks. */
  private record Caller(Thread thread, FutureTask<float[]> vector) {
    static Caller asking(BatchingEmbedder embedder, String text) {
      FutureTask<float[]> vector = new FutureTask<>(() -> embedder.embed(text, null));
      return new Caller(Thread.ofVirtual().start(vector), vector);
    }
  }

  @Test
  void asksAtOnceWhileFewCallsAreUnderWay() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, LONG);

    Caller.asking(embedder, "1");
    awaitCalls(1);
    Caller.asking(embedder, "2");
    awaitCalls(2);

    assertThat(model.calls).containsExactly(List.of("1"), List.of("2"));
  }

  @Test
  void twoHundredAtOnceMakeFewCallsAndEachGetsItsOwn() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, LONG);
    List<Caller> callers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      callers.add(Caller.asking(embedder, Integer.toString(i)));
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
  void whoLeavesABatchDoesNotHurtTheOthers() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    List<Caller> batch = oneCallAndABatch(embedder);

    batch.get(0).thread().interrupt();
    left(batch.get(0));
    model.answers.release();

    assertThat(batch.get(1).vector().get()).containsExactly(3);
    assertThat(model.interrupted).isEmpty();
  }

  @Test
  void aCallThatAllHaveLeftIsEnded() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    List<Caller> batch = oneCallAndABatch(embedder);

    batch.forEach(one -> one.thread().interrupt());
    batch.forEach(BatchingEmbedderTest::left);

    Awaitility.await().until(() -> !model.interrupted.isEmpty());
    assertThat(model.interrupted).containsExactly(List.of("2", "3"));
  }

  @Test
  void goesOnAfterACallThatWasEnded() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    Caller first = Caller.asking(embedder, "1");
    awaitCalls(1);
    first.thread().interrupt();
    left(first);

    Caller second = Caller.asking(embedder, "2");
    model.answers.release();

    assertThat(second.vector().get()).containsExactly(2);
  }

  @Test
  void aTextThatCannotBeReadFailsAlone() throws Exception {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    model.unreadable = "2";
    List<Caller> batch = oneCallAndABatch(embedder);

    model.answers.release(10);

    assertThat(batch.get(1).vector().get()).containsExactly(3);
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> batch.get(0).vector().get())
        .withMessageContaining("can't be read");
  }

  @Test
  void nobodyWaitsLongerThanIsAllowed() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, Duration.ofMillis(100));

    assertThatExceptionOfType(RetrievalException.class)
        .isThrownBy(() -> embedder.embed("1", null))
        .withMessageContaining("is late");
    // On a machine busy enough the call has not begun by then; it must not begin later either.
    Awaitility.await().until(() -> model.interrupted.equals(model.calls));
  }

  @Test
  void takesNoMoreThanItCanHold() {
    BatchingEmbedder embedder = new BatchingEmbedder(model, 1, LONG);
    Caller.asking(embedder, "1");
    awaitCalls(1);
    List<Caller> queue = new ArrayList<>();
    for (int i = 0; i < BatchingEmbedder.LONGEST_QUEUE; i++) {
      queue.add(Caller.asking(embedder, "2"));
    }
    Awaitility.await().until(() -> queue.stream().allMatch(one -> isWaiting(one.thread())));

    assertThatExceptionOfType(RetrievalException.class)
        .isThrownBy(() -> embedder.embed("3", null))
        .withMessageContaining("too many questions");
    queue.forEach(one -> one.thread().interrupt());
  }

  /** One call is under way, with "1"; "2" and "3" share the next, which is under way too then. */
  private List<Caller> oneCallAndABatch(BatchingEmbedder embedder) {
    Caller.asking(embedder, "1");
    awaitCalls(1);
    List<Caller> batch = new ArrayList<>();
    for (String text : List.of("2", "3")) {
      Caller caller = Caller.asking(embedder, text);
      Awaitility.await().until(() -> isWaiting(caller.thread()));
      batch.add(caller);
    }
    model.answers.release();
    awaitCalls(2);
    return batch;
  }

  private static void left(Caller caller) {
    Awaitility.await().until(() -> caller.vector().isDone());
  }

  private void awaitCalls(int count) {
    Awaitility.await().until(() -> model.calls.size() >= count);
  }
}
