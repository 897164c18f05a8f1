package dev.firstword.retrieval.model;

import dev.firstword.retrieval.RetrievalException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes vectors of questions that come one by one: each goes at once while few calls are under way;
 * those that come meanwhile share the next call that may. Whoever leaves does not keep the others
 * of its call from their vectors; a call that all have left is ended.
 */
public final class BatchingEmbedder implements AutoCloseable {

  static final int MOST_CALLS = 8;
  static final int LARGEST_BATCH = 64;
  static final int LONGEST_QUEUE = 2_000;

  /** What a model answers with that can't read one of the texts. */
  private static final Set<Integer> UNREADABLE = Set.of(400, 413, 422);

  private final EmbeddingModel model;
  private final int mostCalls;
  private final Duration longest;
  private final Object lock = new Object();
  private final Queue<Question> waiting = new ArrayDeque<>();
  private int calls;
  private boolean closed;

  /** A question, and the call that it is part of once it has left the queue. */
  private static final class Question {
    final String text;
    final @Nullable String traceparent;
    final CompletableFuture<float[]> vector = new CompletableFuture<>();
    @Nullable Batch batch;
    boolean left;

    Question(String text, @Nullable String traceparent) {
      this.text = text;
      this.traceparent = traceparent;
    }
  }

  private static final class Batch {
    final List<Question> questions;
    final Thread thread;

    Batch(List<Question> questions, Thread thread) {
      this.questions = questions;
      this.thread = thread;
    }
  }

  /**
   * An embedder over that model.
   *
   * @param longest how long a question may take, waiting for its call included
   */
  public BatchingEmbedder(EmbeddingModel model, Duration longest) {
    this(model, MOST_CALLS, longest);
  }

  BatchingEmbedder(EmbeddingModel model, int mostCalls, Duration longest) {
    this.model = model;
    this.mostCalls = mostCalls;
    this.longest = longest;
  }

  public EmbeddingModel model() {
    return model;
  }

  /**
   * The vector of a question, of length one. Blocks; ends soon after its thread is interrupted.
   *
   * @param traceparent of what asks for it; a call for several belongs to the trace of the first
   * @throws RetrievalException when the model fails, is late or sends something else
   */
  public float[] embed(String text, @Nullable String traceparent) {
    Question question = new Question(text, traceparent);
    enqueue(question);
    try {
      return question.vector.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("the vector of a question is no longer waited for");
    } catch (TimeoutException _) {
      throw new RetrievalException(
          "the embedding model is late: no vector within " + longest.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw again(e.getCause());
    } finally {
      leave(question);
    }
  }

  /** Each caller throws one of its own: they must not share suppressed failures and traces. */
  private static RetrievalException again(@Nullable Throwable cause) {
    return cause instanceof RetrievalException failure
        ? new RetrievalException(
            String.valueOf(failure.getMessage()), failure.status(), failure.retryAfter())
        : new RetrievalException("the embedding model could not be asked", cause);
  }

  private void enqueue(Question question) {
    synchronized (lock) {
      if (closed || waiting.size() >= LONGEST_QUEUE) {
        throw new RetrievalException("too many questions wait for the embedding model");
      }
      waiting.add(question);
      if (calls < mostCalls) {
        calls++;
        Thread.ofVirtual().name("embed").start(this::call);
      }
    }
  }

  private void leave(Question question) {
    synchronized (lock) {
      question.left = true;
      waiting.remove(question);
      Batch batch = question.batch;
      if (batch != null && batch.questions.stream().allMatch(one -> one.left)) {
        batch.thread.interrupt();
      }
    }
  }

  private void call() {
    for (List<Question> next = next(); !next.isEmpty(); next = next()) {
      answer(next);
      finish(next);
    }
  }

  private List<Question> next() {
    synchronized (lock) {
      List<Question> questions = new ArrayList<>();
      while (questions.size() < LARGEST_BATCH && !waiting.isEmpty()) {
        questions.add(waiting.remove());
      }
      if (questions.isEmpty()) {
        calls--;
      }
      Batch batch = new Batch(questions, Thread.currentThread());
      questions.forEach(question -> question.batch = batch);
      return questions;
    }
  }

  /** From here on nobody interrupts for this batch; the next one must not be interrupted for it. */
  private void finish(List<Question> questions) {
    synchronized (lock) {
      questions.forEach(question -> question.batch = null);
      var _ = Thread.interrupted();
    }
  }

  private void answer(List<Question> questions) {
    try {
      List<float[]> vectors =
          model.embed(
              questions.stream().map(one -> one.text).toList(), questions.getFirst().traceparent);
      for (int i = 0; i < questions.size(); i++) {
        questions.get(i).vector.complete(vectors.get(i));
      }
    } catch (RetrievalException e) {
      if (questions.size() > 1 && UNREADABLE.contains(e.status())) {
        // One of them is too long or worse; the others must not suffer for it.
        int middle = questions.size() / 2;
        answer(questions.subList(0, middle));
        answer(questions.subList(middle, questions.size()));
      } else {
        questions.forEach(question -> question.vector.completeExceptionally(e));
      }
    } catch (RuntimeException | Error e) {
      questions.forEach(question -> question.vector.completeExceptionally(e));
    }
  }

  @Override
  public void close() {
    List<Question> left;
    synchronized (lock) {
      closed = true;
      left = new ArrayList<>(waiting);
      waiting.clear();
    }
    left.forEach(question ->
        question.vector.completeExceptionally(
            new RetrievalException("the server is shutting down")));
  }
}
