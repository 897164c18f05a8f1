package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.document.MediaType;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Reply;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A running {@link ExtractionWorker}. Unlike a thread, it can be ended at any time, and its memory
 * is not the server's. Used by one thread at a time; after an exception it must be ended.
 */
final class ExtractionProcess implements AutoCloseable {

  /** Lets the server go first where they compete for a core. */
  private static final Path NICE = Path.of("/usr/bin/nice");

  /** The rest of the environment may hold the keys of providers. */
  private static final Set<String> PASSED_ENVIRONMENT =
      Set.of("LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "TMPDIR");

  private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(5);

  private final Process process;
  private final DataInputStream in;
  private final DataOutputStream out;
  private boolean ready;

  private ExtractionProcess(Process process) {
    this.process = process;
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
  }

  /** Starts a process. Does not wait until it is ready. */
  static ExtractionProcess start(int heapMegabytes) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(heapMegabytes)).redirectError(Redirect.DISCARD);
    builder.environment().keySet().retainAll(PASSED_ENVIRONMENT);
    return new ExtractionProcess(builder.start());
  }

  private static List<String> command(int heapMegabytes) {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "5"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heapMegabytes + "m",
            "-Xss1m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:MaxDirectMemorySize=16m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1", // Most documents are read before more would pay off.
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            // Standard output is for replies only.
            "-XX:+DisplayVMOutputToStderr",
            "-XX:+ErrorFileToStderr",
            "-Xlog:disable",
            "-Djava.awt.headless=true",
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
            "-Dorg.apache.commons.logging.Log=org.apache.commons.logging.impl.NoOpLog",
            "-cp",
            System.getProperty("java.class.path"),
            ExtractionWorker.class.getName()));
    return command;
  }

  /**
   * Reads a document. Waits on a thread of its own, because reading from a process can't be
   * interrupted, and would keep the thread that carries a virtual one.
   */
  Reply read(MediaType mediaType, byte[] content, Duration deadline) throws InterruptedException {
    FutureTask<Reply> exchange = new FutureTask<>(() -> exchange(new Request(mediaType, content)));
    Thread.ofPlatform().daemon().name("extraction").start(exchange);
    try {
      return exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new RetrievalException(
          "Reading the document took longer than " + deadline.toSeconds() + " seconds.");
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case RuntimeException failure -> failure;
        case IOException failure -> new UncheckedIOException(failure);
        case null, default -> new IllegalStateException("reading can't fail otherwise", e);
      };
    }
  }

  private Reply exchange(Request request) throws IOException, InterruptedException {
    awaitReady();
    try {
      ExtractionProtocol.write(out, request);
      return ExtractionProtocol.readReply(in);
    } catch (IOException e) {
      throw new Extractor.ReaderCrashedException(
          e instanceof EOFException ? "it ended with " + exitCode() : e.toString());
    }
  }

  private void awaitReady() throws IOException, InterruptedException {
    if (ready) {
      return;
    }
    int first = in.read();
    if (first != ExtractionProtocol.READY) {
      throw new IOException("the process that reads documents ended with " + exitCode());
    }
    ready = true;
  }

  private String exitCode() throws InterruptedException {
    return process.waitFor(EXIT_TIMEOUT)
        ? process.exitValue() == ExtractionWorker.OUT_OF_MEMORY
            ? "too little memory"
            : "exit code " + process.exitValue()
        : "its output";
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Closes its input, as the end of the server does, and returns the process. */
  ProcessHandle closeInput() throws IOException {
    out.close();
    return process.toHandle();
  }

  /** Ends the process at once. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
