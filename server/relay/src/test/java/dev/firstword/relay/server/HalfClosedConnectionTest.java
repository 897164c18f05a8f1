package dev.firstword.relay.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.loop.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that close their side of the connection once they have sent their requests. */
@SuppressWarnings("NullAway.Init") // set before each test
final class HalfClosedConnectionTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final EventLoops loops = EventLoops.start(1);
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final BlockingQueue<ServerRequest> requests = new LinkedBlockingQueue<>();
  private HttpServer server;

  @BeforeEach
  void start() {
    server =
        HttpServer.listen(
            loops,
            HttpServerSettings.of(HttpTimeouts.DEFAULTS),
            "127.0.0.1",
            0,
            _ -> new Handler());
  }

  @AfterEach
  void close() {
    server.close();
    loops.close();
  }

  @Test
  void getTheirAnswer() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/"));
      socket.shutdownOutput();
      ServerRequest request = next();
      awaitWhatTheServerHasReceived();

      request.loop().execute(() -> request.response().end(bytes("answer")));

      assertThat(bodyOf(connection)).isEqualTo("answer");
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void getTheRestOfAStream() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/"));
      ServerRequest request = next();
      request.loop().execute(() -> request.response().write(bytes("first ")));
      ResponseHead head = connection.readHead();

      socket.shutdownOutput();
      awaitWhatTheServerHasReceived();
      request.loop().execute(() -> request.response().write(bytes("second ")));
      request.loop().execute(() -> request.response().end(bytes("third")));

      assertThat(new String(connection.body(head).readAllBytes(), US_ASCII))
          .isEqualTo("first second third");
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  /** More than the sockets at both ends take at once. */
  @Test
  void getALongAnswerHoweverSlowlyTheyRead() throws Exception {
    byte[] part = new byte[1_000_000];
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/"));
      socket.shutdownOutput();
      ServerRequest request = next();
      awaitWhatTheServerHasReceived();
      for (int i = 0; i < 9; i++) {
        request.loop().execute(() -> request.response().write(part));
        awaitWhatTheServerHasReceived();
      }
      request.loop().execute(() -> request.response().end(part));

      ResponseHead head = connection.readHead();

      assertThat(connection.body(head).readAllBytes()).hasSize(10_000_000);
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void getAnAnswerToEachPipelinedRequest() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/one"));
      connection.send(get("/two"));
      socket.shutdownOutput();
      for (String path : List.of("/one", "/two")) {
        ServerRequest request = next();
        awaitWhatTheServerHasReceived();

        request.loop().execute(() -> request.response().end(bytes(request.path())));

        assertThat(bodyOf(connection)).isEqualTo(path);
      }
      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void areDisconnectedIfTheirAnswerCannotTellWhetherTheyLeft() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/unprepared"));
      ServerRequest request = next();
      request.loop().execute(() -> request.response().onClose(() -> seen.add("closed")));
      socket.shutdownOutput();

      assertThat(connection.isClosedByPeer()).isTrue();
      await().atMost(TIMEOUT).until(() -> !seen.isEmpty());
      assertThat(seen).containsExactly("closed");
    }
  }

  @Test
  void areToldThatTheirBodyIsIncomplete() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(bytes("POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nsome"));
      socket.shutdownOutput();

      assertThat(connection.readHead().status()).isEqualTo(400);
      assertThat(new String(connection.readUntilClosed(), US_ASCII)).isEmpty();
    }
  }

  @Test
  void areDisconnectedIfTheyRequestNothing() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      socket.shutdownOutput();

      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void areDisconnectedAfterARequestIfTheyRequestNothingElse() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/"));
      ServerRequest request = next();
      request.loop().execute(() -> request.response().end(bytes("answer")));
      assertThat(bodyOf(connection)).isEqualTo("answer");

      socket.shutdownOutput();

      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void areNoticedToLeaveByWhatIsWritten() throws Exception {
    ServerRequest request;
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/"));
      request = next();
      request.loop().execute(() -> request.response().onClose(() -> seen.add("closed")));
      socket.shutdownOutput();
      awaitWhatTheServerHasReceived();
    }

    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (seen.isEmpty() && System.nanoTime() < deadline) {
      request.loop().execute(() -> request.response().write(bytes("more")));
      awaitWhatTheServerHasReceived();
    }

    assertThat(seen).containsExactly("closed");
  }

  /**
   * The first write that fails closes the connection, and the next one comes before that is
   * reported.
   */
  @Test
  void areNoticedToLeaveIfMoreIsWrittenToTheConnectionThatBroke() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/"));
      ServerRequest request = next();
      request
          .loop()
          .execute(() -> {
            request.response().onClose(() -> seen.add("closed"));
            request
                .response()
                .onHalfClose(() -> {
                  request.response().write(bytes("reset by the client"));
                  request
                      .loop()
                      .schedule(Duration.ofMillis(1), () -> writeTwiceUntilClosed(request));
                });
          });
    }

    await().atMost(TIMEOUT).until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("closed");
  }

  private static void writeTwiceUntilClosed(ServerRequest request) {
    ServerResponse response = request.response();
    if (!response.isClosed()) {
      response.write(bytes("more"));
      request.loop().execute(() -> response.write(bytes("still more")));
      request.loop().schedule(Duration.ofMillis(1), () -> writeTwiceUntilClosed(request));
    }
  }

  /** Another client's exchange on the only loop: what arrived before it has been handled. */
  private void awaitWhatTheServerHasReceived() throws Exception {
    try (Socket socket = connect();
        BlockingConnection connection = new BlockingConnection(socket)) {
      connection.send(get("/other"));
      assertThat(bodyOf(connection)).isEqualTo("other");
    }
  }

  private final class Handler implements RequestHandler {

    @Override
    public void onRequest(ServerRequest request) {
      if (!request.path().equals("/unprepared")) {
        request.response().continueAfterHalfClose();
      }
      switch (request.path()) {
        case "/other" -> request.response().end(bytes("other"));
        case "/body" -> request.readBody(new RefusingListener(request));
        default -> requests.add(request);
      }
    }

    @Override
    public void onInvalidRequest(ServerRequest request, Invalidity invalidity) {
      request.response().continueAfterHalfClose();
      request.response().status(400).end();
    }
  }

  private record RefusingListener(ServerRequest request) implements BodyListener {

    @Override
    public void onBytes(byte[] chunk) {}

    @Override
    public void onEnd() {
      request.response().end();
    }

    @Override
    public void onFailure() {
      request.response().status(400).end();
    }
  }

  private ServerRequest next() throws InterruptedException {
    ServerRequest request = requests.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request");
    }
    return request;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) TIMEOUT.toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  private static String bodyOf(BlockingConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    assertThat(head.status()).isEqualTo(200);
    return new String(connection.body(head).readAllBytes(), US_ASCII);
  }

  private static byte[] get(String path) {
    return bytes("GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
