package dev.firstword.adapters.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses the logs of ended turns with DEFLATE (RFC 1951). A preset dictionary contains what
 * every log does, so that even the log of a short turn shrinks to about a third. The first byte of
 * the result names the dictionary, the next four give the original length.
 */
public final class LogCompression implements AutoCloseable {

  private static final byte FIRST_DICTIONARY = 1;
  private static final int PREFIX_BYTES = 1 + Integer.BYTES;

  /** Most common last, because nearer matches are shorter. Never change it: stored logs need it. */
  private static final byte[] DICTIONARY =
      """
      data: {"type":"error","code":"model_overloaded","message":"The model","action":"retry","retry_after_ms":
      data: {"type":"slow","message":"This takes longer than usual.","waited_ms":5000,"action":"cancel"}
      data: {"type":"cancelled","by":"user"
      data: {"type":"sources","sources":[{"document_id":"doc_01","title":"","source":"https://","section":""
      data: {"type":"summary_text","text":"
      data: {"type":"summary","text":"
      data: {"type":"section","index":0,"count":5,"title":"","state":"started"}
      data: {"type":"phase","name":"embedding","label":"Understanding the question","state":"degraded"
      data: {"type":"phase","name":"search","label":"Searching the documents","state":"failed"
      data: {"type":"phase","name":"reranking","label":"Choosing the best passages"
      data: {"type":"phase","name":"complexity","label":"Judging the question"
      id: 1
      data: {"type":"start","turn_id":"turn_01","conversation_id":"conv_01","user_message_id":"msg_01","assistant_message_id":"msg_01","simulated":true}

      id: 2
      data: {"type":"estimate","ttft_ms":{"p10":1,"p50":2,"p90":3},"total_ms":{"p10":1,"p50":2,"p90":3},"samples":100}

      id: 3
      data: {"type":"phase","name":"auth","label":"Checking who is asking","state":"started","elapsed_ms":0}

      id: 4
      data: {"type":"phase","name":"history","label":"Reading the conversation","state":"finished","elapsed_ms":1}

      id: 5
      data: {"type":"phase","name":"prompt","label":"Preparing the question","state":"started","elapsed_ms":1}

      id: 6
      data: {"type":"phase","name":"model","label":"Thinking about the answer","state":"started","elapsed_ms":1}

      id: 7
      data: {"type":"model","model":"claude-haiku-4-5","reason":"simple","judged_by":"rules"}

      id: 8
      data: {"type":"phase","name":"generation","label":"Writing","state":"finished","elapsed_ms":1}

      id: 9
      data: {"type":"full_start"}

      id: 20
      data: {"type":"stream_end"}

      id: 21
      data: {"type":"done","finish_reason":"stop","usage":{"input_tokens":1,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0},"latency":{"total_ms":1,"ttft_ms":1,"model_ttft_ms":1,"generation_ms":1,"output_tokens_per_second":1.0,"phases":[{"name":"auth","start_ms":0,"duration_ms":0,"state":"finished"},{"name":"acceptance","start_ms":0,"duration_ms":1,"state":"finished"},{"name":"history","start_ms":0,"duration_ms":0,"state":"finished"},{"name":"prompt","start_ms":1,"duration_ms":0,"state":"finished"},{"name":"model","start_ms":1,"duration_ms":1,"state":"finished"},{"name":"generation","start_ms":1,"duration_ms":1,"state":"finished"}],"critical_path":["acceptance","history","prompt","model","generation"]}}

      id: 10
      data: {"type":"text","text":" the"}

      id: 11
      data: {"type":"text","text":" "}

      """
          .getBytes(StandardCharsets.UTF_8);

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);

  /** Compresses a log. */
  public byte[] compress(byte[] log) {
    deflater.reset();
    deflater.setDictionary(DICTIONARY);
    deflater.setInput(log);
    deflater.finish();
    byte[] result = new byte[PREFIX_BYTES + 64 + log.length / 4];
    ByteBuffer.wrap(result).put(FIRST_DICTIONARY).putInt(log.length);
    int length = PREFIX_BYTES;
    while (!deflater.finished()) {
      if (length == result.length) {
        result = Arrays.copyOf(result, 2 * length);
      }
      length += deflater.deflate(result, length, result.length - length);
    }
    return Arrays.copyOf(result, length);
  }

  /** Whether bytes are what {@link #compress} returned; otherwise they are events as they are. */
  public static boolean isCompressed(byte[] bytes) {
    return bytes.length >= PREFIX_BYTES && bytes[0] == FIRST_DICTIONARY;
  }

  /**
   * Restores a log.
   *
   * @throws IllegalStateException if the bytes are not what {@link #compress} returned
   */
  public static byte[] decompress(byte[] compressed) {
    if (compressed.length < PREFIX_BYTES || compressed[0] != FIRST_DICTIONARY) {
      throw new IllegalStateException("a stored log has an unknown format");
    }
    byte[] log = new byte[ByteBuffer.wrap(compressed, 1, Integer.BYTES).getInt()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setDictionary(DICTIONARY);
      inflater.setInput(compressed, PREFIX_BYTES, compressed.length - PREFIX_BYTES);
      int length = 0;
      while (length < log.length) {
        int read = inflater.inflate(log, length, log.length - length);
        if (read == 0) {
          throw new IllegalStateException("a stored log is incomplete");
        }
        length += read;
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("a stored log is damaged", e);
    } finally {
      inflater.end();
    }
    return log;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
