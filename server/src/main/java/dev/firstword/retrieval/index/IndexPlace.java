package dev.firstword.retrieval.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/** Where the tenants' indexes are. */
sealed interface IndexPlace {

  /** The tenant's own directory, with whatever is in it. */
  Directory open(String tenant) throws IOException;

  /** Throws away what is in the tenant's directory, which nobody has open for writing. */
  void empty(String tenant) throws IOException;

  /**
   * A folder on disk. Files are mapped into memory: reading through channels would close them under
   * all searches when one searching thread is interrupted.
   */
  record OnDisk(Path folder) implements IndexPlace {

    @Override
    public Directory open(String tenant) throws IOException {
      return new MMapDirectory(Files.createDirectories(folder(tenant)));
    }

    @Override
    public void empty(String tenant) throws IOException {
      if (!Files.exists(folder(tenant))) {
        return;
      }
      try (Stream<Path> files = Files.walk(folder(tenant))) {
        List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
        for (Path file : innermostFirst) {
          Files.deleteIfExists(file);
        }
      }
    }

    /** Named by a hash: tenants' names come from outside, and may be any path. */
    Path folder(String tenant) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(hash));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // Every Java has it.
      }
    }
  }

  /** Memory: what is closed is gone, and is made again from the store. */
  record InMemory() implements IndexPlace {

    @Override
    public Directory open(String tenant) {
      return new ByteBuffersDirectory();
    }

    @Override
    public void empty(String tenant) {
      // Each opening begins with an empty one.
    }
  }
}
