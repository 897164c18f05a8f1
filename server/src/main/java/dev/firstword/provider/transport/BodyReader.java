package dev.firstword.provider.transport;

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
 * Hands what a response's body consists of to its exchange as it leaves HTTP's decoder, and tells
 * when one read has brought no more. The client's own way leads through a copy, a queue and a task
 * of the loop for each piece. Heads, ends and what is no HTTP still go that way. One for each
 * connection that carries one response at a time; confined to the connection's loop.
 */
final class BodyReader extends ChannelInboundHandlerAdapter {

  /** Hears of the body of one response. Throws nothing. */
  interface Listener {

    /** A piece, which stands only until this method returns. */
    void onPiece(ByteBuf piece);

    /** All pieces that one read brought have been told. */
    void onReadComplete();
  }

  private @Nullable Listener listener;

  /** Whether some of the response at hand went the client's own way. */
  private boolean passedSome;

  /** Whether the read at hand brought something that was told here. */
  private boolean readToTell;

  /** Whether it brought something that was passed on. */
  private boolean readToPass;

  BodyReader() {}

  /**
   * Reads along on a connection.
   *
   * @return absent where its responses come in frames that the client takes apart itself (HTTP/2)
   */
  static @Nullable BodyReader on(HttpClientConnection connection) {
    // There is no public way to a pipeline.
    if (connection instanceof UnpooledHttpClientConnection unpooled
        && unpooled.unwrap() instanceof ConnectionBase base) {
      ChannelPipeline pipeline = base.channel().pipeline();
      ChannelHandlerContext codec = pipeline.context(HttpClientCodec.class);
      if (codec != null) {
        BodyReader reader = new BodyReader();
        pipeline.addAfter(codec.name(), null, reader);
        return reader;
      }
    }
    return null;
  }

  /**
   * From now on tells the pieces of the response whose head is there.
   *
   * @return false where some of them have gone the client's own way, which all of them must take
   *     then
   */
  boolean tell(Listener next) {
    if (passedSome) {
      return false;
    }
    listener = next;
    return true;
  }

  /** The response is over for its exchange, whatever still comes. */
  void stop() {
    listener = null;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (listener != null && isPiece(message)) {
      HttpContent content = (HttpContent) message;
      readToTell = true;
      try {
        listener.onPiece(content.content());
      } finally {
        content.release();
      }
      return;
    }
    if (message instanceof HttpResponse) {
      passedSome = false;
    } else if (message instanceof HttpContent) {
      passedSome = true;
    }
    readToPass = true;
    context.fireChannelRead(message);
  }

  private static boolean isPiece(Object message) {
    return message instanceof HttpContent content
        && !(message instanceof LastHttpContent)
        && content.decoderResult().isSuccess();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (readToTell) {
      readToTell = false;
      if (listener != null) {
        listener.onReadComplete();
      }
    }
    if (readToPass) {
      readToPass = false;
      context.fireChannelReadComplete();
    }
  }
}
