package dev.firstword.retrieval.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;

/** Distinguishes corrupted index files from other I/O failures, such as a full disk. */
final class CorruptionGuard {

  /** An operation on an index that returns a result. */
  interface IndexOperation<T> {
    T run() throws IOException;
  }

  /** An operation on an index without a result. */
  interface IndexChange {
    void run() throws IOException;
  }

  private CorruptionGuard() {}

  /**
   * Runs an operation without a result, like {@link #call(Use)}.
   *
   * @throws IndexCorruptedException if the files are corrupted
   */
  static void run(IndexChange change) throws IOException {
    Boolean _ =
        call(() -> {
          change.run();
          return true;
        });
  }

  /**
   * Runs an operation, and converts the many kinds of exceptions that Lucene throws on corrupted
   * files to one.
   *
   * @throws IndexCorruptedException if the files are corrupted
   */
  static <T> T call(IndexOperation<T> operation) throws IOException {
    try {
      return operation.run();
    } catch (CorruptIndexException
        | IndexFormatTooOldException
        | IndexFormatTooNewException
        | EOFException
        | FileNotFoundException
        | NoSuchFileException
        | IllegalArgumentException
        | IllegalStateException
        | IndexOutOfBoundsException
        | ArithmeticException
        | NegativeArraySizeException
        | NullPointerException
        | InternalError e) { // Thrown for a memory-mapped file that was truncated.
      throw new IndexCorruptedException(e);
    }
  }

  /** The files of an index are corrupted. */
  static final class IndexCorruptedException extends IOException {

    private static final long serialVersionUID = 1;

    IndexCorruptedException(Throwable cause) {
      super(cause);
    }
  }
}
