package dev.firstword.relay.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.relay.event.BoundedByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the stream of a turn strictly. {@link EventStreamDecoder} accepts everything that the
 * standard does; this decoder accepts only the form that the protocol defines (docs/protocol.md).
 * The input may be split anywhere. Not thread-safe.
 */
public final class TurnStreamDecoder {

  /** Receives the contents of a stream, in order. */
  public interface Listener {

    void onEvent(ReceivedEvent event);

    /** Reports the line that ends every stream. */
    void onDone();

    /** Reports the first violation of the protocol. Nothing follows; further input is ignored. */
    void onViolation(String description);
  }

  private static final int MAX_BLOCK_BYTES = 16 * 1024 * 1024;
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(US_ASCII);
  private static final byte[] DONE = "data: [DONE]\n\n".getBytes(US_ASCII);
  private static final byte[] ID_FIELD = "id: ".getBytes(US_ASCII);
  private static final byte[] DATA_FIELD = "\ndata: ".getBytes(US_ASCII);
  private static final int END_OF_BLOCK_BYTES = 2;

  /** All numbers of this length fit into a {@code long}. */
  private static final int MAX_ID_DIGITS = 18;

  private final Listener listener;

  /** Decodes one block at a time. */
  private final EventStreamDecoder decoder =
      new EventStreamDecoder(
          MAX_BLOCK_BYTES,
          new EventStreamDecoder.Listener() {
            @Override
            public void onEvent(
                String name, byte[] bytes, int offset, int length, String lastEventId) {
              if (isProtocolForm(bytes, offset, length, lastEventId)) {
                decoded =
                    new ReceivedEvent(
                        Long.parseLong(lastEventId),
                        new String(bytes, offset, length, UTF_8),
                        System.nanoTime());
              }
            }

            @Override
            public void onTooLarge(int limit) {
              throw new IllegalStateException("a block is not larger than its limit");
            }
          });

  /** The lines up to an empty one. */
  private final BoundedByteBuffer block = new BoundedByteBuffer(MAX_BLOCK_BYTES);

  private int blockLength;
  private boolean isLineEmpty = true;
  private @Nullable ReceivedEvent decoded;
  private boolean isDone;
  private boolean isFailed;

  public TurnStreamDecoder(Listener listener) {
    this.listener = listener;
  }

  /** Decodes the next bytes and passes every event that they complete to the listener. */
  public void feed(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int blockStart = offset;
    int end = offset + length;
    for (int position = offset; position < end && !isFailed; position++) {
      if (bytes[position] != '\n') {
        isLineEmpty = false;
      } else if (isLineEmpty) {
        append(bytes, blockStart, position + 1);
        blockStart = position + 1;
        endBlock();
      } else {
        isLineEmpty = true;
      }
    }
    append(bytes, blockStart, end);
    if (isDone && !isFailed && block.length() > 0) {
      endBlock();
    }
  }

  private void append(byte[] bytes, int from, int to) {
    if (!isFailed && !block.append(bytes, from, to)) {
      fail("an event of more than " + MAX_BLOCK_BYTES + " bytes");
    }
  }

  private void endBlock() {
    blockLength = block.length();
    byte[] bytes = block.drain();
    if (isDone) {
      fail("something follows [DONE]: " + text(bytes));
    } else if (isDone(bytes)) {
      isDone = true;
      listener.onDone();
    } else if (!equalsBlock(bytes, KEEP_ALIVE)) {
      decoder.feed(bytes, 0, blockLength);
      acceptDecoded(bytes);
    }
  }

  /** The end has an id if the stream has no event. */
  private boolean isDone(byte[] bytes) {
    int done = blockLength - DONE.length;
    if (done <= 0) {
      return equalsBlock(bytes, DONE);
    }
    int id = ID_FIELD.length;
    return Arrays.equals(bytes, done, blockLength, DONE, 0, DONE.length)
        && startsWithId(bytes)
        && bytes[done - 1] == '\n'
        && done - 1 > id
        && isSequenceNumber(new String(bytes, id, done - 1 - id, US_ASCII));
  }

  private void acceptDecoded(byte[] bytes) {
    ReceivedEvent event = decoded;
    decoded = null;
    if (event == null) {
      boolean hasId = startsWithId(bytes);
      fail((hasId ? "not an event: " : "an event without an id: ") + text(bytes));
    } else {
      listener.onEvent(event);
    }
  }

  /** Returns whether the block is exactly an id, one line of JSON and an empty line. */
  private boolean isProtocolForm(byte[] bytes, int offset, int length, String id) {
    // The decoder passes data of a single line as a range of the block.
    int dataField = offset - DATA_FIELD.length;
    return offset + length + END_OF_BLOCK_BYTES == blockLength
        && length > 1
        && bytes[offset] == '{'
        && bytes[offset + length - 1] == '}'
        && dataField == ID_FIELD.length + id.length()
        && Arrays.equals(bytes, dataField, offset, DATA_FIELD, 0, DATA_FIELD.length)
        && startsWithId(bytes)
        && isSequenceNumber(id);
  }

  private boolean startsWithId(byte[] bytes) {
    int length = ID_FIELD.length;
    return blockLength > length && Arrays.equals(bytes, 0, length, ID_FIELD, 0, length);
  }

  private static boolean isSequenceNumber(String id) {
    return !id.isEmpty()
        && id.length() <= MAX_ID_DIGITS
        && id.charAt(0) != '0'
        && id.chars().allMatch(digit -> digit >= '0' && digit <= '9');
  }

  private boolean equalsBlock(byte[] bytes, byte[] expected) {
    return Arrays.equals(bytes, 0, blockLength, expected, 0, expected.length);
  }

  private String text(byte[] bytes) {
    return new String(bytes, 0, blockLength, UTF_8);
  }

  private void fail(String violation) {
    isFailed = true;
    listener.onViolation(violation);
  }
}
