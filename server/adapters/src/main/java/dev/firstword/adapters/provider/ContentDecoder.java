package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses a body that is compressed although the request asked for none, piece by piece. The
 * first bytes show what it is, since labels may be missing or wrong.
 */
final class ContentDecoder implements AutoCloseable {

  /** Receives the decompressed bytes. */
  @FunctionalInterface
  interface Sink {
    /** Receives bytes, which are valid only until it returns. Returns whether it needs more. */
    boolean accept(byte[] bytes, int offset, int length);
  }

  private static final int BUFFER_BYTES = 16 * 1024;
  private static final byte GZIP_FIRST = 0x1F;
  private static final byte GZIP_SECOND = (byte) 0x8B;
  private static final byte ZLIB_FIRST = 0x78;

  /** What an event stream, JSON or a page begins with. */
  private static final byte[] FIRST_BYTES_OF_TEXT = "deir:{[< \t\r\n".getBytes(US_ASCII);

  private enum State {
    FIRST_BYTE,
    SECOND_BYTE,
    PLAIN,
    GZIP_HEADER,
    DEFLATE,
    GZIP_TRAILER,
    ENDED
  }

  private final String label;
  private final byte[] firstByte = new byte[1];
  private State state = State.FIRST_BYTE;
  private @Nullable Inflater inflater;
  private GzipHeader header = new GzipHeader();
  private byte[] buffer = {};
  private boolean isGzip;
  private int trailerBytes;

  /**
   * Creates a decoder.
   *
   * @param label the value of {@code content-encoding}; null if there is none
   */
  ContentDecoder(@Nullable String label) {
    this.label = label == null ? "" : label.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Decompresses the next bytes.
   *
   * @throws DataFormatException if they are damaged or compressed in an unknown way; the message is
   *     in our own words
   */
  void feed(byte[] bytes, int offset, int length, Sink sink) throws DataFormatException {
    if (state == State.FIRST_BYTE && length > 1 && !isCompressed(bytes[offset])) {
      state = State.PLAIN;
    }
    if (state == State.PLAIN) {
      boolean _ = sink.accept(bytes, offset, length);
      return;
    }
    int end = offset + length;
    int position = offset;
    while (position < end) {
      switch (state) {
        case FIRST_BYTE -> {
          firstByte[0] = bytes[position++];
          state = State.SECOND_BYTE;
        }
        case SECOND_BYTE -> {
          decide(bytes[position], sink);
          position += state == State.GZIP_HEADER ? 1 : 0;
        }
        case PLAIN -> {
          boolean _ = sink.accept(bytes, position, end - position);
          return;
        }
        case GZIP_HEADER -> {
          if (header.read(bytes[position++])) {
            state = State.DEFLATE;
          }
        }
        case DEFLATE -> position = inflate(bytes, position, end, sink);
        case GZIP_TRAILER -> {
          position++;
          if (++trailerBytes == GzipHeader.TRAILER_BYTES) {
            restart();
          }
        }
        case ENDED -> position = end;
      }
    }
  }

  /** The body is complete. */
  void end(Sink sink) throws DataFormatException {
    if (state == State.SECOND_BYTE) {
      state = State.PLAIN;
      boolean _ = sink.accept(firstByte, 0, 1);
    }
  }

  private void decide(byte second, Sink sink) throws DataFormatException {
    byte first = firstByte[0];
    if (first == GZIP_FIRST && second == GZIP_SECOND) {
      isGzip = true;
      start(State.GZIP_HEADER, true);
      header.skipMagic();
    } else if (isZlib(first, second)) {
      start(State.DEFLATE, false);
      feedFirstByte(sink);
    } else if (!isCompressed(first) || label.isEmpty() || label.equals("identity")) {
      state = State.PLAIN;
      boolean _ = sink.accept(firstByte, 0, 1);
    } else if (label.equals("deflate")) {
      start(State.DEFLATE, true); // Without the header that it should have.
      feedFirstByte(sink);
    } else {
      throw new DataFormatException("the body is compressed in an unknown way");
    }
  }

  /** Returns whether a body may be compressed that begins with this byte. */
  private boolean isCompressed(byte first) {
    boolean isLabelled = !label.isEmpty() && !label.equals("identity");
    return first == GZIP_FIRST || first == ZLIB_FIRST || (isLabelled && !isText(first));
  }

  /** Two bytes with the checksum of zlib that are no text. */
  private static boolean isZlib(byte first, byte second) {
    boolean isPrintable = second >= ' ' && second < 0x7F;
    return first == ZLIB_FIRST
        && (((first & 0xFF) << 8) | (second & 0xFF)) % 31 == 0
        && !isPrintable;
  }

  private static boolean isText(byte first) {
    for (byte each : FIRST_BYTES_OF_TEXT) {
      if (each == first) {
        return true;
      }
    }
    return first == (byte) 0xEF;
  }

  private void start(State next, boolean isRaw) {
    state = next;
    inflater = new Inflater(isRaw);
    buffer = new byte[BUFFER_BYTES];
  }

  private void feedFirstByte(Sink sink) throws DataFormatException {
    int _ = inflate(firstByte, 0, 1, sink);
  }

  /** Returns the position of the first byte that was not read. */
  private int inflate(byte[] bytes, int from, int end, Sink sink) throws DataFormatException {
    Inflater current = inflater;
    if (current == null) {
      return end;
    }
    current.setInput(bytes, from, end - from);
    while (true) {
      int size = current.inflate(buffer);
      if (size > 0 && !sink.accept(buffer, 0, size)) {
        state = State.ENDED;
        return end;
      }
      if (current.finished()) {
        int rest = current.getRemaining();
        state = isGzip ? State.GZIP_TRAILER : State.ENDED;
        return end - rest;
      }
      if (current.needsDictionary()) {
        throw new DataFormatException("the body's compression needs a dictionary");
      }
      if (size == 0) {
        return end;
      }
    }
  }

  /** Another member may follow, as servers write that compress each event on its own. */
  private void restart() {
    state = State.GZIP_HEADER;
    header = new GzipHeader();
    trailerBytes = 0;
    if (inflater != null) {
      inflater.reset();
    }
  }

  /** Releases the memory outside the heap. Nothing may be fed afterwards. */
  @Override
  public void close() {
    state = State.ENDED;
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
