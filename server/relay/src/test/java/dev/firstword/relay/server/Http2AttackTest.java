package dev.firstword.relay.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.loop.EventLoops;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Abuse of HTTP/2 (RFC 9113), frame by frame. Each attack ends its own connection, and one beside
 * it is answered.
 */
final class Http2AttackTest {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int PRIORITY = 2;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;

  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  /** {@code GET / HTTP/2} without an authority, from the static table of HPACK. */
  private static final byte[] GET = {(byte) 0x82, (byte) 0x86, (byte) 0x84};

  /** Many more frames than any of the limits. */
  private static final int FLOOD = 50_000;

  private final EventLoops loops = EventLoops.start(1);
  private final AtomicInteger handled = new AtomicInteger();
  private final HttpServer server =
      HttpServer.listen(
          loops,
          HttpServerSettings.of(HttpTimeouts.DEFAULTS).withH2c(true),
          "127.0.0.1",
          0,
          _ -> new Greeter());

  @AfterEach
  void close() {
    server.close();
    loops.close();
  }

  private final class Greeter implements RequestHandler {

    @Override
    public void onRequest(ServerRequest request) {
      handled.incrementAndGet();
      request.response().end("hello".getBytes(US_ASCII));
    }

    @Override
    public void onInvalidRequest(ServerRequest request, Invalidity invalidity) {
      request.response().status(400).end();
    }
  }

  /** A frame that floods a connection. */
  enum Flood {
    PINGS,
    SETTINGS_FRAMES,
    EMPTY_DATA,
    EMPTY_CONTINUATIONS;

    byte[] frame() {
      return switch (this) {
        case PINGS -> Http2AttackTest.frame(PING, 0, 0, new byte[8]);
        case SETTINGS_FRAMES -> Http2AttackTest.frame(SETTINGS, 0, 0);
        case EMPTY_DATA -> Http2AttackTest.frame(DATA, 0, 1);
        case EMPTY_CONTINUATIONS -> Http2AttackTest.frame(CONTINUATION, 0, 1);
      };
    }

