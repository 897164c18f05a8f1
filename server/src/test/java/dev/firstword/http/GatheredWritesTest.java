package dev.firstword.http;

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

/** What reaches the socket of pieces that are flushed together. */
class GatheredWritesTest {

  private final LoopBuffer loopBuffer = new LoopBuffer();
  private final GatheredWrites gathered = new GatheredWrites(loopBuffer);
  private final EmbeddedChannel channel = new EmbeddedChannel(gathered);

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    loopBuffer.release();
  }

  @Test
  void makesOneOfThePiecesOfAnEvent() {
    write(piece("2b\r\n"));
    write(piece("data: {}\n\n"));
    write(piece("\r\n"));
    channel.flush();
    assertThat(left()).containsExactly("2b\r\ndata: {}\n\n\r\n");
  }

  @Test
  void sendsAWholePieceAsItIs() {
    ByteBuf framed = piece("1\r\na\r\n");
    gathered.send(framed, channel.newPromise());
    ByteBuf left = channel.readOutbound();
    assertThat(left).isSameAs(framed);
    framed.release();
  }

  @Test
  void sendsAWholePieceBehindWhatWaits() {
    write(piece("a"));
    gathered.send(piece("b"), channel.newPromise());
    write(piece("c"));
    channel.flush();
    assertThat(left()).containsExactly("a", "b", "c");
  }

  @Test
  void givesTheSameMemoryOnceTheSocketHasTakenWhatWasInIt() {
    ByteBuf first = gathered.buffer(100);
    gathered.send(first.writeByte('a'), channel.newPromise());
    assertThat(left()).containsExactly("a");
    ByteBuf second = gathered.buffer(100);
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    second.release();
  }

  @Test
  void leavesItsMemoryToWhatTheSocketHasNotTaken() {
    ByteBuf first = gathered.buffer(100);
    gathered.send(first.writeByte('a'), channel.newPromise());
    gathered.send(gathered.buffer(100).writeByte('b'), channel.newPromise());
    assertThat(left()).containsExactly("a", "b");
  }

  @Test
  void givesASocketThatTakesNothingNoMoreMemoryThanItNeeds() {
    GatheredWrites stalled = new GatheredWrites(loopBuffer);
    EmbeddedChannel reader = new ReaderThatTakesNothing(stalled);
    stalled.send(stalled.buffer(100).writeByte('a'), reader.newPromise());
    ByteBuf next = stalled.buffer(100);
    assertThat(next.capacity()).isEqualTo(100);
    next.release();
    reader.finishAndReleaseAll();
  }

  @Test
  void givesALargePieceMemoryOfItsOwn() {
    ByteBuf large = gathered.buffer(LoopBuffer.SIZE + 1);
    assertThat(large.capacity()).isEqualTo(LoopBuffer.SIZE + 1);
    large.release();
  }

  @Test
  void tellsTheOnlyOneWhoWroteAsWell() {
    ChannelFuture only = channel.write(piece("a"));
    channel.flush();
    assertThat(only.isSuccess()).isTrue();
  }

  @Test
  void letsNothingLeaveBeforeTheFlush() {
    write(piece("a"));
    assertThat(left()).isEmpty();
  }

  @Test
  void keepsTheOrderAroundALargeOne() {
    String large = "x".repeat(GatheredWrites.LARGEST_PIECE + 1);
    write(piece("a"));
    write(piece("b"));
    write(piece(large));
    write(piece("c"));
    channel.flush();
    assertThat(left()).containsExactly("ab", large, "c");
  }

  @Test
  void tellsEveryoneWhoWroteWhenItHasLeft() {
    ChannelFuture first = channel.write(piece("a"));
    ChannelFuture second = channel.write(piece("b"));
    assertThat(first.isDone()).isFalse();
    channel.flush();
    assertThat(first.isSuccess()).isTrue();
    assertThat(second.isSuccess()).isTrue();
  }

  @Test
  void takesOneWhoWantsNotToBeTold() {
    writeUntold("a");
    writeUntold("b");
    channel.flush();
    assertThat(left()).containsExactly("ab");
  }

  @Test
  void keepsNoPiece() {
    ByteBuf piece = piece("a");
    write(piece);
    assertThat(piece.refCnt()).isZero();
  }

  @Test
  void failsWhatAClosedConnectionNeverTook() {
    ChannelFuture written = channel.write(piece("a"));
    assertThat(channel.close().isSuccess()).isTrue();
    assertThat(written.isDone()).isTrue();
    assertThat(written.isSuccess()).isFalse();
    assertThat(left()).isEmpty();
  }

  private static final class ReaderThatTakesNothing extends EmbeddedChannel {

    ReaderThatTakesNothing(ChannelHandler handler) {
      super(handler);
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {}
  }

  private void write(ByteBuf piece) {
    var _ = channel.write(piece);
  }

  private void writeUntold(String text) {
    var _ = channel.write(piece(text), channel.voidPromise());
  }

  private static ByteBuf piece(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private List<String> left() {
    List<String> all = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      all.add(next.toString(US_ASCII));
      next.release();
    }
    return all;
  }
}
