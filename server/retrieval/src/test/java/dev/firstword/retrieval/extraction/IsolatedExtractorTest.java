package dev.firstword.retrieval.extraction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.relay.time.ManualClock;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.Extractor.ReaderCrashedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsolatedExtractorTest {

  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);
  private static final byte[] PAGE = "<h1>Paper</h1><p>Printers need paper.".getBytes(UTF_8);

  private final ManualClock clock = new ManualClock();
  private final List<IsolatedExtractor> created = new ArrayList<>();
  private final IsolatedExtractor extractor = newExtractor(Duration.ofSeconds(30), 256);

  private IsolatedExtractor newExtractor(Duration deadline, int heapMegabytes) {
    IsolatedExtractor made =
        new IsolatedExtractor(
            new ExtractionLimits(deadline, heapMegabytes, 1, IDLE_TIMEOUT), clock);
    created.add(made);
    return made;
  }

  @AfterEach
  void close() {
    created.forEach(IsolatedExtractor::close);
    awaitNoReaders();
  }

  @Test
  void readsAPageInAnotherProcess() throws InterruptedException {
    ExtractedChunks read = extractor.extract(MediaType.HTML, PAGE);

    assertThat(read.title()).isEqualTo("Paper");
    assertThat(read.chunks())
        .extracting(chunk -> chunk.text())
        .containsExactly("Printers need paper.");
    assertThat(readers()).hasSize(1);
  }

  @Test
  void usesAProcessForManyDocumentsUntilItIsIdle() throws InterruptedException {
    extractor.extract(MediaType.HTML, PAGE);
    List<ProcessHandle> first = readers();
    extractor.extract(MediaType.HTML, PAGE);
    assertThat(readers()).isEqualTo(first);

    clock.advance(IDLE_TIMEOUT.minusMillis(1));
    extractor.endIdleProcesses();
    assertThat(readers()).isEqualTo(first);
    clock.advance(Duration.ofMillis(1));
    extractor.endIdleProcesses();

    awaitNoReaders();
    assertThat(extractor.extract(MediaType.HTML, PAGE).chunks()).hasSize(1);
  }

  @Test
  void readsShortTextInTheServer() throws InterruptedException {
    extractor.extract(MediaType.TEXT, "One.".getBytes(UTF_8));

    assertThat(readers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "\u0301\u0316", ". 1", "\n\n", "\n \t", "e\u0301\r", "\uD83D\uDE00"})
  @Timeout(10)
  void readsShortTextInTimeWhateverItHolds(String part) throws InterruptedException {
    byte[] part8 = part.getBytes(UTF_8);
    String text = "x" + part.repeat((IsolatedExtractor.MAX_CHEAP_BYTES - 1) / part8.length);

    assertThat(extractor.extract(MediaType.TEXT, text.getBytes(UTF_8)).chunks()).isNotEmpty();

    assertThat(readers()).isEmpty();
  }

  @Test
  void readsLongTextInAnotherProcess() throws InterruptedException {
    byte[] text = "Many words. ".repeat(10_000).getBytes(UTF_8);

    assertThat(extractor.extract(MediaType.TEXT, text).chunks()).hasSizeGreaterThan(100);

    assertThat(readers()).hasSize(1);
  }

  @Test
  void endsAProcessThatTakesTooLong() throws InterruptedException {
    IsolatedExtractor impatient = newExtractor(Duration.ofSeconds(3), 256);
    byte[] endless = PoisonousDocuments.pdfOfNestedForms(30);

    assertThatThrownBy(() -> impatient.extract(MediaType.PDF, endless))
        .isInstanceOf(RetrievalException.class)
        .hasMessage("Reading the document took longer than 3 seconds.");

    awaitNoReaders();
  }

  @Test
  void aDocumentThatNeedsTooMuchMemoryCrashesItsReaderOnly() throws InterruptedException {
    IsolatedExtractor small = newExtractor(Duration.ofSeconds(30), 64);
    byte[] comments = "<!---->".repeat(2_900_000).getBytes(UTF_8);

    assertThatThrownBy(() -> small.extract(MediaType.HTML, comments))
        .isInstanceOf(ReaderCrashedException.class)
        .hasMessage("it ended with too little memory");

    assertThat(small.extract(MediaType.HTML, PAGE).chunks()).hasSize(1);
  }

  @Test
  void aReaderThatIsKilledIsReplaced() throws InterruptedException {
    extractor.extract(MediaType.HTML, PAGE);
    ProcessHandle idle = readers().getFirst();
    idle.destroyForcibly();
    idle.onExit().join();

    assertThat(extractor.extract(MediaType.HTML, PAGE).chunks()).hasSize(1);
  }

  @Test
  void aReaderThatIsKilledWhileItReadsHasCrashed() throws Exception {
    byte[] endless = PoisonousDocuments.pdfOfNestedForms(30);
    try (ExtractionProcess process = ExtractionProcess.start(64)) {
      process.read(MediaType.HTML, PAGE, Duration.ofSeconds(30)); // Now it is ready.
      CompletableFuture<Void> killing =
          CompletableFuture.runAsync(() -> readers().getFirst().destroyForcibly());

      assertThatThrownBy(() -> process.read(MediaType.PDF, endless, Duration.ofSeconds(30)))
          .isInstanceOf(ReaderCrashedException.class);
      killing.join();
    }
  }

  @Test
  void anInterruptEndsTheProcess() throws Exception {
    byte[] endless = PoisonousDocuments.pdfOfNestedForms(30);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try {
                extractor.extract(MediaType.PDF, endless);
              } catch (InterruptedException _) {
                interrupted.countDown();
              }
            });
    Awaitility.await().until(() -> !readers().isEmpty());

    caller.interrupt();

    interrupted.await();
    awaitNoReaders();
  }

  @Test
  void aProcessThatEndsBeforeItIsReadyIsNotTheDocumentsFault() {
    IsolatedExtractor tiny = newExtractor(Duration.ofSeconds(30), 1); // No JVM starts with 1 MB.

    assertThatThrownBy(() -> tiny.extract(MediaType.HTML, PAGE))
        .isInstanceOf(Extractor.ReaderUnavailableException.class);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theProcessKnowsNothingOfTheServersEnvironment() throws Exception {
    extractor.extract(MediaType.HTML, PAGE);

    Path environment = Path.of("/proc", Long.toString(readers().getFirst().pid()), "environ");
    assertThat(Files.readString(environment)).doesNotContain("\0HOME=", "\0PATH=");
  }

  @Test
  void theProcessEndsWithItsInput() throws Exception {
    ExtractionProcess process = ExtractionProcess.start(64);

    ProcessHandle handle = process.closeInput();

    handle.onExit().get(20, TimeUnit.SECONDS);
    process.close();
  }

  private static List<ProcessHandle> readers() {
    return ProcessHandle.current()
        .children()
        .filter(child -> child.isAlive() && child.info().command().orElse("").endsWith("java"))
        .toList();
  }

  private static void awaitNoReaders() {
    Awaitility.await().until(() -> readers().isEmpty());
  }
}
