package dev.firstword.simulator;

import dev.firstword.simulator.playback.Line;
import dev.firstword.simulator.playback.Reply;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Map;

/**
 * The HTTP response as a line; what is said after the client left is not said.
 *
 * <p>Cutting and resetting go past Vert.x to the channel, since HTTP itself has no words for them;
 * on HTTP/2 they concern the one stream.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits for a connection that is being dropped
final class HttpLine implements Line {
  /** HTTP/2 error codes (RFC 9113, section 7). */
  private static final long INTERNAL_ERROR = 0x2;

  private static final long REFUSED_STREAM = 0x7;

  private final HttpServerRequest request;
  private final HttpServerResponse response;

  HttpLine(HttpServerRequest request) {
    this.request = request;
    response = request.response();
  }

  @Override
  public void open(int status, String contentType, Map<String, String> headers) {
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
  public void answer(Reply reply) {
    if (!response.closed()) {
      putHead(reply.status(), Reply.CONTENT_TYPE, reply.headers());
      response.end(Buffer.buffer(reply.body()));
    }
  }

  @Override
  public void answerInPart(Reply reply, int bytes) {
    if (!response.closed()) {
      putHead(reply.status(), Reply.CONTENT_TYPE, reply.headers());
      response.putHeader("content-length", Integer.toString(reply.body().length));
      response.write(Buffer.buffer(reply.body()).slice(0, bytes));
      cut();
    }
  }

  @Override
  public void cut() {
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
  public void then(Runnable action) {
    action.run();
  }

  @Override
  public boolean congested() {
    return !response.ended() && !response.closed() && response.writeQueueFull();
  }

  @Override
  public void whenClear(Runnable action) {
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
