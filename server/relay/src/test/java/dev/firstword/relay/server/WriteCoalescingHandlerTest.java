package dev.firstword.relay.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What reaches the socket when several writes are flushed together. */
class WriteCoalescingHandlerTest {

  private final LoopBuffer loopBuffer = new LoopBuffer();
  private final WriteCoalescingHandler handler = new WriteCoalescingHandler(loopBuffer);
  private final EmbeddedChannel channel = new EmbeddedChannel(handler);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    loopBuffer.release();
  }

  @Test
  void mergesTheFragmentsOfAnEvent() {
    write(fragment("2b\r\n"));
    write(fragment("data: {}\n\n"));
    write(fragment("\r\n"));
    channel.flush();
    assertThat(written()).containsExactly("2b\r\ndata: {}\n\n\r\n");
  }

  @Test
  void writesAWholeChunkWithoutCopying() {
    ByteBuf framed = fragment("1\r\na\r\n");
    handler.writeAndFlush(framed, channel.newPromise());
    ByteBuf left = channel.readOutbound();
    assertThat(left).isSameAs(framed);
    framed.release();
  }

  @Test
  void writesAWholeChunkAfterPendingFragments() {
    write(fragment("a"));
    handler.writeAndFlush(fragment("b"), channel.newPromise());
    write(fragment("c"));
    channel.flush();
    assertThat(written()).containsExactly("a", "b", "c");
  }

  @Test
  void reusesTheBufferOnceTheSocketHasTakenItsContent() {
    ByteBuf first = handler.allocate(100);
    handler.writeAndFlush(first.writeByte('a'), channel.newPromise());
    assertThat(written()).containsExactly("a");
    ByteBuf second = handler.allocate(100);
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    second.release();
  }

  @Test
  void doesNotReuseABufferTheSocketHasNotTaken() {
    ByteBuf first = handler.allocate(100);
    handler.writeAndFlush(first.writeByte('a'), channel.newPromise());
    handler.writeAndFlush(handler.allocate(100).writeByte('b'), channel.newPromise());
    assertThat(written()).containsExactly("a", "b");
  }

  @Test
  void allocatesExactSizesForAStalledSocket() {
    WriteCoalescingHandler stalled = new WriteCoalescingHandler(loopBuffer);
    EmbeddedChannel reader = new StalledChannel(stalled);
    stalled.writeAndFlush(stalled.allocate(100).writeByte('a'), reader.newPromise());
    ByteBuf next = stalled.allocate(100);
    assertThat(next.capacity()).isEqualTo(100);
    next.release();
    reader.finishAndReleaseAll();
  }

  @Test
  void allocatesABufferForALargeChunk() {
    ByteBuf large = handler.allocate(LoopBuffer.CAPACITY + 1);
    assertThat(large.capacity()).isEqualTo(LoopBuffer.CAPACITY + 1);
    large.release();
  }

  @Test
  void completesASinglePromise() {
    ChannelFuture only = channel.write(fragment("a"));
    channel.flush();
    assertThat(only.isSuccess()).isTrue();
  }

  @Test
  void writesNothingBeforeTheFlush() {
    write(fragment("a"));
    assertThat(written()).isEmpty();
  }

  @Test
  void keepsTheOrderAroundALargeFragment() {
    String large = "x".repeat(WriteCoalescingHandler.MAX_COALESCED_BYTES + 1);
    write(fragment("a"));
    write(fragment("b"));
    write(fragment(large));
    write(fragment("c"));
    channel.flush();
    assertThat(written()).containsExactly("ab", large, "c");
  }

  @Test
  void completesEveryPromiseAfterTheFlush() {
    ChannelFuture first = channel.write(fragment("a"));
    ChannelFuture second = channel.write(fragment("b"));
    assertThat(first.isDone()).isFalse();
    channel.flush();
    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void acceptsVoidPromises() {
    writeWithVoidPromise("a");
    writeWithVoidPromise("b");
    channel.flush();
    assertThat(written()).containsExactly("ab");
  }

  @Test
  void releasesEveryFragment() {
    ByteBuf piece = fragment("a");
    write(piece);
    assertThat(piece.refCnt()).isZero();
  }

  @Test
  void failsPendingWritesWhenTheConnectionCloses() {
    ChannelFuture written = channel.write(fragment("a"));
    assertThat(channel.close().isSuccess()).isTrue();
    assertThat(written.isDone()).isTrue();
    assertThat(written.isSuccess()).isFalse();
    assertThat(written()).isEmpty();
  }

  private static final class StalledChannel extends EmbeddedChannel {

    StalledChannel(ChannelHandler handler) {
      super(handler);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {}
  }

  private void write(ByteBuf piece) {
    var _ = channel.write(piece);
  }

  private void writeWithVoidPromise(String text) {
    var _ = channel.write(fragment(text), channel.voidPromise());
  }

  private static ByteBuf fragment(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private List<String> written() {
    List<String> all = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.add(next.toString(US_ASCII));
      next.release();
    }
    return all;
  }
}
