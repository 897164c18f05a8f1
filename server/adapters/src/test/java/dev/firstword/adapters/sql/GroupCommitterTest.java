package dev.firstword.adapters.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.protocol.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    committer = new GroupCommitter(jdbi, true);
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
