package dev.firstword.retrieval.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.store.Directory;

/**
 * One commit of an index, open for reading. It is counted who uses it: its files are let go when
 * the last one closes it, even if the index was closed or thrown away meanwhile.
 */
final class Snapshot implements AutoCloseable {

  private final DirectoryReader reader;
  private final IndexState state;

  private Snapshot(DirectoryReader reader, IndexState state) {
    this.reader = reader;
    this.state = state;
  }

  /** Opens the newest commit, which is one of ours. */
  static Snapshot open(Directory directory) throws IOException {
    return of(DirectoryReader.open(directory));
  }

  private static Snapshot of(DirectoryReader reader) throws IOException {
    IndexState state = IndexState.of(reader.getIndexCommit().getUserData());
    if (state == null) {
      reader.close();
      throw new IllegalStateException("a commit of another format");
    }
    return new Snapshot(reader, state);
  }

  /** The newest commit, or this one when there is none since. */
  Snapshot newest() throws IOException {
    DirectoryReader newer = DirectoryReader.openIfChanged(reader);
    return newer == null ? this : of(newer);
  }

  /** Reads every file to its end and compares it with its checksum. */
  void checkIntegrity() throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      leaf.reader().checkIntegrity();
    }
  }

  /** Counts one more user, who has to close it; false when it is no longer open. */
  boolean tryUse() {
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
