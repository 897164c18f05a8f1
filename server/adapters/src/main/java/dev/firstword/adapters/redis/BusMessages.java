package dev.firstword.adapters.redis;

import dev.firstword.core.turn.store.TurnBus.LogChunk;
import dev.firstword.core.turn.store.TurnBus.RemoteReader;
import dev.firstword.core.turn.store.TurnState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of the bus in bytes. A message holds many chunks, because Redis charges by the
 * command rather than by the byte. Its first byte is the version of the format; a node ignores what
 * it can't read.
 */
final class BusMessages {

  /** More chunks are sent in another message. */
  static final int MAX_BYTES = 256 * 1024;

  private static final int VERSION = 1;
  private static final int MAX_READERS = 2_000;

  private BusMessages() {}

  /** The readers that a node announces. */
  record Announcement(String node, Duration ttl, List<RemoteReader> readers) {}

  /** Returns as many messages as the chunks need, in order. */
  static List<byte[]> ofChunks(List<LogChunk> chunks) {
    List<byte[]> messages = new ArrayList<>();
    int from = 0;
    long bytes = 0;
    for (int i = 0; i < chunks.size(); i++) {
      int length = chunks.get(i).bytes().length;
      if (bytes + length > MAX_BYTES && i > from) {
        messages.add(ofSome(chunks.subList(from, i)));
        from = i;
        bytes = 0;
      }
      bytes += length;
    }
    if (from < chunks.size()) {
      messages.add(ofSome(chunks.subList(from, chunks.size())));
    }
    return messages;
  }

  private static byte[] ofSome(List<LogChunk> chunks) {
    return write(out -> {
      out.writeInt(chunks.size());
      for (LogChunk chunk : chunks) {
        out.writeUTF(chunk.turnId());
        out.writeLong(chunk.offset());
        out.writeUTF(chunk.state().wireName());
        out.writeBoolean(chunk.last());
        out.writeInt(chunk.bytes().length);
        out.write(chunk.bytes());
      }
    });
  }

  /** Returns the chunks of a message; none if it has another format. */
  static List<LogChunk> chunks(byte[] message) {
    return read(
        message,
        List.of(),
        in -> {
          int count = in.readInt();
          List<LogChunk> chunks = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            String turnId = in.readUTF();
            long offset = in.readLong();
            TurnState state = TurnState.ofWireName(in.readUTF());
            boolean last = in.readBoolean();
            byte[] bytes = in.readNBytes(in.readInt());
            chunks.add(new LogChunk(turnId, offset, bytes, state, last));
          }
          return chunks;
        });
  }

  /** Returns as many messages as the announcement needs. */
  static List<byte[]> ofReaders(Announcement announcement) {
    List<byte[]> messages = new ArrayList<>();
    List<RemoteReader> readers = announcement.readers;
    for (int from = 0; from < readers.size(); from += MAX_READERS) {
      List<RemoteReader> some = readers.subList(from, Math.min(readers.size(), from + MAX_READERS));
      messages.add(
          write(out -> {
            out.writeUTF(announcement.node);
            out.writeLong(announcement.ttl.toMillis());
            out.writeInt(some.size());
            for (RemoteReader reader : some) {
              out.writeUTF(reader.turnId());
              out.writeLong(reader.offset());
              out.writeBoolean(reader.restart());
              out.writeBoolean(reader.isRead());
            }
          }));
    }
    return messages;
  }

  /** Returns an announcement; one without readers if it has another format. */
  static Announcement readers(byte[] message) {
    return read(
        message,
        new Announcement("", Duration.ZERO, List.of()),
        in -> {
          String node = in.readUTF();
          Duration ttl = Duration.ofMillis(in.readLong());
          int count = in.readInt();
          List<RemoteReader> readers = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            readers.add(
                new RemoteReader(in.readUTF(), in.readLong(), in.readBoolean(), in.readBoolean()));
          }
          return new Announcement(node, ttl, readers);
        });
  }

  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static byte[] write(Writer content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
    return bytes.toByteArray();
  }

  private static <T> T read(byte[] message, T unreadable, Reader<T> content) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      return in.readByte() == VERSION ? content.read(in) : unreadable;
    } catch (IOException e) {
      throw new UncheckedIOException("a message of the bus is damaged", e);
    }
  }
}
