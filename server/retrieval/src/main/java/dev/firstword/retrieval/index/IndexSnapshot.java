package dev.firstword.retrieval.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;

/**
 * One commit of an index, open for reading. It is reference-counted: its files are released when
 * the last user closes it, even if the index was closed or deleted meanwhile.
 */
final class IndexSnapshot implements AutoCloseable {

  private final DirectoryReader reader;
  private final IndexState state;

  private IndexSnapshot(DirectoryReader reader, IndexState state) {
    this.reader = reader;
    this.state = state;
  }

  /** Opens the newest commit, which must have the current format. */
  static IndexSnapshot open(Directory directory) throws IOException {
    return of(DirectoryReader.open(directory));
  }

  private static IndexSnapshot of(DirectoryReader reader) throws IOException {
    IndexState state = IndexState.of(reader.getIndexCommit().getUserData());
    if (state == null) {
      reader.close();
      throw new IllegalStateException("a commit of another format");
    }
    return new IndexSnapshot(reader, state);
  }

  /** Opens the newest commit; returns this snapshot if it is still the newest. */
  IndexSnapshot refreshed() throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(reader);
    return newer == null ? this : of(newer);
  }

  /** Reads every file completely and verifies its checksum. */
  void checkIntegrity() throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      leaf.reader().checkIntegrity();
    }
  }

  /** Adds a user, who must close it; returns false if it is no longer open. */
  boolean tryAcquire() {
    return reader.tryIncRef();
  }

  DirectoryReader reader() {
    return reader;
  }

  IndexState state() {
    return state;
  }

  @Override
  public void close() {
    try {
      reader.decRef();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
