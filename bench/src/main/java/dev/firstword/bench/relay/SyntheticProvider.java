package dev.firstword.bench.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A synthetic model provider. It answers immediately, and then writes to all its streams in
 * rotation at absolute times, however late it is. Confined to one event loop, which it shares with
 * the load generator.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class SyntheticProvider {

  /** The question states the number of events it wants. */
  static final String QUESTION = "Answer in %d pieces. This is question %d.";

  private static final Pattern REQUESTED_EVENTS = Pattern.compile("Answer in (\\d+) pieces");

  /** A loop that woke up for each event would spend most of its time waking up. */
  private static final long TICK_NANOS = 100_000;

  private static final int MAX_REQUEST_BYTES = 1 << 20;

  private static final ByteBuf OPENING =
      constant(
          "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
              + chunk(
                  "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
                      + "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"any\",\"content\":[],"
                      + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"
                      + "{\"input_tokens\":20,\"output_tokens\":1}}}\n\n"
                      + "event: content_block_start\ndata: {\"type\":\"content_block_start\","
                      + "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"));
  private static final ByteBuf CLOSING =
      constant(
          chunk(
                  "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                      + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":"
                      + "{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":150}}\n\n"
                      + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
              + "0\r\n\r\n");

  private final EventLoop loop;
  private final ChannelGroup channels;
  private final Queue<Stream> rotation = new ArrayDeque<>();
  private final long epoch = System.nanoTime();
  private long intervalNanos = TimeUnit.SECONDS.toNanos(1);
  private double nextDueNanos;
  private long questionCount;
  private long sentEvents;
  private boolean isEnding;
  private volatile boolean isClosed;

  private SyntheticProvider(EventLoop loop) {
    this.loop = loop;
    this.channels = new DefaultChannelGroup(loop);
  }

  /** Starts a provider on its own port. Blocks. */
  static SyntheticProvider open(EventLoop loop, int port) throws InterruptedException {
    SyntheticProvider provider = new SyntheticProvider(loop);
    ChannelFuture listening =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    provider.channels.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new HttpRequestDecoder(),
                            new HttpObjectAggregator(MAX_REQUEST_BYTES),
                            provider.new RequestHandler());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sync();
    provider.channels.add(listening.channel());
    loop.execute(provider::tick);
    return provider;
  }

  static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** One answer in progress. */
  private static final class Stream {
    final Channel channel;
    int remaining;
    int written;

    Stream(Channel channel, int events) {
      this.channel = channel;
      this.remaining = events;
    }
  }

  private final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      Matcher matcher = REQUESTED_EVENTS.matcher(request.content().toString(US_ASCII));
      int events = matcher.find() ? Integer.parseInt(matcher.group(1)) : 1;
      context.channel().write(OPENING.duplicate());
      Stream stream = new Stream(context.channel(), events);
      if (isEnding) {
        end(stream);
        return;
      }
      if (rotation.isEmpty()) {
        nextDueNanos = (double) System.nanoTime();
      }
      send(stream, System.nanoTime());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** Returns a unique question number. Must be called on the event loop. */
  long nextQuestion() {
    return ++questionCount;
  }

  /** Sets the interval between the events of each stream. Must be called on the event loop. */
  void setInterval(long nanos) {
    intervalNanos = nanos;
    nextDueNanos = Math.max(nextDueNanos, (double) System.nanoTime());
  }

  /**
   * Returns the number of events sent, without those of abandoned calls. Must be called on the
   * event loop.
   */
  long sentEvents() {
    return sentEvents;
  }

  /** Returns the number of events sent and resets it to 0. Must be called on the event loop. */
  long takeSentEvents() {
    long all = sentEvents;
    sentEvents = 0;
    return all;
  }

  /** Answers later calls in full again after {@link #endAll}. Must be called on the event loop. */
  void beginRun() {
    isEnding = false;
  }

  /**
   * Ends all streams. A call that arrives later, because its system is behind, gets an empty answer
   * until the next run begins. Must be called on the event loop.
   */
  void endAll() {
    isEnding = true;
    for (Stream stream : rotation) {
      if (stream.channel.isActive()) {
        end(stream);
      } else {
        discount(stream);
      }
    }
    rotation.clear();
  }

  /** Returns the nanoseconds since a timestamp. */
  long nanosSince(long stamp) {
    return System.nanoTime() - epoch - stamp;
  }

  private void tick() {
    if (isClosed) {
      return;
    }
    long now = System.nanoTime();
    while (!rotation.isEmpty() && nextDueNanos <= now) {
      long due = (long) nextDueNanos;
      nextDueNanos += (double) intervalNanos / rotation.size();
      send(rotation.remove(), due);
    }
    long wait = rotation.isEmpty() ? TICK_NANOS : (long) nextDueNanos - System.nanoTime();
    loop.schedule(this::tick, Math.max(wait, TICK_NANOS), TimeUnit.NANOSECONDS);
  }

  private void send(Stream stream, long dueNanos) {
    if (!stream.channel.isActive()) {
      discount(stream);
      return;
    }
    ByteBuf event = stream.channel.alloc().directBuffer(TimestampedEvent.size());
    TimestampedEvent.write(dueNanos - epoch, event);
    stream.channel.writeAndFlush(event, stream.channel.voidPromise());
    sentEvents++;
    stream.written++;
    if (--stream.remaining == 0) {
      end(stream);
    } else {
      rotation.add(stream);
    }
  }

  /**
   * Discounts the events of an abandoned call. A hedging server abandons its slower call, whose
   * events no reader should receive. If a reader does receive them, more events are received than
   * were sent, and that shows as well.
   */
  private void discount(Stream stream) {
    sentEvents -= stream.written;
  }

  private static void end(Stream stream) {
    stream.channel.writeAndFlush(CLOSING.duplicate(), stream.channel.voidPromise());
  }

  /**
   * Closes the provider and all its connections. Blocks. Must not be called on the event loop,
   * which keeps running.
   */
  void close() throws InterruptedException {
    isClosed = true;
    channels.close().sync();
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  private static ByteBuf constant(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII)).asReadOnly());
  }
}
