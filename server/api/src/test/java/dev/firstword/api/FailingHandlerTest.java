package dev.firstword.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.blocking.BlockingConnection;
import dev.firstword.relay.blocking.ResponseHead;
import dev.firstword.relay.server.HttpMethod;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a handler throws, and wherever, its client does not wait for it. */
final class FailingHandlerTest {

  private final Routes routes = TestServer.routes();
  private final TestServer server = new TestServer(routes);

  @AfterEach
  void close() {
    server.close();
  }

  /** What a handler throws. */
  enum Failure {
    EXCEPTION,
    STACK_OVERFLOW,
    ASSERTION,
    MISSING_CLASS;

    void raise() {
      String message = "thrown by the test";
      switch (this) {
        case EXCEPTION -> throw new IllegalStateException(message);
        case STACK_OVERFLOW -> throw new StackOverflowError(message);
        case ASSERTION -> throw new AssertionError(message);
        case MISSING_CLASS -> throw new NoClassDefFoundError(message);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAnsweredOnTheEventLoop(Failure failure) throws IOException {
    handle((context, _) -> failure.raise());

    assertAnsweredWithAnInternalError();
  }

  @ParameterizedTest
  @EnumSource
  void isAnsweredOnAVirtualThread(Failure failure) throws IOException {
    handle((context, _) -> context.runBlocking(server.virtualThreads, failure::raise));

    assertAnsweredWithAnInternalError();
  }

  @ParameterizedTest
  @EnumSource
  void isAnsweredWhenTheWorkHasAResult(Failure failure) throws IOException {
    handle((context, _) ->
        context.runBlocking(
            server.virtualThreads,
            () -> {
              failure.raise();
              return "";
            },
            _ -> context.sendEmpty(204)));

    assertAnsweredWithAnInternalError();
  }

  @ParameterizedTest
  @EnumSource
  void isAnsweredAfterTheWorkOfAVirtualThread(Failure failure) throws IOException {
    handle(
        (context, _) -> context.runBlocking(server.virtualThreads, () -> "", _ -> failure.raise()));

    assertAnsweredWithAnInternalError();
  }

  @ParameterizedTest
  @EnumSource
  void isAnsweredWhenAFutureFails(Failure failure) throws IOException {
    handle((context, _) ->
        context.runOnLoopAfter(
            CompletableFuture.runAsync(failure::raise), () -> context.sendEmpty(204)));

    assertAnsweredWithAnInternalError();
  }

  @ParameterizedTest
  @EnumSource
  void closesTheConnectionOnceAResponseHasBegun(Failure failure) throws IOException {
    handle((context, _) -> {
      context.response().write(TestServer.bytes("the beginning"));
      failure.raise();
    });

    try (BlockingConnection connection = request()) {
      assertThat(new String(connection.readUntilClosed(), UTF_8))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("the beginning\r\n"); // Without the last chunk: the body is not whole.
    }
  }

  @Test
  void leavesACompleteResponseAlone() throws IOException {
    handle((context, _) -> {
      context.response().end(TestServer.bytes("everything"));
      Failure.STACK_OVERFLOW.raise();
    });

    try (BlockingConnection connection = request()) {
      ResponseHead head = connection.readHead();

      assertThat(head.status()).isEqualTo(200);
      assertThat(new String(connection.body(head).readAllBytes(), UTF_8)).isEqualTo("everything");
    }
  }

  private void handle(Routes.Handler handler) {
    routes.add(HttpMethod.GET, "/api/broken", handler);
  }

  private BlockingConnection request() throws IOException {
    BlockingConnection connection = server.connect();
    connection.send(TestServer.bytes("GET /api/broken HTTP/1.1\r\nhost: a\r\n\r\n"));
    return connection;
  }

  private void assertAnsweredWithAnInternalError() throws IOException {
    try (BlockingConnection connection = request()) {
      ResponseHead head = connection.readHead();
      String body = new String(connection.body(head).readAllBytes(), UTF_8);

      assertThat(head.status()).isEqualTo(500);
      assertThat(head.header("content-type")).hasValue("application/problem+json");
      assertThat(body).contains("\"code\":\"internal\"").doesNotContain("thrown by the test");
    }
  }
}
