package dev.firstword.adapters.sql;

import dev.firstword.adapters.sql.Committer.Transaction;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.turn.store.TurnStore.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Running logs in files, for a single node. SQLite writes whole pages, twice: appending the text of
 * a few hundred turns twice a second through it cost fifty times the bytes that it costs here
 * (decision 61).
 *
 * <p>A file is a sequence of records, each with the length of the rest, its CRC-32C, the turn, the
 * offset in the turn's log, and the bytes. A crash can cut off or damage the last record only. When
 * no turn is running the files are emptied. When a file is full, another is begun; when there are
 * many, the turns that still need the oldest are copied into the newest.
 */
final class RunningLogFiles implements RunningLogs {

  private static final int MAX_FILE_BYTES = 16 << 20;
  private static final int MAX_FILES = 4;
  private static final int INITIAL_BUFFER_BYTES = 64 << 10;
  private static final int MAX_KEPT_BUFFER_BYTES = 1 << 20;
  private static final int PREFIX_BYTES = 2 * Integer.BYTES;

  /** Longer records are damaged: a turn's log stays below this. */
  private static final int MAX_RECORD_BYTES = 256 << 20;

  private static final String SUFFIX = ".log";

  private final Path folder;
  private final int maxFileBytes;

  /** The node of each turn that may still be appended to. */
  private final Map<String, String> owners = new HashMap<>();

  /** The turns that have records. */
  private final Set<String> written = new HashSet<>();

  /** Oldest first; the last is being written. */
  private final Deque<LogFile> files = new ArrayDeque<>();

  /** What is about to be written; reused, so that a batch allocates nothing. */
  private ByteBuffer records = ByteBuffer.allocateDirect(INITIAL_BUFFER_BYTES);

  private static final class LogFile {
    final Path path;
    final FileChannel channel;
    long length;

    LogFile(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }
  }

  private record Header(String turnId, int offset, ByteBuffer bytes) {}

  private RunningLogFiles(Path folder, int maxFileBytes) {
    this.folder = folder;
    this.maxFileBytes = maxFileBytes;
  }

  /**
   * Opens the files of a folder, and creates it if it is missing.
   *
   * @param isUnfinished whether a turn that an earlier process left has not ended
   * @throws UncheckedIOException if the folder can't be read or written
   */
  static RunningLogFiles open(Path folder, Predicate<String> isUnfinished) {
    return open(folder, isUnfinished, MAX_FILE_BYTES);
  }

  static RunningLogFiles open(Path folder, Predicate<String> isUnfinished, int maxFileBytes) {
    RunningLogFiles logs = new RunningLogFiles(folder, maxFileBytes);
    try {
      Files.createDirectories(folder);
      logs.openExisting(isUnfinished);
      logs.deleteUnneeded();
    } catch (IOException e) {
      throw new UncheckedIOException("can't open the running logs in " + folder, e);
    }
    return logs;
  }

