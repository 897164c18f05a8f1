package dev.firstword.simulator;

import dev.firstword.relay.server.HttpProtocol;
import dev.firstword.relay.server.ServerRequest;
import dev.firstword.relay.server.ServerResponse;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ResponseWriter;
import java.util.Arrays;
import java.util.Map;

/**
 * Writes a response over HTTP. Writes after the client has disconnected are ignored. Aborting and
 * resetting drop an HTTP/1.1 connection; on HTTP/2 they reset only the call's stream.
 */
final class HttpResponseWriter implements ResponseWriter {
  /** The HTTP/2 error code of a stream that was not processed (RFC 9113, section 7). */
  private static final long REFUSED_STREAM = 0x7;

  private final ServerRequest request;
  private final ServerResponse response;

  HttpResponseWriter(ServerRequest request) {
    this.request = request;
    response = request.response();
  }

  @Override
  public void writeHead(int status, String contentType, Map<String, String> headers) {
    putHead(status, contentType, headers);
    response.header("cache-control", "no-cache");
    response.sendHead();
  }

  @Override
  public void write(byte[] bytes) {
    response.write(bytes);
  }

  @Override
  public void end() {
    response.end();
  }

  @Override
  public void sendReply(JsonReply reply, Runnable beforeEnd) {
    beforeEnd.run();
    putHead(reply.status(), JsonReply.CONTENT_TYPE, reply.headers());
    response.end(reply.body());
  }

  @Override
  public void sendTruncated(JsonReply reply, int bytes) {
    putHead(reply.status(), JsonReply.CONTENT_TYPE, reply.headers());
    if (request.protocol() != HttpProtocol.HTTP_2) {
      response.header("content-length", Integer.toString(reply.body().length));
    }
    response.write(Arrays.copyOf(reply.body(), bytes));
    abort();
  }

  @Override
  public void abort() {
    response.close();
  }

  @Override
  public void reset() {
    response.reset(REFUSED_STREAM);
  }

  @Override
  public void whenFlushed(Runnable action) {
    action.run();
  }

  @Override
  public boolean isCongested() {
    return !response.isEnded() && !response.isClosed() && !response.isWritable();
  }

  @Override
  public void onDrain(Runnable action) {
    response.onWritable(action);
  }

  private void putHead(int status, String contentType, Map<String, String> headers) {
    response.status(status);
    if (!contentType.isEmpty()) {
      response.header("content-type", contentType);
    }
    headers.forEach(response::header);
  }
}
