package dev.firstword.relay.server;

import dev.firstword.relay.loop.EventLoop;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request: its head, and its body as it arrives. A body that is neither read nor paused when
 * {@link RequestHandler#onRequest} returns is discarded. Confined to its connection's event loop.
 */
public final class ServerRequest {

  private static final BodyListener DISCARD =
      new BodyListener() {
        @Override
        public void onBytes(byte[] chunk) {}

        @Override
        public void onEnd() {}

        @Override
        public void onFailure() {}
      };

  private enum BodyState {
    ARRIVING,
    COMPLETE,
    FAILED
  }

  private final HttpRequest head;
  private final Channel channel;
  private final HttpProtocol protocol;
  private final boolean tls;
  private final EventLoop loop;
  private final ServerResponse response;
  private final HttpMethod method;

  /** Chunks that arrived while the body was paused; at most what one network read brings. */
  private final Deque<byte[]> pausedChunks = new ArrayDeque<>(0);

  private BodyListener listener = DISCARD;
  private BodyState bodyState = BodyState.ARRIVING;
  private boolean isPaused;
  private boolean isDiscarded = true;
  private boolean isEndDelivered;
  private boolean isContinueOwed;
  private @Nullable Map<String, List<String>> parameters;

  ServerRequest(
      HttpRequest head,
      Channel channel,
      HttpProtocol protocol,
      boolean tls,
      EventLoop loop,
      ServerResponse response) {
    this.head = head;
    this.channel = channel;
    this.protocol = protocol;
    this.tls = tls;
    this.loop = loop;
    this.response = response;
    this.method = HttpMethod.of(head.method().name());
    this.isContinueOwed = HttpUtil.is100ContinueExpected(head);
  }

  public ServerResponse response() {
    return response;
  }

  public EventLoop loop() {
    return loop;
  }

  public HttpMethod method() {
    return method;
  }

  /** Returns the request target as it was sent, with the query. */
  public String target() {
    return head.uri();
  }

  /** Returns the path as it was sent, without the query; escapes are not decoded. */
  public String path() {
    String target = head.uri();
    int start = 0;
    if (!target.startsWith("/")) {
      int scheme = target.indexOf("://");
      if (scheme < 0) {
        return target;
      }
      start = target.indexOf('/', scheme + 3);
      if (start < 0) {
        return "/";
      }
    }
    int end = target.indexOf('?', start);
    return target.substring(start, end < 0 ? target.length() : end);
  }

  /**
   * Returns the first value of a query parameter; null if absent.
   *
   * @throws IllegalArgumentException if the query contains an invalid escape
   */
  public @Nullable String parameter(String name) {
    Map<String, List<String>> all = parameters;
    if (all == null) {
      all = new QueryStringDecoder(head.uri()).parameters();
      parameters = all;
    }
    List<String> values = all.get(name);
    return values == null ? null : values.getFirst();
  }

  /** Returns the first value of a header by its name, in any case; null if absent. */
  public @Nullable String header(String name) {
    return head.headers().get(name);
  }

  /** Returns all values of a header, in the order in which they were sent. */
  public List<String> headerValues(String name) {
    return head.headers().getAll(name);
  }

  /** Returns all headers in the order in which they were sent. */
  public Iterable<Map.Entry<String, String>> headers() {
    return head.headers();
  }

  /** Returns the host and port that the client addressed; null if it named none (HTTP/1.0). */
  public @Nullable String authority() {
    String target = head.uri();
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    if (scheme < 0) {
      return head.headers().get(HttpHeaderNames.HOST);
    }
    int end = target.indexOf('/', scheme + 3);
    return target.substring(scheme + 3, end < 0 ? target.length() : end);
  }

  public HttpProtocol protocol() {
    return protocol;
  }

  public boolean isTls() {
    return tls;
  }

  /** Returns the client's address; null if the connection is already closed. */
  public @Nullable InetSocketAddress remoteAddress() {
    Channel connection = channel.parent() != null && isMultiplexed() ? channel.parent() : channel;
    SocketAddress address = connection.remoteAddress();
    return address instanceof InetSocketAddress remote ? remote : null;
  }

  private boolean isMultiplexed() {
    return protocol == HttpProtocol.HTTP_2;
  }

  /** Delivers the body to the listener, after a pause including what arrived meanwhile. */
  public void readBody(BodyListener bodyListener) {
    listener = bodyListener;
    isDiscarded = false;
    if (isContinueOwed && bodyState == BodyState.ARRIVING) {
      isContinueOwed = false;
      response.writeContinue();
    }
    resume();
  }

  /** Stops reading from the connection, so that the body waits in the client. */
  public void pause() {
    if (bodyState == BodyState.ARRIVING) {
      isPaused = true;
      setReading(channel, false);
    }
  }

  private void resume() {
    if (isPaused) {
      isPaused = false;
      setReading(channel, true);
    }
    while (!isPaused && !pausedChunks.isEmpty()) {
      listener.onBytes(pausedChunks.removeFirst());
    }
    deliverEnd();
  }

  /** Starts or stops reading, unless the client sends nothing more: Netty can't read after that. */
  static void setReading(Channel channel, boolean isReading) {
    if (!(channel instanceof DuplexChannel socket && socket.isInputShutdown())) {
      channel.config().setAutoRead(isReading);
    }
  }

  /** Discards what has not been read, also what arrives from now on. */
  public void discardBody() {
    listener = DISCARD;
    isDiscarded = true;
    pausedChunks.clear();
    resume();
  }

  void receive(HttpContent content) {
    if (bodyState != BodyState.ARRIVING) {
      return;
    }
    if (content.decoderResult().isFailure()) {
      fail();
      return;
    }
    if (content.content().isReadable()) {
      deliver(content);
    }
    if (content instanceof LastHttpContent) {
      bodyState = BodyState.COMPLETE;
      deliverEnd();
    }
  }

  private void deliver(HttpContent content) {
    if (isDiscarded && !isPaused) {
      return;
    }
    byte[] chunk = ByteBufUtil.getBytes(content.content());
    if (isPaused) {
      pausedChunks.add(chunk);
    } else {
      listener.onBytes(chunk);
    }
  }

  private void deliverEnd() {
    if (isPaused || isEndDelivered || bodyState == BodyState.ARRIVING) {
      return;
    }
    isEndDelivered = true;
    if (bodyState == BodyState.COMPLETE) {
      listener.onEnd();
    } else {
      listener.onFailure();
    }
  }

  /** The rest of the body will not arrive. */
  void fail() {
    if (bodyState == BodyState.ARRIVING) {
      bodyState = BodyState.FAILED;
      pausedChunks.clear();
      if (!isDiscarded) { // Otherwise a listener that is still to come learns of it.
        isPaused = false;
        deliverEnd();
      }
    }
  }

  boolean isBodyComplete() {
    return bodyState == BodyState.COMPLETE;
  }

  boolean isPaused() {
    return isPaused;
  }

  boolean isBodyFailed() {
    return bodyState == BodyState.FAILED;
  }
}
