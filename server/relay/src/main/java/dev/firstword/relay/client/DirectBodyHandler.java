package dev.firstword.relay.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Delivers response content to its call directly after the HTTP decoder, and signals when a read
 * has brought no more. The client's own path costs a copy, a queue and an event loop task per
 * chunk. Heads, ends and invalid HTTP still take that path. One per connection that carries one
 * response at a time; confined to the connection's event loop.
 */
public final class DirectBodyHandler extends ChannelInboundHandlerAdapter {

  /** Receives the body of one response. Must not throw. */
  public interface Listener {

    /** A chunk of content, valid only until this method returns. */
    void onContent(ByteBuf content);

    /** All content of one read has been delivered. */
    void onReadComplete();
  }

  private @Nullable Listener listener;

  /** Whether content of the current response was passed on to the client. */
  private boolean hasPassedContent;

  /** Whether the current read delivered content to the listener. */
  private boolean hasDeliveredContent;

  /** Whether the current read passed on any message. */
  private boolean hasPassedMessage;

  public DirectBodyHandler() {}

  /**
   * Installs a handler on a connection.
   *
   * @return null if its responses arrive in frames that the client decodes itself (HTTP/2)
   */
  static @Nullable DirectBodyHandler install(HttpClientConnection connection) {
    // There is no public API to reach the pipeline.
    if (connection instanceof UnpooledHttpClientConnection unpooled
        && unpooled.unwrap() instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channel().pipeline();
      ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
      if (codec != null) {
        DirectBodyHandler handler = new DirectBodyHandler();
        pipeline.addAfter(codec.name(), null, handler);
        return handler;
      }
    }
    return null;
  }

  /**
   * Starts delivering the content of the response whose head has arrived.
   *
   * @return false if some content was already passed on to the client, which then has to receive
   *     all of it
   */
  public boolean attach(Listener next) {
    if (hasPassedContent) {
      return false;
    }
    listener = next;
    return true;
  }

  /** Stops delivery; the call does not need the rest of the response. */
  public void detach() {
    listener = null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (listener != null && isDeliverable(message)) {
      HttpContent content = (HttpContent) message;
      hasDeliveredContent = true;
      try {
        listener.onContent(content.content());
      } finally {
        content.release();
      }
      return;
    }
    if (message instanceof HttpResponse) {
      hasPassedContent = false;
    } else if (message instanceof HttpContent) {
      hasPassedContent = true;
    }
    hasPassedMessage = true;
    context.fireChannelRead(message);
  }

  private static boolean isDeliverable(Object message) {
    return message instanceof HttpContent content
        && !(message instanceof LastHttpContent)
        && content.decoderResult().isSuccess();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (hasDeliveredContent) {
      hasDeliveredContent = false;
      if (listener != null) {
        listener.onReadComplete();
      }
    }
    if (hasPassedMessage) {
      hasPassedMessage = false;
      context.fireChannelReadComplete();
    }
  }
}
