package dev.firstword.retrieval.index;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;

/** Tells an index whose files are broken from a disk that is full and the like. */
final class Breakage {

  /** A use of an index. */
  interface Use<T> {
    T run() throws IOException;
  }

  /** A change of an index. */
  interface Step {
    void run() throws IOException;
  }

  private Breakage() {}

  /**
   * Runs it, as {@link #during(Use)} does.
   *
   * @throws BrokenIndexException when the files are not what was written
   */
  static void duringStep(Step step) throws IOException {
    Boolean _ =
        during(() -> {
          step.run();
          return true;
        });
  }

  /**
   * Runs it. What Lucene throws while it reads nonsense is of many kinds, and all of them become
   * one.
   *
   * @throws BrokenIndexException when the files are not what was written
   */
  static <T> T during(Use<T> use) throws IOException {
    try {
      return use.run();
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
        | InternalError e) { // What a mapped file says that has become shorter.
      throw new BrokenIndexException(e);
    }
  }

  /** The files of an index are not what was written. */
  static final class BrokenIndexException extends IOException {

    private static final long serialVersionUID = 1;

    BrokenIndexException(Throwable cause) {
      super(cause);
    }
  }
}
