package dev.firstword.retrieval.extraction;

import dev.firstword.core.retrieval.RetrievalException;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Reply;
import dev.firstword.retrieval.extraction.ExtractionProtocol.Request;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that reads documents for the server: one at a time, from standard input to standard
 * output. It ends with its input, so it never outlives the server.
 */
public final class ExtractionWorker {

  /** The exit code of a JVM with {@code -XX:+ExitOnOutOfMemoryError}. */
  static final int OUT_OF_MEMORY = 3;

  private static final int CRASHED = 1;

  private ExtractionWorker() {}

  public static void main(String[] arguments) throws IOException {
    FileOutputStream replies = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err); // What a library prints must not end up among the replies.
    becomeFirstVictim();
    serve(
        new DataInputStream(new BufferedInputStream(System.in)),
        new DataOutputStream(new BufferedOutputStream(replies)));
    // The server has gone: whatever is being read is not needed any more.
    Runtime.getRuntime().halt(0);
  }

  /** If the machine or container runs out of memory, Linux kills this process, not the server. */
  private static void becomeFirstVictim() {
    try {
      Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
    } catch (IOException _) {
      // Not Linux, or not allowed: the kernel chooses by itself.
    }
  }

  /** Reads documents on another thread, because this one has to notice the end of the input. */
  private static void serve(DataInputStream in, DataOutputStream out) throws IOException {
    ChunkExtractor extractor = new ChunkExtractor();
    out.writeByte(ExtractionProtocol.READY);
    out.flush();
    Optional<Request> request = ExtractionProtocol.readRequest(in);
    while (request.isPresent()) {
      Request next = request.get();
      Thread.ofPlatform().daemon().name("reader").start(() -> answer(extractor, next, out));
      request = ExtractionProtocol.readRequest(in);
    }
  }

  private static void answer(ChunkExtractor extractor, Request request, DataOutputStream out) {
    try {
      ExtractionProtocol.write(out, extract(extractor, request));
    } catch (OutOfMemoryError _) { // Thrown by a library, so that the JVM does not exit by itself.
      Runtime.getRuntime().halt(OUT_OF_MEMORY);
    } catch (IOException | RuntimeException | Error _) {
      Runtime.getRuntime().halt(CRASHED);
    }
  }

  private static Reply extract(ChunkExtractor extractor, Request request) {
    try {
      return new Reply.Extracted(extractor.extract(request.mediaType(), request.content()));
    } catch (RetrievalException e) {
      return new Reply.Refused(String.valueOf(e.getMessage()));
    }
  }
}
