package dev.firstword.provider.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which parts of a response are told to its exchange, and which go the client's own way. */
final class BodyReaderTest {

  private final List<String> happened = new ArrayList<>();
  private final BodyReader reader = new BodyReader();
  private final EmbeddedChannel channel = new EmbeddedChannel(reader, new Client());

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void tellsThePiecesOfABodyAndPassesOnItsHeadAndItsEnd() {
    read(head());
    assertThat(reader.tell(new Exchange())).isTrue();
    read(piece("a"), piece("b"));
    read(piece("c"), end("d"));
    assertThat(happened)
        .containsExactly(
            "client: head",
            "client: read",
            "told a",
            "told b",
            "told: read",
            "told c",
            "client: end d",
            "told: read",
            "client: read");
  }

  @Test
  void passesEverythingOnUnlessItIsAskedToTell() {
    read(head(), piece("a"), end(""));
    assertThat(happened)
        .containsExactly("client: head", "client: piece a", "client: end ", "client: read");
  }

  @Test
  void leavesABodyToTheClientThatHasSomeOfItAlready() {
    read(head(), piece("a"));
    assertThat(reader.tell(new Exchange())).isFalse();
    read(piece("b"));
    assertThat(happened).contains("client: piece b").doesNotContain("told b");
  }

  @Test
  void tellsTheNextBodyOnTheSameConnection() {
    read(head(), piece("a"), end(""));
    read(head());
    assertThat(reader.tell(new Exchange())).isTrue();
    read(piece("b"));
    assertThat(happened).endsWith("told b", "told: read");
  }

  @Test
  void passesOnWhatComesAfterItsExchangeIsOver() {
    read(head());
    reader.tell(new Exchange());
    reader.stop();
    read(piece("a"));
    assertThat(happened).endsWith("client: piece a", "client: read");
  }

  @Test
  void doesNotTellOfAReadToAnExchangeThatEndedInIt() {
    read(head());
    reader.tell(
        new Exchange() {
          @Override
          public void onPiece(ByteBuf piece) {
            super.onPiece(piece);
            reader.stop();
          }
        });
    read(piece("a"));
    assertThat(happened).endsWith("told a");
  }

  @Test
  void keepsNoPiece() {
    read(head());
    reader.tell(new Exchange());
    HttpContent piece = piece("a");
    read(piece);
    assertThat(piece.refCnt()).isZero();
  }

  private void read(Object... messages) {
    for (Object message : messages) {
      channel.pipeline().fireChannelRead(message);
    }
    channel.pipeline().fireChannelReadComplete();
  }

  private static HttpResponse head() {
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
  }

  private static HttpContent piece(String text) {
    return new DefaultHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private static LastHttpContent end(String text) {
    return new DefaultLastHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private class Exchange implements BodyReader.Listener {

    @Override
    public void onPiece(ByteBuf piece) {
      happened.add("told " + piece.toString(US_ASCII));
    }

    @Override
    public void onReadComplete() {
      happened.add("told: read");
    }
  }

  /** In the place of the HTTP client. */
  private final class Client extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      happened.add(
          "client: "
              + switch (message) {
                case LastHttpContent end -> "end " + end.content().toString(US_ASCII);
                case HttpContent piece -> "piece " + piece.content().toString(US_ASCII);
                default -> "head";
              });
      ReferenceCountUtil.release(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      happened.add("client: read");
    }
  }
}
