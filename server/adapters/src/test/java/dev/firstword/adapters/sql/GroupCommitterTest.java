package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.adapters.sql.Committer.StagedCommit;
import dev.firstword.core.protocol.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the fields
final class GroupCommitterTest {

  @TempDir Path folder;
  private Jdbi jdbi;
  private GroupCommitter committer;

  @BeforeEach
  void open() {
    jdbi = Jdbi.create("jdbc:sqlite:" + folder.resolve("test.db"));
    jdbi.useHandle(handle -> handle.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"));
    committer = new GroupCommitter(jdbi, true, null);
  }

  @AfterEach
  void close() {
    committer.close();
  }

  @Test
  void isDurableWhenItReturns() {
    committer.commit(transaction -> transaction.handle().execute("INSERT INTO numbers VALUES (1)"));

    assertThat(count()).isOne();
  }

  @Test
  void aFailedWriteIsRolledBackAlone() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first =
          threads.submit(() ->
              committer.commit(transaction -> {
                awaitQuietly(held);
                return 0;
              }));
      List<Future<Integer>> group = new ArrayList<>();
      for (int number : List.of(1, 2, 2, 3)) {
        group.add(
            threads.submit(() ->
                committer.commit(transaction ->
                    transaction.handle().execute("INSERT INTO numbers VALUES (?)", number))));
      }
      held.countDown();
      first.get();

      int failures = 0;
      for (Future<Integer> write : group) {
        try {
          write.get();
        } catch (java.util.concurrent.ExecutionException _) {
          failures++;
        }
      }
      assertThat(failures).isOne();
    }
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void aStagedWriteReturnsItsResultBeforeItIsDurable() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch first = holdCommitter(threads);
      Future<StagedCommit<Integer>> staged =
          threads.submit(() -> committer.commitInStages("acme", GroupCommitterTest::insertOne));
      awaitQueued(1);
      Future<Integer> later = threads.submit(() -> committer.commit(_ -> await(rest)));
      awaitQueued(2);
      first.countDown();

      StagedCommit<Integer> commit = staged.get();
      assertThat(commit.result()).isOne();
      assertThat(count()).isZero();
      assertThat(commit.durable()).isNotDone();

      rest.countDown();
      later.get();
      commit.durable().get();
      assertThat(count()).isOne();
    }
  }

  @Test
  void theNextGroupHasAWriteOfEachTenantThatWaits() throws Exception {
    List<String> written = new CopyOnWriteArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch held = holdCommitter(threads);
      for (int write = 1; write <= 400; write++) {
        threads.execute(() -> committer.commit("flooding", _ -> written.add("flooding")));
      }
      awaitQueued(400);
      threads.execute(() -> committer.commit("other", _ -> written.add("other")));
      awaitQueued(401);
      held.countDown();
    }

    assertThat(written).hasSize(401);
    assertThat(written.indexOf("other")).isOne();
  }

  @Test
  void aStagedWriteOfAGroupThatFailsIsRepeated() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    StagedCommit<Integer> commit =
        stageInFailingGroup(transaction -> {
          runs.incrementAndGet();
          return insertOne(transaction);
        });

    commit.durable().get();

    assertThat(runs).hasValue(2);
    assertThat(count()).isOne();
  }

  @Test
  void aStagedWriteFailsIfItsRepetitionHasAnotherResult() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    StagedCommit<Integer> commit = stageInFailingGroup(_ -> runs.incrementAndGet());

    assertThatThrownBy(() -> commit.durable().get()).hasMessageContaining("another result");
  }

  /** Runs a write in a group in which a later write fails, so that the group is rolled back. */
  private StagedCommit<Integer> stageInFailingGroup(Committer.Write<Integer> write)
      throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch held = holdCommitter(threads);
      Future<StagedCommit<Integer>> staged =
          threads.submit(() -> committer.commitInStages("acme", write));
      awaitQueued(1);
      var _ =
          threads.submit(() ->
              committer.commit(transaction -> transaction.handle().execute("INSERT INTO nowhere")));
      awaitQueued(2);
      held.countDown();
      return staged.get();
    }
  }

  /** Keeps the committer busy with a group of its own until the latch is released. */
  private CountDownLatch holdCommitter(ExecutorService threads) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    threads.execute(() ->
        committer.commit(_ -> {
          running.countDown();
          return await(held);
        }));
    running.await();
    return held;
  }

  private void awaitQueued(int writes) {
    while (committer.waiting() < writes) {
      Thread.onSpinWait();
    }
  }

  private static int await(CountDownLatch latch) {
    awaitQuietly(latch);
    return 0;
  }

  private static int insertOne(Committer.Transaction transaction) {
    return transaction.handle().execute("INSERT INTO numbers VALUES (1)");
  }

  @Test
  void rethrowsTheFailureOfAWrite() {
    assertThatThrownBy(() ->
            committer.commit(transaction -> transaction.handle().execute("INSERT INTO nowhere")))
        .hasMessageContaining("nowhere");
  }

  @Test
  void rejectsWritesOnceClosed() {
    committer.close();

    assertThatThrownBy(() -> committer.commit(_ -> 1)).isInstanceOf(ProblemException.class);
  }

  private int count() {
    return jdbi.withHandle(
        handle -> handle.select("SELECT count(*) FROM numbers").mapTo(Integer.class).one());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
