package dev.firstword.bench.reader;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Posts turns and reads them, each on its own connection, with any number of concurrent turns. */
public final class ReaderPool implements AutoCloseable {

  private static final int MAX_CONNECTIONS = 10_000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
  private final HttpClient client;

  public ReaderPool(URI server) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort()),
            new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  /** Posts a message and follows its turn. Times count from this call. */
  public Reader post(String message) {
    Reader reader = new Reader(System.nanoTime());
    Buffer body = new JsonObject().put("message", message).toBuffer();
    client
        .request(HttpMethod.POST, "/api/chat/stream")
        .compose(request -> send(request, reader, body))
        .onSuccess(response -> follow(response, reader))
        .onFailure(failure -> onFailure(reader, failure));
    return reader;
  }

  private static Future<HttpClientResponse> send(
      HttpClientRequest request, Reader reader, Buffer body) {
    reader.onConnected(request.connection());
    return request.putHeader("Content-Type", "application/json").send(body);
  }

  private static void follow(HttpClientResponse response, Reader reader) {
    response.exceptionHandler(failure -> onFailure(reader, failure));
    if (response.statusCode() != 200) {
      response
          .body()
          .onSuccess(body ->
              reader.onRefused(response.statusCode(), body.toString(StandardCharsets.UTF_8)));
      return;
    }
    response.handler(bytes -> reader.onBytes(bytes.getBytes()));
    response.endHandler(_ -> reader.finish());
  }

  private static void onFailure(Reader reader, Throwable failure) {
    reader.recordViolation("lost: " + failure);
    reader.finish();
  }

  @Override
  public void close() {
    client.close().await();
    vertx.close().await();
  }
}
