package dev.firstword.relay.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a call hears of the response that arrives on its connection. */
final class ResponseHandlerTest {

  private final List<String> events = new ArrayList<>();
  private final ResponseHandler handler = new ResponseHandler();
  private final EmbeddedChannel channel = new EmbeddedChannel(handler);
  private final RecordingListener listener = new RecordingListener();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void deliversHeadContentAndEnd() {
    handler.expect(listener);
    read(head(200));
    read(content("a"), content("b"));
    read(content("c"), end("d"));

    assertThat(events).containsExactly("head 200", "a", "b", "read", "c", "d", "end");
  }

  @Test
  void deliversTheNextResponseOnTheSameConnection() {
    handler.expect(listener);
    read(head(200), end("first"));
    handler.expect(listener);
    read(head(429), end("second"));

    assertThat(events).containsExactly("head 200", "first", "end", "head 429", "second", "end");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void skipsInterimResponses() {
    handler.expect(listener);
    read(head(103), LastHttpContent.EMPTY_LAST_CONTENT);
    read(head(200), end("answer"));

    assertThat(events).containsExactly("head 200", "answer", "end");
  }

  @Test
  void closesAConnectionThatSendsWhatNobodyAskedFor() {
    read(head(200));

    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void deliversNothingAfterTheCallHasEnded() {
    handler.expect(listener);
    read(head(200), content("a"));
    handler.forget();
    read(content("b"));

    assertThat(events).containsExactly("head 200", "a", "read");
  }

  @Test
  void reportsNoReadAfterTheCallHasEndedWithinIt() {
    handler.expect(
        new RecordingListener() {
          @Override
          public void onContent(ByteBuf piece) {
            super.onContent(piece);
            handler.forget();
          }
        });
    read(head(200), content("a"));

    assertThat(events).containsExactly("head 200", "a");
  }

  @Test
  void releasesContent() {
    handler.expect(listener);
    HttpContent piece = content("a");
    read(head(200), piece);

    assertThat(piece.refCnt()).isZero();
  }

  @Test
  void reportsAHeadThatIsNotHttp() {
    handler.expect(listener);
    HttpResponse broken = head(200);
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("broken")));
    read(broken);

    assertThat(events).containsExactly("failed MALFORMED");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void reportsContentThatIsNotHttp() {
    handler.expect(listener);
    HttpContent broken = content("a");
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("broken")));
    read(head(200), broken);

    assertThat(events).containsExactly("head 200", "failed MALFORMED");
  }

  @Test
  void reportsADisconnectOnce() {
    handler.expect(listener);
    read(head(200), content("a"));
    var _ = channel.close();

    assertThat(events).containsExactly("head 200", "a", "read", "failed DISCONNECTED");
  }

  @Test
  void reportsARefusedStream() {
    handler.expect(listener);
    channel
        .pipeline()
        .fireUserEventTriggered(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));

    assertThat(events).containsExactly("failed REFUSED");
  }

  @Test
  void reportsAResetStream() {
    handler.expect(listener);
    channel.pipeline().fireUserEventTriggered(new DefaultHttp2ResetFrame(Http2Error.CANCEL));

    assertThat(events).containsExactly("failed DISCONNECTED");
  }

  @Test
  void reportsAStreamThatAClosingConnectionDoesNotProcess() {
    handler.expect(listener);
    channel.pipeline().fireUserEventTriggered(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));

    assertThat(events).containsExactly("failed REFUSED");
  }

  private void read(Object... messages) {
    for (Object message : messages) {
      channel.pipeline().fireChannelRead(message);
    }
    channel.pipeline().fireChannelReadComplete();
  }

  private static HttpResponse head(int status) {
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
  }

  private static HttpContent content(String text) {
    return new DefaultHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private static LastHttpContent end(String text) {
    return new DefaultLastHttpContent(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private class RecordingListener implements ClientExchange.Listener {

    @Override
    public void onHead(HttpResponse head) {
      events.add("head " + head.status().code());
    }

    @Override
    public void onContent(ByteBuf piece) {
      events.add(piece.toString(US_ASCII));
    }

    @Override
    public void onReadComplete() {
      events.add("read");
    }

    @Override
    public void onEnd() {
      events.add("end");
    }

    @Override
    public void onFailure(ClientExchange.Failure failure) {
      events.add("failed " + failure);
    }
  }
}
