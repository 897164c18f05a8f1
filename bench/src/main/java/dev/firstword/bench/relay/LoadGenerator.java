package dev.firstword.bench.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Starts streams on a system under test and measures their events, over reused connections. Times
 * count from when a question was scheduled to be sent, and from when an event was scheduled to be
 * sent. Confined to one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class LoadGenerator {

  private final EventLoop loop;
  private final SyntheticProvider provider;
  private final SystemUnderTest system;
  private final Deque<StreamConnection> idleConnections = new ArrayDeque<>();
  private Histogram delays = new Histogram(3);
  private Histogram firstDelays = new Histogram(3);
  private Histogram ttfts = new Histogram(3);
  private long receivedEvents;
  private int openStreams;
  private int brokenStreams;

  LoadGenerator(EventLoop loop, SyntheticProvider provider, SystemUnderTest system) {
    this.loop = loop;
    this.provider = provider;
    this.system = system;
  }

  /**
   * The counters so far, and the latencies since the last observation, in microseconds.
   *
   * @param delays of every event, from its scheduled time
   * @param firstDelays of the first event of each stream, from its scheduled time
   * @param ttfts from the scheduled time of a question to its first event
   */
  record Observations(
      long events,
      int openStreams,
      int brokenStreams,
      Histogram delays,
      Histogram firstDelays,
      Histogram ttfts) {}

  /** Returns the observations and resets the latencies. Must be called on the event loop. */
  Observations takeObservations() {
    Observations all =
        new Observations(receivedEvents, openStreams, brokenStreams, delays, firstDelays, ttfts);
    delays = new Histogram(3);
    firstDelays = new Histogram(3);
    ttfts = new Histogram(3);
    return all;
  }

  /** Starts a stream. Must be called on the event loop. */
  void startStream(long intendedNanos, int events) {
    openStreams++;
    ByteBuf request =
        Unpooled.copiedBuffer(system.request(events, provider.nextQuestion()), US_ASCII);
    StreamConnection reused = idleConnections.poll();
    if (reused != null) {
      reused.sendRequest(intendedNanos, request);
      return;
    }
    StreamConnection fresh = new StreamConnection();
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(fresh);
              }
            })
        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), system.port()))
        .addListener(connected -> {
          if (connected.isSuccess()) {
            fresh.sendRequest(intendedNanos, request);
          } else {
            openStreams--;
            brokenStreams++;
          }
        });
  }

  /** Closes all idle connections. Must be called on the event loop. */
  void closeIdleConnections() {
    idleConnections.forEach(StreamConnection::close);
    idleConnections.clear();
  }

  private final class StreamConnection extends ChannelInboundHandlerAdapter
      implements TimestampParser.Listener {

    private final TimestampParser parser = new TimestampParser(this);
    private @Nullable Channel channel;
    private long intendedNanos;
    private boolean isStreaming;
    private boolean hasFirstEvent;
    private long firstStamp;
    private boolean isTextRepeated;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    void sendRequest(long intended, ByteBuf request) {
      intendedNanos = intended;
      isStreaming = true;
      hasFirstEvent = false;
      isTextRepeated = false;
      if (channel != null) {
        channel.writeAndFlush(request, channel.voidPromise());
      }
    }

    void close() {
      if (channel != null) {
        channel.close();
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        parser.feed(bytes);
      } finally {
        bytes.release();
      }
    }

    @Override
    public void onHead(int status) {
      if (status != 200) {
        close();
      }
    }

    @Override
    public void onStamp(long stamp) {
      if (system.repeatsText() && hasFirstEvent && stamp == firstStamp) {
        isTextRepeated = true;
      }
      if (isTextRepeated) {
        return;
      }
      receivedEvents++;
      long delay = provider.nanosSince(stamp) / 1000;
      delays.recordValue(delay);
      if (!hasFirstEvent) {
        hasFirstEvent = true;
        firstStamp = stamp;
        firstDelays.recordValue(delay);
        ttfts.recordValue((System.nanoTime() - intendedNanos) / 1000);
      }
    }

    @Override
    public void onEnd() {
      isStreaming = false;
      openStreams--;
      idleConnections.add(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      idleConnections.remove(this);
      if (isStreaming) {
        isStreaming = false;
        openStreams--;
        brokenStreams++;
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
