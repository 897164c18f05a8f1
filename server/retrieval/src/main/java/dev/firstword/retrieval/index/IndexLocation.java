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

/** The location of the tenants' indexes. */
sealed interface IndexLocation {

  /** Opens the tenant's own directory, with its current contents. */
  Directory open(String tenant) throws IOException;

  /** Deletes the contents of the tenant's directory, which must not be open for writing. */
  void clear(String tenant) throws IOException;

  /**
   * A folder on disk. Files are memory-mapped: an interrupt of one searching thread would close
   * file channels for all searches.
   */
  record OnDisk(Path folder) implements IndexLocation {

    @Override
    public Directory open(String tenant) throws IOException {
      return new MMapDirectory(Files.createDirectories(folder(tenant)));
    }

    @Override
    public void clear(String tenant) throws IOException {
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

    /** The tenant's folder, named by a hash: tenant names are untrusted and may be any path. */
    Path folder(String tenant) {
      try {
        byte[] hash =
            MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(HexFormat.of().formatHex(hash));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e); // Every Java platform has SHA-256.
      }
    }
  }

  /** In memory: a closed index is lost and rebuilt from the store. */
  record InMemory() implements IndexLocation {

    @Override
    public Directory open(String tenant) {
      return new ByteBuffersDirectory();
    }

    @Override
    public void clear(String tenant) {
      // Each call of open returns an empty directory.
    }
  }
}