  private void openExisting(Predicate<String> isUnfinished) throws IOException {
    for (Path path : list(folder)) {
      LogFile file =
          new LogFile(
              path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
      files.add(file);
      file.length =
          scan(
              file.channel,
              file.channel.size(),
              found -> {
                if (isUnfinished.test(found.turnId)) {
                  written.add(found.turnId);
                }
              });
    }
    if (files.isEmpty()) {
      addFile();
    }
  }

  /** Lists the files, oldest first. */
  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  /**
   * Reads the log of a turn from the files of another process, which may be writing them.
   *
   * @return empty if there are none
   */
  static byte[] readAlongside(Path folder, String turnId) {
    Map<Integer, byte[]> pieces = new HashMap<>();
    try {
      for (Path path : Files.isDirectory(folder) ? list(folder) : List.<Path>of()) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          collect(channel, channel.size(), turnId, pieces);
        } catch (NoSuchFileException _) {
          // No turn needs it any more.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't read the running logs in " + folder, e);
    }
    return join(pieces);
  }

  @Override
  public synchronized void assign(String turnId, String node) {
    owners.put(turnId, node);
  }

  @Override
  public synchronized Set<String> append(String node, List<Progress> progress) {
    Set<String> lost = new HashSet<>();
    records.clear();
    for (Progress one : progress) {
      String turnId = one.identity().turnId();
      if (node.equals(owners.get(turnId))) {
        addRecord(turnId, (int) one.offset(), ByteBuffer.wrap(one.bytes()));
        written.add(turnId);
      } else {
        lost.add(turnId);
      }
    }
    try {
      writeRecords();
      if (files.getLast().length > maxFileBytes) {
        addFile();
        if (files.size() > MAX_FILES) {
          copyOldest();
        }
      }
    } catch (IOException e) {
      throw new ProblemException(Problem.storeUnavailable(), e);
    }
    return lost;
  }

  private void addRecord(String turnId, int offset, ByteBuffer bytes) {
    byte[] id = turnId.getBytes(StandardCharsets.UTF_8);
    int size = 1 + id.length + Integer.BYTES + bytes.remaining();
    reserve(PREFIX_BYTES + size);
    int start = records.position();
    records.putInt(size).putInt(0).put((byte) id.length).put(id).putInt(offset).put(bytes);
    records.putInt(start + Integer.BYTES, checksum(records.slice(start + PREFIX_BYTES, size)));
  }

  private void reserve(int size) {
    if (records.remaining() < size) {
      ByteBuffer larger =
          ByteBuffer.allocateDirect(Math.max(2 * records.capacity(), records.position() + size));
      records = larger.put(records.flip());
    }
  }

  private static int checksum(ByteBuffer body) {
    CRC32C checksum = new CRC32C();
    checksum.update(body.duplicate());
    return (int) checksum.getValue();
  }

  /** Writes where the last complete record ends, so that a write that failed leaves no trace. */
  private void writeRecords() throws IOException {
    records.flip();
    int size = records.remaining();
    if (size > 0) {
      LogFile file = files.getLast();
      while (records.hasRemaining()) {
        file.channel.write(records, file.length + records.position());
      }
      file.channel.force(false);
      file.length += size;
    }
    if (records.capacity() > MAX_KEPT_BUFFER_BYTES) {
      records = ByteBuffer.allocateDirect(INITIAL_BUFFER_BYTES);
    }
  }

  private void addFile() throws IOException {
    String last = files.isEmpty() ? "0" : files.getLast().path.getFileName().toString();
    long number = Long.parseLong(last.replace(SUFFIX, "")) + 1;
    Path path = folder.resolve("%012d%s".formatted(number, SUFFIX));
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    files.add(new LogFile(path, channel));
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true); // Otherwise a power failure could lose the file's name.
    }
  }

  /** Copies what running turns still need of the oldest file, so that it can go. */
  private void copyOldest() throws IOException {
    LogFile oldest = files.getFirst();
    records.clear();
    scan(
        oldest.channel,
        oldest.length,
        found -> {
          if (written.contains(found.turnId)) {
            addRecord(found.turnId, found.offset, found.bytes);
          }
        });
    writeRecords();
    delete(files.removeFirst());
  }

  @Override
  public synchronized byte[] read(Handle handle, String turnId) {
    if (!written.contains(turnId)) {
      return new byte[0];
    }
    Map<Integer, byte[]> pieces = new HashMap<>();
    try {
      for (LogFile file : files) {
        collect(file.channel, file.length, turnId, pieces);
      }
    } catch (IOException e) {
      throw new ProblemException(Problem.storeUnavailable(), e);
    }
    return join(pieces);
  }

  private static void collect(
      FileChannel channel, long length, String turnId, Map<Integer, byte[]> pieces)
      throws IOException {
    scan(
        channel,
        length,
        found -> {
          if (found.turnId.equals(turnId) && found.bytes.hasRemaining()) {
            pieces.put(found.offset, toArray(found.bytes));
          }
        });
  }

  /** Joins pieces by their offsets, up to the first gap. */
  private static byte[] join(Map<Integer, byte[]> pieces) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    for (byte[] next = pieces.get(0); next != null; next = pieces.get(log.size())) {
      log.writeBytes(next);
    }
    return log.toByteArray();
  }

  private static byte[] toArray(ByteBuffer bytes) {
    byte[] array = new byte[bytes.remaining()];
    bytes.duplicate().get(array);
    return array;
  }

  private interface RecordVisitor {
    void visit(Header found);
  }

  /** Visits the records of a file, and returns where the last complete one ends. */
  private static long scan(FileChannel channel, long length, RecordVisitor visitor)
      throws IOException {
    long position = 0;
    ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
    while (position + PREFIX_BYTES <= length) {
      prefix.clear();
      readFully(channel, prefix, position);
      int size = prefix.getInt(0);
      if (size < 0 || size > MAX_RECORD_BYTES || position + PREFIX_BYTES + size > length) {
        break;
      }
      ByteBuffer body = ByteBuffer.allocate(size);
      readFully(channel, body, position + PREFIX_BYTES);
      body.flip();
      Header found = checksum(body) == prefix.getInt(Integer.BYTES) ? header(body) : null;
      if (found == null) {
        break;
      }
      visitor.visit(found);
      position += PREFIX_BYTES + size;
    }
    return position;
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long position)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, position + into.position()) < 0) {
        throw new IOException("a running log was shortened while it was read");
      }
    }
  }

  private static @Nullable Header header(ByteBuffer body) {
    int idLength = body.remaining() == 0 ? 0 : body.get();
    if (idLength <= 0 || body.remaining() < idLength + Integer.BYTES) {
      return null;
    }
    byte[] id = new byte[idLength];
    body.get(id);
    return new Header(new String(id, StandardCharsets.UTF_8), body.getInt(), body.slice());
  }

  @Override
  public void deleteIn(Transaction transaction, Collection<String> turnIds) {}

  @Override
  public synchronized void delete(Collection<String> turnIds) {
    turnIds.forEach(owners::remove);
    written.removeAll(turnIds);
    try {
      deleteUnneeded();
    } catch (IOException e) {
      throw new ProblemException(Problem.storeUnavailable(), e);
    }
  }

  @Override
  public synchronized void purge() {
    try {
      deleteUnneeded();
      if (!written.isEmpty()) {
        addFile();
        while (files.size() > 1) {
          copyOldest();
        }
      }
    } catch (IOException e) {
      throw new ProblemException(Problem.storeUnavailable(), e);
    }
  }

  /** Empties the files once no turn needs them, so that no ended or deleted text stays in them. */
  private void deleteUnneeded() throws IOException {
    if (!written.isEmpty()) {
      return;
    }
    while (files.size() > 1) {
      delete(files.removeFirst());
    }
    LogFile current = files.getLast();
    if (current.length > 0) {
      current.channel.truncate(0);
      current.length = 0;
    }
  }

  private static void delete(LogFile file) throws IOException {
    file.channel.close();
    Files.delete(file.path);
  }

  @Override
  public synchronized void close() {
    try {
      for (LogFile file : files) {
        file.channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't close the running logs", e);
    }
  }
}
