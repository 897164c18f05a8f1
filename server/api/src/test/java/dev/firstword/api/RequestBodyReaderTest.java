package dev.firstword.api;

import static dev.firstword.api.TestServer.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.identity.Caller;
import dev.firstword.core.identity.Principal;
import dev.firstword.core.identity.Role;
import dev.firstword.core.identity.limit.GrantedTurns;
import dev.firstword.core.identity.limit.InMemoryBucketStore;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.server.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much of a body is kept, for whom and for how long. */
final class RequestBodyReaderTest {

  private static final int BUDGET = 100_000;
  private static final Principal ADA = new Principal(new Caller("acme", "ada"), Role.USER);
  private static final String CHUNKED = "transfer-encoding: chunked\r\n";

  private final CompletableFuture<Principal> authentication = new CompletableFuture<>();
  private final BodyBudget budget = new BodyBudget(BUDGET);
  private final Routes routes = TestServer.routes();
  private final TestServer server = new TestServer(routes);
  private BiFunction<Caller, byte[], Integer> work = (_, body) -> body.length;
  private Duration timeout = TestServer.TIMEOUT;

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 8_192, 50_000, 999_999_999})
  void refusesAStrangerBeforeItsBodyIsComplete(int length) throws IOException {
    serve();
    authentication.completeExceptionally(
        new ProblemException(Problem.unauthorized("Sign in first.")));

    try (BlockingConnection connection = post(length(length), "only this")) {
      ResponseHead head = connection.readHead();

      assertThat(head.status()).isEqualTo(401);
      assertThat(head.header("connection")).hasValue("close");
    }
    assertEverythingIsReleased();
  }

  @Test
  void doesNotInviteTheBodyOfAStranger() throws IOException {
    serve();
    authentication.completeExceptionally(
        new ProblemException(Problem.unauthorized("Sign in first.")));

    try (BlockingConnection connection = post("expect: 100-continue\r\n" + length(10), "")) {
      assertThat(connection.readHead().status()).isEqualTo(401);
    }
  }

  @Test
  void keepsOnlyTheFirstBytesUntilTheCallerIsKnown() throws IOException {
    serve();
    try (BlockingConnection connection = post(CHUNKED, "")) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> send(connection, "ea60\r\n" + "x".repeat(60_000) + "\r\n0\r\n\r\n"));
      await(() -> budget.reservedBytes() > RequestBodyReader.MAX_UNAUTHENTICATED_BYTES);
      awaitTheLoop();

      assertThat(budget.reservedBytes()).isLessThan(20_000);

      authentication.complete(ADA);
      assertThat(answer(connection)).isEqualTo("60000");
      join(sender);
    }
    assertEverythingIsReleased();
  }

  @Test
  void readsAShortBodyWhileTheCallerIsAuthenticated() throws IOException {
    CompletableFuture<byte[]> received = new CompletableFuture<>();
    RequestAuthorizer authorizer = authorizer();
    routes.add(
        HttpMethod.POST,
        "/api/body",
        (context, _) ->
            authorizer.readBody(
                context,
                authorizer.startAuthentication(context),
                limits(),
                body -> {
                  received.complete(body.bytes());
                  body.close();
                  context.sendEmpty(204);
                }));

    try (BlockingConnection connection = post(length(5), "short")) {
      assertThat(connection.readHead().status()).isEqualTo(204);
      assertThat(authentication).isNotDone();
      assertThat(received.join()).isEqualTo(bytes("short"));
    }
  }

  @Test
  void refusesWhatExceedsTheBudgetOfAllBodies() throws IOException {
    serve();
    authentication.complete(ADA);
    try (BlockingConnection first = post(length(70_000), "x".repeat(60_000))) {
      await(() -> budget.reservedBytes() >= 60_000);

      try (BlockingConnection second = post(CHUNKED, "ea60\r\n" + "y".repeat(60_000))) {
        assertRefusedForNow(second);
      }
      try (BlockingConnection third = post(length(60_000), "")) {
        assertRefusedForNow(third);
      }

      first.send(bytes("x".repeat(10_000)));
      assertThat(answer(first)).isEqualTo("70000");
    }
    assertEverythingIsReleased();
    try (BlockingConnection later = post(length(60_000), "z".repeat(60_000))) {
      assertThat(answer(later)).isEqualTo("60000");
    }
  }

  @Test
  void countsWhatManySmallChunksTake() throws IOException {
    serve();
    authentication.complete(ADA);
    try (BlockingConnection connection = post(CHUNKED, "1\r\nx\r\n".repeat(20_000))) {
      assertRefusedForNow(connection);
    }
    assertEverythingIsReleased();
  }

  /** The ways in which reading or processing a body ends. */
  enum End {
    PROCESSED(200, length(4), "body"),
    MALFORMED(400, CHUNKED, "4\r\nbody\r\nzz\r\n"),
    TOO_LARGE(413, length(999_999), "body"),
    GROWN_TOO_LARGE(413, CHUNKED, "15f90\r\n" + "x".repeat(90_000)),
    LATE(408, length(5), "body"),
    WORK_FAILED(500, length(4), "fail");

    private final int status;
    private final String headers;
    private final String body;

    End(int status, String headers, String body) {
      this.status = status;
      this.headers = headers;
      this.body = body;
    }
  }

  @ParameterizedTest
  @EnumSource
  void releasesTheMemoryHoweverItEnds(End end) throws IOException {
    timeout = end == End.LATE ? Duration.ofMillis(50) : TestServer.TIMEOUT;
    work =
        (_, body) -> {
          if (body[0] == 'f') {
            throw new StackOverflowError("thrown by the test");
          }
          return body.length;
        };
    serve();
    authentication.complete(ADA);

    try (BlockingConnection connection = post(end.headers, end.body)) {
      assertThat(connection.readHead().status()).isEqualTo(end.status);
    }

    assertEverythingIsReleased();
  }

  @Test
  void releasesTheMemoryOfAClientThatLeaves() throws IOException {
    serve();
    authentication.complete(ADA);
    try (BlockingConnection connection = post(length(9), "body")) {
      await(() -> budget.reservedBytes() > 0);
      connection.reset();
    }

    assertEverythingIsReleased();
  }

  @Test
  void releasesTheMemoryWhenTheServerShutsDown() throws IOException {
    serve();
    authentication.complete(ADA);
    try (BlockingConnection connection = post(length(9), "body")) {
      await(() -> budget.reservedBytes() > 0);
      server.virtualThreads.shutdown();
      connection.send(bytes(" rest"));

      assertThat(connection.readHead().status()).isEqualTo(503);
    }

    assertEverythingIsReleased();
  }

  @Test
  void holdsTheMemoryWhileTheBodyIsProcessed() throws IOException {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    work = (_, _) -> result.join();
    serve();
    authentication.complete(ADA);
    try (BlockingConnection connection = post(length(4), "body")) {
      await(() -> budget.reservedBytes() > 0);
      awaitTheLoop();
      assertThat(budget.reservedBytes()).isPositive();

      result.complete(4);

      assertThat(answer(connection)).isEqualTo("4");
    }
    assertEverythingIsReleased();
  }

  private void serve() {
    RequestAuthorizer authorizer = authorizer();
    routes.add(
        HttpMethod.POST,
        "/api/body",
        (context, _) ->
            authorizer.forCaller(
                context,
                limits(),
                (caller, body) -> work.apply(caller, body),
                size -> context.response().end(bytes(size.toString()))));
  }

  private RequestAuthorizer authorizer() {
    return new RequestAuthorizer(
        (_, _) -> {
          try {
            return authentication.join();
          } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
          }
        },
        true,
        server.virtualThreads,
        new GrantedTurns(new InMemoryBucketStore(System::nanoTime)),
        budget,
        new BodyBudget(BUDGET));
  }

  private RequestBodyReader.Limits limits() {
    return new RequestBodyReader.Limits(80_000, timeout);
  }

  private BlockingConnection post(String headers, String body) throws IOException {
    BlockingConnection connection = server.connect();
    connection.send(bytes("POST /api/body HTTP/1.1\r\nhost: a\r\n" + headers + "\r\n" + body));
    return connection;
  }

  private static String length(int bytes) {
    return "content-length: " + bytes + "\r\n";
  }

  private static void send(BlockingConnection connection, String text) {
    try {
      connection.send(bytes(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answer(BlockingConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    assertThat(head.status()).isEqualTo(200);
    return new String(connection.body(head).readAllBytes(), UTF_8);
  }

  private static void assertRefusedForNow(BlockingConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    assertThat(head.status()).isEqualTo(503);
    assertThat(head.header("retry-after")).isPresent();
    assertThat(new String(connection.body(head).readAllBytes(), UTF_8))
        .contains("\"action\":\"wait\"");
  }

  private void assertEverythingIsReleased() {
    await(() -> budget.reservedBytes() == 0);
  }

  /** Another client's exchange on the only loop: what arrived before it has been handled. */
  private void awaitTheLoop() throws IOException {
    try (BlockingConnection other = server.connect()) {
      other.send(bytes("GET /other HTTP/1.1\r\nhost: a\r\n\r\n"));
      assertThat(other.readHead().status()).isEqualTo(404);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(TestServer.TIMEOUT).until(condition);
  }
}
