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
 * A model provider that answers at once and then writes to all its streams in rotation, at absolute
 * times and however late it is. Confined to one event loop, which is also that of the listeners.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class AnswerSource {

  /** The question says how many events it wants. */
  static final String QUESTION = "Answer in %d pieces. This is question %d.";

  private static final Pattern ASKED = Pattern.compile("Answer in (\\d+) pieces");

  /** A loop that woke for each event would spend most of its time on waking. */
  private static final long TICK_NANOS = 100_000;

  private static final int LARGEST_REQUEST = 1 << 20;

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
  private double nextDue;
  private long questions;
  private long sent;
  private volatile boolean closed;

  private AnswerSource(EventLoop loop) {
    this.loop = loop;
    this.channels = new DefaultChannelGroup(loop);
  }

  /** Starts one that listens at a port of its own. */
  static AnswerSource open(EventLoop loop, int port) throws InterruptedException {
    AnswerSource source = new AnswerSource(loop);
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
                    source.channels.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new HttpRequestDecoder(),
                            new HttpObjectAggregator(LARGEST_REQUEST),
                            source.new Asked());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .sync();
    source.channels.add(listening.channel());
    loop.execute(source::tick);
    return source;
  }

  static URI address(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** One answer under way. */
  private static final class Stream {
    final Channel channel;
    int left;
    int written;

    Stream(Channel channel, int events) {
      this.channel = channel;
      this.left = events;
    }
  }

  private final class Asked extends SimpleChannelInboundHandler<FullHttpRequest> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
      Matcher asked = ASKED.matcher(request.content().toString(US_ASCII));
      int events = asked.find() ? Integer.parseInt(asked.group(1)) : 1;
      context.channel().write(OPENING.duplicate());
      Stream stream = new Stream(context.channel(), events);
      if (rotation.isEmpty()) {
        nextDue = (double) System.nanoTime();
      }
      send(stream, System.nanoTime());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  /** A number that no question had before. On the loop. */
  long nextQuestion() {
    return ++questions;
  }

  /** Every stream gets an event each time this has passed, from now on. On the loop. */
  void interval(long nanos) {
    intervalNanos = nanos;
    nextDue = Math.max(nextDue, (double) System.nanoTime());
  }

  /** How many events have left, but for those of calls that were given up. On the loop. */
  long sent() {
    return sent;
  }

  /** The same, counted from 0 again afterwards. On the loop. */
  long takeSent() {
    long all = sent;
    sent = 0;
    return all;
  }

  /** Ends all streams. On the loop. */
  void endAll() {
    for (Stream stream : rotation) {
      if (stream.channel.isActive()) {
        end(stream);
      } else {
        forget(stream);
      }
    }
    rotation.clear();
  }

  /** Nanoseconds since a stamp's time. */
  long nanosSince(long stamp) {
    return System.nanoTime() - epoch - stamp;
  }

  private void tick() {
    if (closed) {
      return;
    }
    long now = System.nanoTime();
    while (!rotation.isEmpty() && nextDue <= now) {
      long due = (long) nextDue;
      nextDue += (double) intervalNanos / rotation.size();
      send(rotation.remove(), due);
    }
    long wait = rotation.isEmpty() ? TICK_NANOS : (long) nextDue - System.nanoTime();
    loop.schedule(this::tick, Math.max(wait, TICK_NANOS), TimeUnit.NANOSECONDS);
  }

  private void send(Stream stream, long dueNanos) {
    if (!stream.channel.isActive()) {
      forget(stream);
      return;
    }
    ByteBuf event = stream.channel.alloc().directBuffer(StampedEvent.size());
    StampedEvent.write(dueNanos - epoch, event);
    stream.channel.writeAndFlush(event, stream.channel.voidPromise());
    sent++;
    stream.written++;
    if (--stream.left == 0) {
      end(stream);
    } else {
      rotation.add(stream);
    }
  }

  /**
   * A server that asked twice has given up the slower call: nobody was to hear of it. Where
   * somebody was, more is heard than has left, which shows as well.
   */
  private void forget(Stream stream) {
    sent -= stream.written;
  }

  private static void end(Stream stream) {
    stream.channel.writeAndFlush(CLOSING.duplicate(), stream.channel.voidPromise());
  }

  /** Ends it with all its connections. Not on the loop, which goes on. */
  void close() throws InterruptedException {
    closed = true;
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
