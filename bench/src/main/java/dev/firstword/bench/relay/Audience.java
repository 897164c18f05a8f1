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
 * Those who ask a contender and listen, over connections that are used again. Times count from when
 * a question was meant to be asked and an event was meant to leave. Confined to one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes its channel
final class Audience {

  private final EventLoop loop;
  private final AnswerSource source;
  private final Contender contender;
  private final Deque<Listener> idle = new ArrayDeque<>();
  private Histogram delays = new Histogram(3);
  private Histogram firstDelays = new Histogram(3);
  private Histogram firstWords = new Histogram(3);
  private long heard;
  private int listening;
  private int broken;

  Audience(EventLoop loop, AnswerSource source, Contender contender) {
    this.loop = loop;
    this.source = source;
    this.contender = contender;
  }

  /**
   * What was heard so far, and since the last look how long it took, in microseconds.
   *
   * @param delays of every event, from when it was meant to leave
   * @param firstDelays of the first event of each stream, likewise
   * @param firstWords from when a question was meant to be asked to its first event
   */
  record Heard(
      long events,
      int listening,
      int broken,
      Histogram delays,
      Histogram firstDelays,
      Histogram firstWords) {}

  /** On the loop. */
  Heard look() {
    Heard all = new Heard(heard, listening, broken, delays, firstDelays, firstWords);
    delays = new Histogram(3);
    firstDelays = new Histogram(3);
    firstWords = new Histogram(3);
    return all;
  }

  /** Somebody asks. On the loop. */
  void ask(long intendedNanos, int events) {
    listening++;
    ByteBuf request =
        Unpooled.copiedBuffer(contender.request(events, source.nextQuestion()), US_ASCII);
    Listener waiting = idle.poll();
    if (waiting != null) {
      waiting.ask(intendedNanos, request);
      return;
    }
    Listener fresh = new Listener();
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
        .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), contender.port()))
        .addListener(connected -> {
          if (connected.isSuccess()) {
            fresh.ask(intendedNanos, request);
          } else {
            listening--;
            broken++;
          }
        });
  }

  /** Ends all connections that wait. On the loop. */
  void leave() {
    idle.forEach(Listener::close);
    idle.clear();
  }

  private final class Listener extends ChannelInboundHandlerAdapter implements StreamParser.Sink {

    private final StreamParser parser = new StreamParser(this);
    private @Nullable Channel channel;
    private long intendedNanos;
    private boolean waits;
    private boolean hasFirst;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      channel = context.channel();
    }

    void ask(long intended, ByteBuf request) {
      intendedNanos = intended;
      waits = true;
      hasFirst = false;
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
      heard++;
      long delay = source.nanosSince(stamp) / 1000;
      delays.recordValue(delay);
      if (!hasFirst) {
        hasFirst = true;
        firstDelays.recordValue(delay);
        firstWords.recordValue((System.nanoTime() - intendedNanos) / 1000);
      }
    }

    @Override
    public void onEnd() {
      waits = false;
      listening--;
      idle.add(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      idle.remove(this);
      if (waits) {
        waits = false;
        listening--;
        broken++;
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
