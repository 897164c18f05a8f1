package dev.firstword.relay.blocking;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/**
 * Decodes a body as it arrives, either in chunks (RFC 9112, section 7.1) or of known length. A body
 * that is cut throws an {@link EOFException}, which distinguishes a cut from a regular end. Chunks
 * that are longer than declared throw a {@link ProtocolException}.
 */
final class BodyInputStream extends InputStream {

  private static final int MAX_LINE_BYTES = 1024;

  private final InputStream in;
  private final boolean chunked;
  private long remaining;
  private boolean firstChunk = true;
  private boolean ended;

  private BodyInputStream(InputStream in, boolean chunked, long remaining) {
    this.in = in;
    this.chunked = chunked;
    this.remaining = remaining;
  }

  static BodyInputStream chunked(InputStream in) {
    return new BodyInputStream(in, true, 0);
  }

  static BodyInputStream ofLength(InputStream in, long length) {
    return new BodyInputStream(in, false, length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (remaining == 0 && !ended) {
      beginChunk();
    }
    if (ended) {
      return -1;
    }
    int read = in.read(bytes, offset, (int) Math.min(length, remaining));
    if (read < 0) {
      throw new EOFException("closed in the middle of a body");
    }
    remaining -= read;
    return read;
  }

  private void beginChunk() throws IOException {
    if (!chunked) {
      ended = true;
      return;
    }
    if (!firstChunk && !readLine().isEmpty()) {
      throw new ProtocolException("a chunk is longer than declared");
    }
    firstChunk = false;
    remaining = chunkSize(readLine());
    if (remaining == 0) {
      while (!readLine().isEmpty()) {
        // Skip trailers.
      }
      ended = true;
    }
  }

  private static long chunkSize(String line) throws ProtocolException {
    int end = line.indexOf(';');
    try {
      long size = Long.parseLong((end < 0 ? line : line.substring(0, end)).strip(), 16);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException _) {
      // Reported below.
    }
    throw new ProtocolException("not the size of a chunk: " + line);
  }

  private String readLine() throws IOException {
    return BlockingConnection.readLine(in, MAX_LINE_BYTES);
  }
}
