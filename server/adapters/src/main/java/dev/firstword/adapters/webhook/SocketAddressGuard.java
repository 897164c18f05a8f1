package dev.firstword.adapters.webhook;

import dev.firstword.core.webhook.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import okhttp3.Dns;
import okhttp3.HttpUrl;

/**
 * Allows connections only to permitted addresses. A name is resolved once per connection, and each
 * socket checks the very address that it connects to. So a name cannot change its meaning between
 * check and use (DNS rebinding), and no spelling of an address bypasses the check.
 */
public final class SocketAddressGuard extends SocketFactory implements AddressGuard, Dns {

  private final Resolver resolver;
  private final boolean allowsPrivate;
  private final Predicate<InetAddress> allowed;

  /**
   * Creates a guard.
   *
   * @param allowed accepts the permitted addresses
   */
  SocketAddressGuard(Resolver resolver, boolean allowsPrivate, Predicate<InetAddress> allowed) {
    this.resolver = resolver;
    this.allowsPrivate = allowsPrivate;
    this.allowed = allowed;
  }

  /** Creates a guard that permits public addresses, or all of them. */
  public static SocketAddressGuard permitting(boolean privateToo) {
    return new SocketAddressGuard(
        host -> List.of(InetAddress.getAllByName(host)),
        privateToo,
        privateToo ? _ -> true : PublicAddresses::contains);
  }

  /** Resolves names. */
  interface Resolver {
    /** Blocks for as long as the system resolver does. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  @Override
  public boolean allowsPrivate() {
    return allowsPrivate;
  }

  /** Uses the parser of the HTTP client: two parsers that disagree would be a security hole. */
  @Override
  public Optional<WebhookAddress> parse(String url) {
    return Optional.ofNullable(HttpUrl.parse(url))
        .map(parsed ->
            new WebhookAddress(
                parsed.host(),
                parsed.isHttps(),
                !parsed.username().isEmpty() || !parsed.password().isEmpty()));
  }

  @Override
  public void requireAllowed(String host) throws UnknownHostException {
    lookup(host);
  }

  /**
   * Returns the addresses of a name, all of them permitted.
   *
   * @throws ForbiddenAddressException if any of them is not; a name with both kinds is treated as
   *     an attack
   */
  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> addresses = resolver.resolve(host);
    for (InetAddress address : addresses) {
      require(host, address);
    }
    return addresses;
  }

  private void require(String host, InetAddress address) throws ForbiddenAddressException {
    if (!allowed.test(address)) {
      throw new ForbiddenAddressException(host);
    }
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
      }

      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (!(endpoint instanceof InetSocketAddress target) || target.isUnresolved()) {
          throw new UnknownHostException("the address is not resolved");
        }
        require(target.getAddress().getHostAddress(), target.getAddress());
        super.connect(endpoint, timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("only unconnected sockets are created");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    return createSocket(address, port);
  }
}
