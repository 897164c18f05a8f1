package dev.firstword.adapters.provider;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.relay.client.DirectBodyHandler;
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

/** Which parts of a response are delivered to its call, and which are passed on to the client. */
public final class DirectBodyHandlerTest {

  private final List<String> events = new ArrayList<>();
  private final DirectBodyHandler handler = new DirectBodyHandler();
  private final EmbeddedChannel channel = new EmbeddedChannel(handler, new ClientHandler());

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void deliversContentAndPassesOnHeadAndEnd() {
    read(head());
    assertThat(handler.attach(new RecordingBodyListener())).isTrue();
    read(content("a"), content("b"));
    read(content("c"), end("d"));
    assertThat(events)
        .containsExactly(
            "client: head",
            "client: read",
            "delivered a",
            "delivered b",
            "delivered: read",
            "delivered c",
            "client: end d",
            "delivered: read",
            "client: read");
  }

  @Test
  void passesEverythingOnWithoutAListener() {
    read(head(), content("a"), end(""));
    assertThat(events)
        .containsExactly("client: head", "client: piece a", "client: end ", "client: read");
  }

  @Test
  void doesNotAttachOnceContentWasPassedOn() {
    read(head(), content("a"));
    assertThat(handler.attach(new RecordingBodyListener())).isFalse();
    read(content("b"));
    assertThat(events).contains("client: piece b").doesNotContain("delivered b");
  }

  @Test
  void deliversTheNextBodyOnTheSameConnection() {
    read(head(), content("a"), end(""));
    read(head());
    assertThat(handler.attach(new RecordingBodyListener())).isTrue();
    read(content("b"));
    assertThat(events).endsWith("delivered b", "delivered: read");
  }

  @Test
  void passesContentOnAfterDetach() {
    read(head());
    handler.attach(new RecordingBodyListener());
    handler.detach();
    read(content("a"));
    assertThat(events).endsWith("client: piece a", "client: read");
  }

  @Test
  void skipsReadCompleteAfterDetachWithinARead() {
    read(head());
    handler.attach(
        new RecordingBodyListener() {
          @Override
          public void onContent(ByteBuf piece) {
            super.onContent(piece);
            handler.detach();
          }
        });
    read(content("a"));
    assertThat(events).endsWith("delivered a");
  }

  @Test
  void releasesDeliveredContent() {
    read(head());
    handler.attach(new RecordingBodyListener());
    HttpContent piece = content("a");
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

  private static HttpContent content(String text) {
    return new DefaultHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private static LastHttpContent end(String text) {
    return new DefaultLastHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private class RecordingBodyListener implements DirectBodyHandler.Listener {

    @Override
    public void onContent(ByteBuf piece) {
      events.add("delivered " + piece.toString(US_ASCII));
    }

    @Override
    public void onReadComplete() {
      events.add("delivered: read");
    }
  }

  /** Stands in for the HTTP client. */
  private final class ClientHandler extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      events.add(
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
      events.add("client: read");
    }
  }
}
