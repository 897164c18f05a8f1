package dev.firstword.bench.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/**
 * A chunked HTTP/1.1 response body. A connection that breaks before the last chunk causes an {@link
 * EOFException}, never a regular end.
 */
final class ChunkedBody extends InputStream {

  private final InputStream in;
  private int left;
  private boolean isFirst = true;
  private boolean isFinished;

  ChunkedBody(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (left == 0 && !isFinished) {
      nextChunk();
    }
    if (isFinished) {
      return -1;
    }
    int got = in.read(to, offset, Math.min(length, left));
    if (got < 0) {
      throw new EOFException("the connection broke mid-response");
    }
    left -= got;
    return got;
  }

  private void nextChunk() throws IOException {
    if (!isFirst && !line().isEmpty()) {
      throw new ProtocolViolationException("a chunk is longer than declared");
    }
    isFirst = false;
    left = HexFormat.fromHexDigits(line());
    if (left == 0) {
      isFinished = true;
      line();
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(8);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection broke between two chunks");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
