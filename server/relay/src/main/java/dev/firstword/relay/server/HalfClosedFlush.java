package dev.firstword.relay.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;

/**
 * Flushes a connection whose client has closed its side. Netty (4.2.17, epoll) stops polling such a
 * connection and can't resume, so a flush that has to wait for the socket would cut the response.
 * Registering the connection anew before each flush lets it wait.
 */
final class HalfClosedFlush extends ChannelOutboundHandlerAdapter {

  private boolean isRegistering;

  @Override
  public void flush(ChannelHandlerContext context) {
    if (isRegistering) {
      return; // What was written is flushed after the registration.
    }
    isRegistering = true;
    Channel channel = context.channel();
    var _ = channel.deregister().addListener(_ -> register(context, channel));
  }

  private void register(ChannelHandlerContext context, Channel channel) {
    if (!channel.isOpen()) {
      return;
    }
    var _ =
        channel
            .eventLoop()
            .register(channel)
            .addListener(_ -> {
              isRegistering = false;
              var _ = context.flush();
            });
  }
}
