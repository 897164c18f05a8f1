package dev.firstword.simulator;

import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.response.ResponseWriter;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;

/**
 * Writes a response over HTTP. Writes after the client has disconnected are ignored.
 *
 * <p>Aborting and resetting bypass Vert.x and act on the Netty channel, because HTTP/1.1 cannot
 * express them. On HTTP/2 they reset only the call's stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nothing waits for a dropped connection
final class HttpResponseWriter implements ResponseWriter {
  /** HTTP/2 error codes (RFC 9113, section 7). */
  private static final long INTERNAL_ERROR = 0x2;

  private static final long REFUSED_STREAM = 0x7;

  private final HttpServerRequest request;
  private final HttpServerResponse response;

  HttpResponseWriter(HttpServerRequest request) {
    this.request = request;
    response = request.response();
  }

  @Override
  public void writeHead(int status, String contentType, Map<String, String> headers) {
    if (!response.closed()) {
      putHead(status, contentType, headers);
      response.putHeader("cache-control", "no-cache");
      if (!isHttp2()) {
        response.setChunked(true);
      }
    }
  }

  @Override
  public void write(byte[] bytes) {
    if (bytes.length > 0 && !response.closed()) {
      response.write(Buffer.buffer(bytes));
    }
  }

  @Override
  public void end() {
    if (!response.closed()) {
      response.end();
    }
  }

  @Override
  public void sendReply(JsonReply reply) {
    if (!response.closed()) {
      putHead(reply.status(), JsonReply.CONTENT_TYPE, reply.headers());
      response.end(Buffer.buffer(reply.body()));
    }
  }

  @Override
  public void sendTruncated(JsonReply reply, int bytes) {
    if (!response.closed()) {
      putHead(reply.status(), JsonReply.CONTENT_TYPE, reply.headers());
      response.putHeader("content-length", Integer.toString(reply.body().length));
      response.write(Buffer.buffer(reply.body()).slice(0, bytes));
      abort();
    }
  }

  @Override
  public void abort() {
    if (isHttp2()) {
      response.reset(INTERNAL_ERROR);
    } else {
      channel().close();
    }
  }

  @Override
  public void reset() {
    if (isHttp2()) {
      response.reset(REFUSED_STREAM);
    } else {
      channel().config().setOption(ChannelOption.SO_LINGER, 0);
      channel().close();
    }
  }

  @Override
  public void whenFlushed(Runnable action) {
    action.run();
  }

  @Override
  public boolean isCongested() {
    return !response.ended() && !response.closed() && response.writeQueueFull();
  }

  @Override
  public void onDrain(Runnable action) {
    response.drainHandler(drained -> {
      response.drainHandler(null);
      action.run();
    });
  }

  private void putHead(int status, String contentType, Map<String, String> headers) {
    response.setStatusCode(status).putHeader("content-type", contentType);
    headers.forEach(response::putHeader);
  }

  private boolean isHttp2() {
    return request.version() == HttpVersion.HTTP_2;
  }

  private Channel channel() {
    return ((ConnectionBase) request.connection()).channel();
  }
}