    /** What has to precede the flood, on a stream that stays open. */
    byte[] start() {
      return switch (this) {
        case PINGS, SETTINGS_FRAMES -> new byte[0];
        case EMPTY_DATA -> Http2AttackTest.frame(HEADERS, END_HEADERS, 1, GET);
        case EMPTY_CONTINUATIONS -> Http2AttackTest.frame(HEADERS, 0, 1, GET);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodEndsItsConnection(Flood flood) throws Exception {
    try (Attacker attacker = new Attacker();
        Attacker other = new Attacker()) {
      attacker.send(flood.start());
      for (int i = 0; i < FLOOD / 100 && attacker.send(repeated(flood.frame(), 100)); i++) {
        attacker.readAvailable();
      }

      attacker.awaitClose();
      assertThat(other.get(1)).isEqualTo("hello");
    }
  }

  /** CVE-2023-44487: requests that are reset at once never count as open. */
  @Test
  void aRapidResetEndsItsConnection() throws Exception {
    try (Attacker attacker = new Attacker();
        Attacker other = new Attacker()) {
      for (int id = 1; id < 2 * FLOOD && attacker.send(requestAndReset(id)); id += 2) {
        attacker.readAvailable();
      }

      attacker.awaitClose();
      assertThat(handled.get()).isLessThan(5_000);
      assertThat(other.get(1)).isEqualTo("hello");
    }
  }

  private static byte[] requestAndReset(int id) {
    return concat(
        frame(HEADERS, END_HEADERS | END_STREAM, id, GET), frame(RST_STREAM, 0, id, new byte[4]));
  }

  /** A few bytes that refer to one long header in the dynamic table. */
  @Test
  void aHeaderListThatDecompressesToMoreThanItsLimitIsRefused() throws Exception {
    byte[] longHeader = literal("x-long", "y".repeat(3_000));
    byte[] references = new byte[4_000];
    Arrays.fill(references, (byte) 0xBE); // Index 62, the newest entry.
    try (Attacker attacker = new Attacker();
        Attacker other = new Attacker()) {
      attacker.send(
          frame(HEADERS, END_HEADERS | END_STREAM, 1, concat(GET, longHeader, references)));

      assertThat(attacker.awaitEndOf(1)).isIn(HEADERS, RST_STREAM, GOAWAY);
      assertThat(handled.get()).isZero();
      assertThat(other.get(1)).isEqualTo("hello");
    }
  }

  @Test
  void aStreamMayDependOnItself() throws Exception {
    try (Attacker attacker = new Attacker();
        Attacker other = new Attacker()) {
      byte[] dependsOnItself = {0, 0, 0, 1, 16};
      attacker.send(frame(PRIORITY, 0, 1, dependsOnItself));

      assertThat(attacker.awaitEndOf(1)).isIn(RST_STREAM, GOAWAY);
      assertThat(other.get(1)).isEqualTo("hello");
    }
  }

  /** The response waits for its window, and the connection beside it does not. */
  @Test
  void aWindowOfOneByteDelaysItsOwnResponseOnly() throws Exception {
    try (Attacker attacker = new Attacker();
        Attacker other = new Attacker()) {
      byte[] windowOfOne = {0, 4, 0, 0, 0, 1};
      attacker.send(frame(SETTINGS, 0, 0, windowOfOne));
      attacker.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, GET));

      StringBuilder body = new StringBuilder(attacker.awaitData(1));
      assertThat(other.get(1)).isEqualTo("hello");
      while (body.length() < "hello".length()) {
        attacker.send(frame(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 1}));
        String piece = attacker.awaitData(1);
        assertThat(piece).hasSize(1);
        body.append(piece);
      }
      assertThat(body).hasToString("hello");
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte... payload) {
    byte[] frame = new byte[9 + payload.length];
    frame[0] = (byte) (payload.length >> 16);
    frame[1] = (byte) (payload.length >> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    frame[5] = (byte) (stream >> 24);
    frame[6] = (byte) (stream >> 16);
    frame[7] = (byte) (stream >> 8);
    frame[8] = (byte) stream;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    return frame;
  }

  /** A header that HPACK adds to the dynamic table. */
  private static byte[] literal(String name, String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0x40);
    bytes.write(name.length());
    bytes.writeBytes(name.getBytes(US_ASCII));
    int rest = value.length() - 127; // An integer with a prefix of seven bits.
    bytes.write(127);
    while (rest >= 128) {
      bytes.write(rest % 128 + 128);
      rest /= 128;
    }
    bytes.write(rest);
    bytes.writeBytes(value.getBytes(US_ASCII));
    return bytes.toByteArray();
  }

  private static byte[] repeated(byte[] piece, int times) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      bytes.writeBytes(piece);
    }
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  /** A client that sends any frames it likes. */
  private final class Attacker implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Attacker() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
      in = new DataInputStream(socket.getInputStream());
      send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      send(frame(SETTINGS, 0, 0));
    }

    /** Returns whether the server still takes bytes. */
    boolean send(byte[] bytes) throws IOException {
      try {
        socket.getOutputStream().write(bytes);
        return true;
      } catch (SocketException closed) {
        return false;
      }
    }

    /** So that the answers to a flood do not fill the connection. */
    void readAvailable() throws IOException {
      try {
        in.skipNBytes(Math.max(0, in.available()));
      } catch (SocketException closed) {
        // The next write fails too.
      }
    }

    /** Reads until the server has closed the connection. */
    void awaitClose() throws IOException {
      try {
        in.skipNBytes(Long.MAX_VALUE);
      } catch (EOFException | SocketException closed) {
        // As expected; a connection that stays open times out.
      }
    }

    String get(int stream) throws IOException {
      send(frame(HEADERS, END_HEADERS | END_STREAM, stream, GET));
      return awaitData(stream);
    }

    /** Returns the payload of the next frame of data that is not empty. */
    String awaitData(int stream) throws IOException {
      while (true) {
        Received received = read();
        if (received.type == DATA && received.stream == stream && received.payload.length > 0) {
          return new String(received.payload, US_ASCII);
        }
      }
    }

    /** Returns the type of the first frame that says how the server takes a stream. */
    int awaitEndOf(int stream) throws IOException {
      while (true) {
        Received received = read();
        if (received.type == GOAWAY || received.stream == stream) {
          return received.type;
        }
      }
    }

    private Received read() throws IOException {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      in.readUnsignedByte();
      int stream = in.readInt();
      return new Received(type, stream, in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // read once
  private record Received(int type, int stream, byte[] payload) {}
}
