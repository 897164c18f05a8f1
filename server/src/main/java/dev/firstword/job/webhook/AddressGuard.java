package dev.firstword.job.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import okhttp3.Dns;

/**
 * Lets connections go to allowed addresses only. Names are resolved once a connection, and each
 * socket looks at the very address that it is about to connect to: there is no moment between check
 * and use in which a name could come to mean something else (DNS rebinding), and no spelling of an
 * address that goes round the check.
 */
final class AddressGuard extends SocketFactory implements Dns {

  private final Resolver resolver;
  private final Predicate<InetAddress> allowed;

  /**
   * A guard.
   *
   * @param allowed where connections may go
   */
  AddressGuard(Resolver resolver, Predicate<InetAddress> allowed) {
    this.resolver = resolver;
    this.allowed = allowed;
  }

  /** Finds the addresses of a name. */
  interface Resolver {
    /** Blocks for as long as the system's resolver does. */
    List<InetAddress> resolve(String host) throws UnknownHostException;
  }

  /** An address is none that connections may go to. */
  static final class ForbiddenAddressException extends UnknownHostException {
    ForbiddenAddressException(String host) {
      super(host + " has an address that is not public");
    }
  }

  /**
   * The addresses of a name, all of them allowed.
   *
   * @throws ForbiddenAddressException when one of them is not: a name of both kinds is a trap
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
          throw new UnknownHostException("only resolved addresses are connected to");
        }
        require(target.getAddress().getHostAddress(), target.getAddress());
        super.connect(endpoint, timeout);
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException("sockets are connected one step later");
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
