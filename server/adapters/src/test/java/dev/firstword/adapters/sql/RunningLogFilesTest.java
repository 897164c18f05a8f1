package dev.firstword.adapters.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.turn.store.TurnIdentity;
import dev.firstword.core.turn.store.TurnState;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningLogFilesTest {

  private static final String NODE = "node_1";
  private static final int SMALL_FILE = 200;

  @TempDir Path folder;

  private RunningLogFiles logs;
  private Handle unused;

  @BeforeEach
  void open() {
    unused = Jdbi.open("jdbc:sqlite::memory:");
    logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
  }

  @AfterEach
  void close() {
    logs.close();
    unused.close();
  }

  @Test
  void joinsThePiecesOfATurn() {
    append("turn_1", 0, "one ");
    append("turn_2", 0, "other");
    append("turn_1", 4, "two");

    assertThat(read("turn_1")).isEqualTo("one two");
    assertThat(read("turn_2")).isEqualTo("other");
    assertThat(read("turn_3")).isEmpty();
  }

  @Test
  void aRepeatedPieceChangesNothing() {
    append("turn_1", 0, "one ");
    append("turn_1", 4, "two");
    append("turn_1", 4, "two");
    append("turn_1", 7, " three");

    assertThat(read("turn_1")).isEqualTo("one two three");
  }

  @Test
  void rejectsATurnOfAnotherNode() {
    logs.assign("turn_1", "node_2");

    assertThat(logs.append(NODE, List.of(progress("turn_1", 0, "text"), progress("turn_9", 0, ""))))
        .isEqualTo(Set.of("turn_1", "turn_9"));
    assertThat(read("turn_1")).isEmpty();
  }

  @Test
  void keepsWhatWasWrittenAcrossReopening() {
    append("turn_1", 0, "one ");
    reopen();
    append("turn_1", 4, "two");
    reopen();

    assertThat(read("turn_1")).isEqualTo("one two");
  }

  @Test
  void forgetsTurnsThatEndedBeforeReopening() throws IOException {
    append("turn_1", 0, "text that may have been deleted");
    logs.close();
    logs = RunningLogFiles.open(folder, _ -> false, SMALL_FILE);

    assertThat(bytesOnDisk()).isZero();
  }

  @Test
  void emptiesTheFilesOnceNoTurnIsRunning() throws IOException {
    append("turn_1", 0, "x".repeat(SMALL_FILE));
    append("turn_2", 0, "y".repeat(SMALL_FILE));

    logs.delete(List.of("turn_1"));
    assertThat(read("turn_2")).hasSize(SMALL_FILE);

    logs.delete(List.of("turn_2"));
    assertThat(bytesOnDisk()).isZero();
  }

  @Test
  void holdsNothingOfEndedTurnsAfterAPurge() throws IOException {
    append("turn_1", 0, "text of one that ends");
    append("turn_2", 0, "other");
    logs.delete(List.of("turn_1"));

    logs.purge();

    assertThat(read("turn_2")).isEqualTo("other");
    assertThat(bytesOnDisk()).isLessThan("text of one that ends".length() + 30L);
    append("turn_2", 5, " and more");
    assertThat(read("turn_2")).isEqualTo("other and more");
  }

  @Test
  void copiesALongRunningTurnWhenItsFileGoes() throws IOException {
    append("turn_long", 0, "first ");
    for (int i = 0; i < 40; i++) {
      append("turn_" + i, 0, "z".repeat(SMALL_FILE));
      logs.delete(List.of("turn_" + i));
    }
    append("turn_long", 6, "last");

    assertThat(read("turn_long")).isEqualTo("first last");
    assertThat(bytesOnDisk()).isLessThan(8 * SMALL_FILE);
  }

  @Test
  void ignoresARecordThatACrashCutOff() throws IOException {
    append("turn_1", 0, "whole ");
    append("turn_1", 6, "cut off");
    logs.close();
    Path file = files().getLast();
    byte[] bytes = Files.readAllBytes(file);
    for (int length = bytes.length - 1; length >= 0; length--) {
      Files.write(file, java.util.Arrays.copyOf(bytes, length));
      logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
      assertThat(read("turn_1")).isIn("whole ", "");
      logs.close();
    }
    logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
  }

  @Test
  void ignoresADamagedRecordAndWhatFollows() throws IOException {
    append("turn_1", 0, "whole ");
    long intact = bytesOnDisk();
    append("turn_1", 6, "damaged");
    logs.close();
    Path file = files().getLast();
    byte[] bytes = Files.readAllBytes(file);
    for (int at = (int) intact; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x55;
      Files.write(file, damaged);
      logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
      assertThat(read("turn_1")).as("damaged at %d", at).isEqualTo("whole ");
      logs.close();
    }
    logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
  }

  @Test
  void continuesAfterADamagedEnd() throws IOException {
    append("turn_1", 0, "one ");
    logs.close();
    Files.write(files().getLast(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
    append("turn_1", 4, "two");
    reopen();

    assertThat(read("turn_1")).isEqualTo("one two");
  }

  @Test
  void anotherProcessCanReadAlongside() {
    append("turn_1", 0, "one ");
    append("turn_1", 4, "two");

    assertThat(new String(RunningLogFiles.readAlongside(folder, "turn_1"), UTF_8))
        .isEqualTo("one two");
    assertThat(RunningLogFiles.readAlongside(folder.resolve("missing"), "turn_1")).isEmpty();
  }

  private void reopen() {
    logs.close();
    logs = RunningLogFiles.open(folder, _ -> true, SMALL_FILE);
  }

  private void append(String turnId, long offset, String text) {
    logs.assign(turnId, NODE);
    assertThat(logs.append(NODE, List.of(progress(turnId, offset, text)))).isEmpty();
  }

  private String read(String turnId) {
    return new String(logs.read(unused, turnId), UTF_8);
  }

  private static Progress progress(String turnId, long offset, String text) {
    TurnIdentity identity =
        new TurnIdentity(turnId, "conv", "msg_u", "msg_a", new Caller("acme", "ada"));
    return new Progress(identity, offset, text.getBytes(UTF_8), TurnState.STREAMING, null);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted(Comparator.naturalOrder()).toList();
    }
  }

  private long bytesOnDisk() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
