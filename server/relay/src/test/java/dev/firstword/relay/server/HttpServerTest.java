package dev.firstword.relay.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.loop.EventLoops;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/1 as clients send it, over real sockets. */
final class HttpServerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final HttpTimeouts SHORT_TIMEOUTS =
      new HttpTimeouts(
          Duration.ofMillis(300),
          Duration.ofMillis(400),
          Duration.ofMillis(600),
          Duration.ofSeconds(15),
          Duration.ofSeconds(30));

  private final EventLoops loops = EventLoops.start(1);
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final BlockingQueue<ServerRequest> requests = new LinkedBlockingQueue<>();
  private HttpTimeouts timeouts = HttpTimeouts.DEFAULTS;

  @AfterEach
  void close() {
    loops.close();
  }

  @Test
  void answersRequestsInTheOrderInWhichTheyWerePipelined() throws Exception {
    try (HttpServer server = serve(this::rememberAndEcho);
        BlockingConnection connection = connect(server)) {
      connection.send(bytes(post("/one", "first") + post("/two", "second") + get("/three")));

      assertThat(bodyOf(connection)).isEqualTo("/one first");
      assertThat(bodyOf(connection)).isEqualTo("/two second");
      assertThat(bodyOf(connection)).isEqualTo("/three ");
    }
  }

  @Test
  void handlesThePipelinedRequestOnceTheResponseBeforeItHasEnded() throws Exception {
    try (HttpServer server = serve(requests::add);
        BlockingConnection connection = connect(server)) {
      connection.send(bytes(get("/one") + get("/two")));
      ServerRequest first = next();

      assertThat(requests).isEmpty();

      first.loop().execute(() -> first.response().end(bytes("done")));
      assertThat(bodyOf(connection)).isEqualTo("done");
      assertThat(next().path()).isEqualTo("/two");
    }
  }

  @Test
  void keepsAPausedBodyWaitingUntilItIsRead() throws Exception {
    try (HttpServer server =
            serve(request -> {
              request.pause();
              requests.add(request);
            });
        BlockingConnection connection = connect(server)) {
      connection.send(bytes(post("/", "x".repeat(300_000)) + get("/next")));
      ServerRequest paused = next();

      paused.loop().execute(() -> rememberAndEcho(paused));

      assertThat(bodyOf(connection)).hasSize("/ ".length() + 300_000);
      assertThat(next().path()).isEqualTo("/next");
    }
  }

  @Test
  void discardsABodyThatIsNotRead() throws Exception {
    try (HttpServer server = serve(request -> request.response().end(bytes(request.path())));
        BlockingConnection connection = connect(server)) {
      connection.send(bytes(post("/one", "y".repeat(100_000)) + get("/two")));

      assertThat(bodyOf(connection)).isEqualTo("/one");
      assertThat(bodyOf(connection)).isEqualTo("/two");
    }
  }

  @Test
  void asksForABodyOnlyWhenItIsRead() throws Exception {
    try (HttpServer server = serve(requests::add);
        BlockingConnection connection = connect(server)) {
      connection.send(
          bytes("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n"));
      ServerRequest request = next();
      request.loop().execute(() -> rememberAndEcho(request));

      assertThat(connection.readHead().status()).isEqualTo(100);
      connection.send(bytes("body"));
      assertThat(bodyOf(connection)).isEqualTo("/ body");
    }
  }

  @Test
  void streamsInChunksWithATrailer() throws Exception {
    try (HttpServer server =
            serve(request -> {
              request.response().header("trailer", "total").write(bytes("a"));
              request.response().write(bytes("bc"));
              request.response().trailer("total", "3");
              request.response().end(bytes("d"));
            });
        BlockingConnection connection = connect(server)) {
      connection.send(bytes("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"));

      assertThat(new String(connection.readUntilClosed(), US_ASCII))
          .contains("transfer-encoding: chunked\r\n")
          .contains("connection: close\r\n")
          .endsWith("\r\n\r\n1\r\na\r\n2\r\nbc\r\n1\r\nd\r\n0\r\ntotal: 3\r\n\r\n");
    }
  }

  @Test
  void streamsToTheEndOfTheConnectionOnHttp10() throws Exception {
    try (HttpServer server =
            serve(request -> {
              request.response().write(bytes("a"));
              request.response().end(bytes("b"));
            });
        BlockingConnection connection = connect(server)) {
      connection.send(bytes("GET / HTTP/1.0\r\n\r\n"));

      assertThat(new String(connection.readUntilClosed(), US_ASCII))
          .startsWith("HTTP/1.0 200")
          .doesNotContain("chunked")
          .endsWith("\r\n\r\nab");
    }
  }

  @Test
  void sendsNoBodyToAHeadRequest() throws Exception {
    try (HttpServer server = serve(request -> request.response().end(bytes("body")));
        BlockingConnection connection = connect(server)) {
      connection.send(bytes("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n"));
      ResponseHead head = connection.readHead();

      assertThat(head.header("content-length")).hasValue("4");
      connection.send(bytes(get("/")));
      assertThat(bodyOf(connection)).isEqualTo("body");
    }
  }

  @Test
  void refusesWhatIsNotHttpAndCloses() throws Exception {
    try (HttpServer server = serve(this::rememberAndEcho)) {
      for (String broken :
          List.of(
              "NONSENSE\r\n\r\n",
              "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
              "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1, 2\r\n\r\n")) {
        try (BlockingConnection connection = connect(server)) {
          connection.send(bytes(broken));

          assertThat(connection.readHead().status()).as(broken).isEqualTo(400);
          assertThat(connection.isClosedByPeer()).isTrue();
        }
      }
      assertThat(seen).containsExactly("MALFORMED", "MALFORMED", "MALFORMED");
    }
  }

  @Test
  void tellsWhichLimitARequestHeadExceeds() throws Exception {
    try (HttpServer server = serve(this::rememberAndEcho)) {
      for (String tooLarge :
          List.of(
              "GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nhost: a\r\n\r\n",
              "GET / HTTP/1.1\r\nhost: a\r\nx: " + "a".repeat(20_000) + "\r\n\r\n")) {
        try (BlockingConnection connection = connect(server)) {
          connection.send(bytes(tooLarge));

          assertThat(connection.readHead().status()).isEqualTo(400);
        }
      }
      assertThat(seen).containsExactly("LINE_TOO_LONG", "HEADERS_TOO_LARGE");
    }
  }

  @Test
  void deliversTheResponseBeforeItClosesOnAClientThatStillSends() throws Exception {
    try (HttpServer server =
            serve(request -> {
              request.response().closeAfterEnd();
              request.response().status(413).end(bytes("too large"));
            });
        BlockingConnection connection = connect(server)) {
      connection.send(bytes("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\n"));
      connection.send(new byte[500_000]);

      assertThat(connection.readHead().status()).isEqualTo(413);
    }
  }

  @Test
  void reportsADisconnectOnceToTheResponse() throws Exception {
    try (HttpServer server =
        serve(request -> {
          request.response().onClose(() -> seen.add("closed"));
          request.response().onEnd(() -> seen.add("ended"));
          request.response().write(bytes("a"));
          requests.add(request);
        })) {
      ServerRequest request;
      try (BlockingConnection connection = connect(server)) {
        connection.send(bytes(get("/")));
        request = next();
      }
      awaitClosed(request);

      assertThat(seen).containsExactly("closed", "ended");
    }
  }

  @Test
  void closesAConnectionWhoseFirstHeadIsDripped() throws Exception {
    timeouts = SHORT_TIMEOUTS;
    try (HttpServer server = serve(this::rememberAndEcho);
        BlockingConnection connection = connect(server)) {
      assertClosedWhileDripping(connection);
    }
  }

  @Test
  void closesAConnectionWhoseNextHeadIsDripped() throws Exception {
    timeouts = SHORT_TIMEOUTS;
    try (HttpServer server = serve(this::rememberAndEcho);
        BlockingConnection connection = connect(server)) {
      connection.send(bytes(get("/")));
      assertThat(bodyOf(connection)).isEqualTo("/ ");

      assertClosedWhileDripping(connection);
    }
  }

  @Test
  void closesAConnectionWhoseDiscardedBodyNeverEnds() throws Exception {
    timeouts = SHORT_TIMEOUTS;
    try (HttpServer server = serve(request -> request.response().end(bytes("no")));
        BlockingConnection connection = connect(server)) {
      connection.send(bytes("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\nsome"));
      assertThat(bodyOf(connection)).isEqualTo("no");

      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  @Test
  void closesAnUnusedConnection() throws Exception {
    timeouts = SHORT_TIMEOUTS;
    try (HttpServer server = serve(this::rememberAndEcho);
        BlockingConnection connection = connect(server)) {
      connection.send(bytes(get("/")));
      assertThat(bodyOf(connection)).isEqualTo("/ ");

      assertThat(connection.isClosedByPeer()).isTrue();
    }
  }

  /** Sends a byte whenever the server has not closed the connection for a tenth of a second. */
  private static void assertClosedWhileDripping(BlockingConnection connection) throws IOException {
    connection.setReadTimeout(Duration.ofMillis(100));
    String head = "GET / HTTP/1.1\r\nx: " + "y".repeat(200);
    for (int i = 0; i < head.length(); i++) {
      try {
        connection.send(bytes(head.substring(i, i + 1)));
        if (connection.isClosedByPeer()) {
          return;
        }
      } catch (java.net.SocketTimeoutException _) {
        // Still open.
      } catch (IOException _) {
        return;
      }
    }
    throw new AssertionError("the connection is still open");
  }

  private HttpServer serve(Consumer<ServerRequest> handler) {
    return HttpServer.listen(
        loops, HttpServerSettings.of(timeouts), "127.0.0.1", 0, _ -> new Handler(handler));
  }

  private final class Handler implements RequestHandler {
    private final Consumer<ServerRequest> onRequest;

    Handler(Consumer<ServerRequest> onRequest) {
      this.onRequest = onRequest;
    }

    @Override
    public void onRequest(ServerRequest request) {
      onRequest.accept(request);
    }

    @Override
    public void onInvalidRequest(ServerRequest request, Invalidity invalidity) {
      seen.add(invalidity.name());
      request.response().status(400).end();
    }
  }

  private void rememberAndEcho(ServerRequest request) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    request.readBody(
        new BodyListener() {
          @Override
          public void onBytes(byte[] chunk) {
            body.writeBytes(chunk);
          }

          @Override
          public void onEnd() {
            request.response().end(bytes(request.path() + " " + body.toString(US_ASCII)));
          }

          @Override
          public void onFailure() {
            seen.add("failed");
          }
        });
  }

  private ServerRequest next() throws InterruptedException {
    ServerRequest request = requests.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request");
    }
    return request;
  }

  private static void awaitClosed(ServerRequest request) throws Exception {
    BlockingQueue<Boolean> closed = new LinkedBlockingQueue<>();
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      request.loop().execute(() -> closed.add(request.response().isClosed()));
      if (closed.take()) {
        return;
      }
    }
    throw new AssertionError("the response is not closed");
  }

  private static BlockingConnection connect(HttpServer server) throws IOException {
    return BlockingConnection.open(
        URI.create("http://127.0.0.1:" + server.port()), TIMEOUT, TIMEOUT);
  }

  private static String bodyOf(BlockingConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    assertThat(head.status()).isEqualTo(200);
    return new String(connection.body(head).readAllBytes(), US_ASCII);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nhost: a\r\n\r\n";
  }

  private static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nhost: a\r\ncontent-length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
