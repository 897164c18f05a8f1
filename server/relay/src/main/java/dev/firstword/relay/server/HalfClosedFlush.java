package dev.firstword.relay.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Flushes a connection whose client has closed its side. Netty (4.2.17, epoll) stops polling such a
 * connection and can't resume, so a flush that has to wait for the socket would cut the response.
 * Registering the connection anew before each flush lets it wait.
 */
final class HalfClosedFlush extends ChannelDuplexHandler {

  private boolean isRegistering;
  private boolean isInactive;

  /** Netty does not tell that a connection has closed while it was not registered. */
  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    Channel channel = context.channel();
    var _ =
        channel
            .closeFuture()
            .addListener(_ -> channel.eventLoop().execute(() -> channelInactive(context)));
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    Channel channel = context.channel();
    if (isRegistering || !channel.isOpen()) {
      return; // What was written is flushed after the registration, or has failed.
    }
    isRegistering = true;
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
            .addListener(registration -> {
              isRegistering = false;
              if (registration.isSuccess()) {
                var _ = context.flush();
              } else {
                var _ = channel.close();
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!isInactive) {
      isInactive = true;
      context.fireChannelInactive();
    }
  }
}
