package dev.firstword.retrieval.extraction;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firstword.retrieval.document.Chunk;
import dev.firstword.retrieval.document.MediaType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The messages between the server and a process that reads documents. Lengths come first, so that
 * the server can limit what it accepts from a process that may have been taken over.
 */
final class ExtractionProtocol {

  /** Sent by the process once it is ready. */
  static final int READY = 0x46;

  /** The longest title, heading path or text in UTF-8; a chunk stays well below. */
  static final int MAX_STRING_BYTES = 64 * 1024;

  /** What all strings of a reply may have together in UTF-8. */
  private static final int MAX_REPLY_BYTES = 3 * Chunker.MAX_TOTAL_LENGTH;

  private static final int EXTRACTED = 0;
  private static final int REFUSED = 1;

  private ExtractionProtocol() {}

  /** A document to read. */
  @SuppressWarnings("ArrayRecordComponent") // Its content is never compared.
  record Request(MediaType mediaType, byte[] content) {}

  /** The outcome of reading a document. */
  sealed interface Reply {

    /** The document was read. */
    record Extracted(ExtractedChunks chunks) implements Reply {}

    /** The document can't be read; the reason is a sentence for the uploader. */
    record Refused(String reason) implements Reply {}
  }

  static void write(DataOutputStream out, Request request) throws IOException {
    out.writeUTF(request.mediaType().wireName());
    out.writeInt(request.content().length);
    out.write(request.content());
    out.flush();
  }

  /** Reads the next request; empty at the end of the stream. */
  static Optional<Request> readRequest(DataInputStream in) throws IOException {
    try {
      MediaType mediaType = MediaType.ofWireName(in.readUTF()).orElseThrow();
      byte[] content = new byte[in.readInt()];
      in.readFully(content);
      return Optional.of(new Request(mediaType, content));
    } catch (EOFException _) {
      return Optional.empty();
    }
  }

  static void write(DataOutputStream out, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Refused refused -> {
        out.writeByte(REFUSED);
        writeString(out, refused.reason());
      }
      case Reply.Extracted extracted -> {
        out.writeByte(EXTRACTED);
        writeString(out, extracted.chunks().title());
        out.writeInt(extracted.chunks().chunks().size());
        for (Chunk chunk : extracted.chunks().chunks()) {
          writeString(out, chunk.heading());
          writeString(out, chunk.text());
        }
      }
    }
    out.flush();
  }

  /**
   * Reads a reply.
   *
   * @throws EOFException if the process has ended
   * @throws ProtocolException if the reply is invalid or larger than any document allows
   */
  static Reply readReply(DataInputStream in) throws IOException {
    Strings strings = new Strings(in);
    int kind = in.readByte();
    if (kind == REFUSED) {
      return new Reply.Refused(strings.next());
    }
    if (kind != EXTRACTED) {
      throw new ProtocolException("unknown reply " + kind);
    }
    String title = strings.next();
    int count = in.readInt();
    if (count < 0 || count > Chunker.MAX_CHUNKS) {
      throw new ProtocolException("a reply of " + count + " chunks");
    }
    List<Chunk> chunks = new ArrayList<>();
    for (int position = 0; position < count; position++) {
      chunks.add(new Chunk(position, strings.next(), strings.next(), null));
    }
    return new Reply.Extracted(new ExtractedChunks(title, chunks));
  }

  /** Writes a string; one that is longer than any should be is cut. */
  private static void writeString(DataOutputStream out, String text) throws IOException {
    String cut = text.substring(0, Math.min(text.length(), MAX_STRING_BYTES / 3));
    byte[] bytes = cut.getBytes(UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads strings up to the limits. */
  private static final class Strings {
    private final DataInputStream in;
    private int left = MAX_REPLY_BYTES;

    Strings(DataInputStream in) {
      this.in = in;
    }

    String next() throws IOException {
      int length = in.readInt();
      if (length < 0 || length > Math.min(left, MAX_STRING_BYTES)) {
        throw new ProtocolException("a string of " + length + " bytes");
      }
      left -= length;
      byte[] bytes = new byte[length];
      in.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }
}
