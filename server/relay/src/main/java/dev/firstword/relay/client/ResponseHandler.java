package dev.firstword.relay.client;

import dev.firstword.relay.client.ClientExchange.Failure;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the responses that arrive on one HTTP/1.1 connection or one HTTP/2 stream, directly
 * after the decoder. Content is passed on without a copy, a queue or a task of the event loop.
 */
final class ResponseHandler extends ChannelInboundHandlerAdapter {

  private ClientExchange.@Nullable Listener listener;
  private boolean isInformational;
  private boolean hasDelivered;

  /** Starts to wait for a response. */
  void expect(ClientExchange.Listener next) {
    listener = next;
    hasDelivered = false;
  }

  /** The response is no longer awaited. */
  void forget() {
    listener = null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (listener == null) {
        var _ = context.close(); // The peer sends what nobody asked for.
        return;
      }
      if (message instanceof HttpResponse head) {
        onHead(context, head);
      }
      if (message instanceof HttpContent content) {
        onContent(context, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void onHead(ChannelHandlerContext context, HttpResponse head) {
    if (head.decoderResult().isFailure()) {
      fail(context, Failure.MALFORMED);
      return;
    }
    // Interim responses, such as 100 and 103, precede the one that answers (RFC 9110, section
    // 15.2).
    isInformational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (!isInformational && listener != null) {
      listener.onHead(head);
    }
  }

  private void onContent(ChannelHandlerContext context, HttpContent content) {
    if (content.decoderResult().isFailure()) {
      fail(context, Failure.MALFORMED);
      return;
    }
    if (isInformational) {
      return;
    }
    if (content.content().isReadable() && listener != null) {
      hasDelivered = true;
      listener.onContent(content.content());
    }
    if (content instanceof LastHttpContent && listener != null) {
      ClientExchange.Listener ended = listener;
      listener = null;
      ended.onEnd();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (hasDelivered) {
      hasDelivered = false;
      if (listener != null) {
        listener.onReadComplete();
      }
    }
  }

  /** HTTP/2 reports a reset stream and a closing connection as events. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2ResetFrame reset) {
      boolean isRefused = reset.errorCode() == Http2Error.REFUSED_STREAM.code();
      fail(context, isRefused ? Failure.REFUSED : Failure.DISCONNECTED);
    } else if (event instanceof Http2GoAwayFrame) {
      fail(context, Failure.REFUSED);
    }
    ReferenceCountUtil.release(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(context, Failure.DISCONNECTED);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(context, cause instanceof java.io.IOException ? Failure.DISCONNECTED : Failure.MALFORMED);
  }

  private void fail(ChannelHandlerContext context, Failure failure) {
    ClientExchange.Listener failed = listener;
    listener = null;
    if (failed != null) {
      failed.onFailure(failure);
    }
    var _ = context.close();
  }
}
