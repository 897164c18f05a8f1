package dev.firstword.retrieval.model;

import dev.firstword.core.fairness.FairQueue;
import dev.firstword.core.retrieval.RetrievalException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Embeds questions that arrive one by one, and batches them under load. While few calls are active,
 * a question is sent immediately; otherwise it joins the next batch, which takes one of each tenant
 * in turn. A caller that gives up does not affect the others of its batch. A call that all callers
 * have abandoned is interrupted.
 */
public final class BatchingEmbedder implements AutoCloseable {

  static final int MAX_CONCURRENT_CALLS = 8;
  static final int MAX_BATCH_SIZE = 64;
  static final int MAX_QUEUE_SIZE = 2_000;
  static final int MAX_QUEUE_SIZE_OF_TENANT = 1_000;

  /** The statuses with which a model rejects a batch because of one of its texts. */
  private static final Set<Integer> INVALID_INPUT_STATUSES = Set.of(400, 413, 422);

  private final EmbeddingModel model;
  private final int maxConcurrentCalls;
  private final Duration timeout;
  private final Object lock = new Object();
  private final FairQueue<PendingEmbedding> queue =
      new FairQueue<>(MAX_QUEUE_SIZE, MAX_QUEUE_SIZE_OF_TENANT);
  private int activeCalls;
  private boolean closed;

  /** A question to embed, and its batch once it has left the queue. */
  private static final class PendingEmbedding {
    final String tenant;
    final String text;
    final @Nullable String traceparent;
    final CompletableFuture<float[]> vector = new CompletableFuture<>();
    @Nullable Batch batch;
    boolean abandoned;

    PendingEmbedding(String tenant, String text, @Nullable String traceparent) {
      this.tenant = tenant;
      this.text = text;
      this.traceparent = traceparent;
    }
  }

  private static final class Batch {
    final List<PendingEmbedding> requests;
    final Thread thread;

    Batch(List<PendingEmbedding> requests, Thread thread) {
      this.requests = requests;
      this.thread = thread;
    }
  }

  /**
   * Creates an embedder that calls the model.
   *
   * @param timeout the timeout of a question, including its time in the queue
   */
  public BatchingEmbedder(EmbeddingModel model, Duration timeout) {
    this(model, MAX_CONCURRENT_CALLS, timeout);
  }

  BatchingEmbedder(EmbeddingModel model, int maxConcurrentCalls, Duration timeout) {
    this.model = model;
    this.maxConcurrentCalls = maxConcurrentCalls;
    this.timeout = timeout;
  }

  public EmbeddingModel model() {
    return model;
  }

  /**
   * Embeds a question as a vector of length one. Blocks; returns soon after its thread is
   * interrupted.
   *
   * @param traceparent the trace of the request; a batch belongs to the trace of its first question
   * @throws RetrievalException if the model fails, times out or returns an invalid response
   */
  public float[] embed(String tenant, String text, @Nullable String traceparent) {
    PendingEmbedding request = new PendingEmbedding(tenant, text, traceparent);
    enqueue(request);
    try {
      return request.vector.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RetrievalException("interrupted while waiting for the embedding model");
    } catch (TimeoutException _) {
      throw new RetrievalException(
          "the embedding model timed out: no vector within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw copyOf(e.getCause());
    } finally {
      abandon(request);
    }
  }

  /** Each caller gets its own exception: a shared one would mix suppressed failures and traces. */
  private static RetrievalException copyOf(@Nullable Throwable cause) {
    return cause instanceof RetrievalException failure
        ? new RetrievalException(
            String.valueOf(failure.getMessage()), failure.status(), failure.retryAfter())
        : new RetrievalException("the embedding model could not be called", cause);
  }

  private void enqueue(PendingEmbedding request) {
    synchronized (lock) {
      if (closed || !queue.offer(request.tenant, request)) {
        throw new RetrievalException("too many questions are waiting for the embedding model");
      }
      if (activeCalls < maxConcurrentCalls) {
        activeCalls++;
        Thread.ofVirtual().name("embed").start(this::runBatches);
      }
    }
  }

  private void abandon(PendingEmbedding request) {
    synchronized (lock) {
      request.abandoned = true;
      queue.remove(request.tenant, request);
      Batch batch = request.batch;
      if (batch != null && batch.requests.stream().allMatch(one -> one.abandoned)) {
        batch.thread.interrupt();
      }
    }
  }

  private void runBatches() {
    for (List<PendingEmbedding> next = nextBatch(); !next.isEmpty(); next = nextBatch()) {
      embedBatch(next);
      detachBatch(next);
    }
  }

  private List<PendingEmbedding> nextBatch() {
    synchronized (lock) {
      List<PendingEmbedding> requests = new ArrayList<>();
      while (requests.size() < MAX_BATCH_SIZE && !queue.isEmpty()) {
        requests.add(Objects.requireNonNull(queue.poll()));
      }
      if (requests.isEmpty()) {
        activeCalls--;
      }
      Batch batch = new Batch(requests, Thread.currentThread());
      requests.forEach(request -> request.batch = batch);
      return requests;
    }
  }

  /** Ends interrupts for this batch, and clears a late one that would hit the next batch. */
  private void detachBatch(List<PendingEmbedding> requests) {
    synchronized (lock) {
      requests.forEach(request -> request.batch = null);
      var _ = Thread.interrupted();
    }
  }

  private void embedBatch(List<PendingEmbedding> requests) {
    try {
      List<float[]> vectors =
          model.embed(
              requests.stream().map(one -> one.text).toList(), requests.getFirst().traceparent);
      for (int i = 0; i < requests.size(); i++) {
        requests.get(i).vector.complete(vectors.get(i));
      }
    } catch (RetrievalException e) {
      if (requests.size() > 1 && INVALID_INPUT_STATUSES.contains(e.status())) {
        // One text is invalid, for example too long; bisect so that the others succeed.
        int middle = requests.size() / 2;
        embedBatch(requests.subList(0, middle));
        embedBatch(requests.subList(middle, requests.size()));
      } else {
        requests.forEach(request -> request.vector.completeExceptionally(e));
      }
    } catch (RuntimeException | Error e) {
      requests.forEach(request -> request.vector.completeExceptionally(e));
    }
  }

  @Override
  public void close() {
    List<PendingEmbedding> rejected = new ArrayList<>();
    synchronized (lock) {
      closed = true;
      while (!queue.isEmpty()) {
        rejected.add(Objects.requireNonNull(queue.poll()));
      }
    }
    rejected.forEach(request ->
        request.vector.completeExceptionally(
            new RetrievalException("the server is shutting down")));
  }
}
