package dev.firstword.adapters.webhook;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides which addresses are on the public Internet: all except those that the IANA
 * special-purpose registries reserve (RFC 6890 and its successors). A server that sends to
 * addresses chosen by strangers must not reach its own private network, such as the metadata
 * service of a cloud.
 */
final class PublicAddresses {

  private static final List<IpSubnetFilterRule> RESERVED_IPV4 =
      ranges(
          "0.0.0.0/8", // this network
          "10.0.0.0/8", // private
          "100.64.0.0/10", // shared by a carrier's customers
          "127.0.0.0/8", // loopback
          "169.254.0.0/16", // link-local
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // 6to4 relays
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4"); // reserved, and broadcast

  private static final List<IpSubnetFilterRule> PUBLIC_IPV6 = ranges("2000::/3"); // global unicast

  private static final List<IpSubnetFilterRule> RESERVED_IPV6 =
      ranges(
          "2001::/23", // protocol assignments, Teredo
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4: IPv4 in disguise
          "3fff::/20"); // documentation

  /** IPv6 addresses whose last four bytes are an IPv4 address that a translator connects to. */
  private static final List<IpSubnetFilterRule> NAT64 = ranges("64:ff9b::/96");

  private PublicAddresses() {}

  private static List<IpSubnetFilterRule> ranges(String... ranges) {
    return Stream.of(ranges)
        .map(range -> new IpSubnetFilterRule(range, IpFilterRuleType.REJECT))
        .toList();
  }

  /** Returns whether the address is public. */
  static boolean contains(InetAddress address) {
    InetAddress target = address;
    byte[] bytes = address.getAddress();
    if (bytes.length == 16 && (isIpv4Mapped(bytes) || matchesAny(NAT64, address))) {
      target = embeddedIpv4(bytes);
    }
    return target instanceof Inet4Address
        ? !matchesAny(RESERVED_IPV4, target)
        : matchesAny(PUBLIC_IPV6, target) && !matchesAny(RESERVED_IPV6, target);
  }

  private static InetAddress embeddedIpv4(byte[] address) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(address, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are always an IPv4 address", e);
    }
  }

  /** Java converts most of these to IPv4 addresses, but not one created as IPv6 from bytes. */
  private static boolean isIpv4Mapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == (byte) 0xFF && address[11] == (byte) 0xFF;
  }

  private static boolean matchesAny(List<IpSubnetFilterRule> ranges, InetAddress address) {
    InetSocketAddress target = new InetSocketAddress(address, 0);
    return ranges.stream().anyMatch(range -> range.matches(target));
  }
}
