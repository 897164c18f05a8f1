package dev.firstword.bench.relay;

import io.netty.buffer.ByteBuf;

/**
 * Reads chunked responses one after another, split anywhere, for the stamps in their bodies and
 * nothing else: the load has to be cheaper than what it loads.
 */
final class StreamParser {

  /** Hears what is read. */
  interface Sink {
    void onHead(int status);

    void onStamp(long stamp);

    void onEnd();
  }

  private enum State {
    HEAD,
    SIZE,
    DATA,
    AFTER_DATA,
    TRAILER
  }

  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_DIGITS = 3;

  private final Sink sink;
  private State state = State.HEAD;
  private int headLength;
  private int lineLength;
  private int status;
  private int left;
  private int digitsLeft;
  private long stamp;

  StreamParser(Sink sink) {
    this.sink = sink;
  }

  void feed(ByteBuf bytes) {
    while (bytes.isReadable()) {
      if (state == State.DATA) {
        readData(bytes);
      } else {
        readFrame(bytes.readByte());
      }
    }
  }

  private void readFrame(byte next) {
    switch (state) {
      case HEAD -> readHead(next);
      case SIZE -> readSize(next);
      case AFTER_DATA -> {
        if (next == '\n') {
          state = State.SIZE;
        }
      }
      case TRAILER -> {
        if (endsEmptyLine(next)) {
          state = State.HEAD;
          headLength = 0;
          status = 0;
          sink.onEnd();
        }
      }
      case DATA -> throw new AssertionError("data is no part of the frame");
    }
  }

  private void readHead(byte next) {
    if (headLength >= STATUS_AT && headLength < STATUS_AT + STATUS_DIGITS) {
      status = status * 10 + next - '0';
    }
    headLength++;
    if (endsEmptyLine(next)) {
      state = State.SIZE;
      sink.onHead(status);
    }
  }

  private boolean endsEmptyLine(byte next) {
    if (next == '\n') {
      boolean empty = lineLength == 0;
      lineLength = 0;
      return empty;
    }
    if (next != '\r') {
      lineLength++;
    }
    return false;
  }

  private void readSize(byte next) {
    if (next == '\n') {
      state = left == 0 ? State.TRAILER : State.DATA;
    } else if (next != '\r') {
      left = left << 4 | StampedEvent.digit(next);
    }
  }

  private void readData(ByteBuf bytes) {
    int end = bytes.readerIndex() + Math.min(left, bytes.readableBytes());
    left -= end - bytes.readerIndex();
    while (bytes.readerIndex() < end) {
      if (digitsLeft > 0) {
        stamp = stamp << 4 | StampedEvent.digit(bytes.readByte());
        if (--digitsLeft == 0) {
          sink.onStamp(stamp);
        }
      } else {
        int mark = bytes.indexOf(bytes.readerIndex(), end, StampedEvent.MARK);
        bytes.readerIndex(mark < 0 ? end : mark + 1);
        digitsLeft = mark < 0 ? 0 : StampedEvent.DIGITS;
        stamp = 0;
      }
    }
    if (left == 0) {
      state = State.AFTER_DATA;
    }
  }
}
