package dev.firstword.job.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses are on the public Internet: all but those that IANA's special-purpose registries
 * keep for other uses (RFC 6890 and its successors). A program that sends where strangers tell it
 * to must not reach what is private to its own network, such as a cloud's metadata service.
 */
final class PublicAddresses {

  private static final List<Range> NOT_PUBLIC_4 =
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

  private static final List<Range> PUBLIC_6 = ranges("2000::/3"); // global unicast

  private static final List<Range> NOT_PUBLIC_6 =
      ranges(
          "2001::/23", // protocol assignments, Teredo
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4: IPv4 in disguise
          "3fff::/20"); // documentation

  /** IPv6 addresses whose last four bytes are an IPv4 address that a translator talks to. */
  private static final List<Range> TRANSLATED = ranges("64:ff9b::/96");

  private PublicAddresses() {}

  private record Range(InetAddress network, int bits) {

    boolean contains(byte[] address) {
      byte[] prefix = network.getAddress();
      if (prefix.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i += 8) {
        int mask = 0xFF00 >> Math.min(8, bits - i) & 0xFF;
        if ((prefix[i / 8] & mask) != (address[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static List<Range> ranges(String... ranges) {
    return Stream.of(ranges).map(PublicAddresses::range).toList();
  }

  private static Range range(String text) {
    int slash = text.indexOf('/');
    try {
      return new Range(
          InetAddress.getByName(text.substring(0, slash)),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(text + " is no range of addresses", e);
    }
  }

  /** Whether that address may be anybody's. */
  static boolean contain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return isPublic4(bytes);
    }
    if (isMapped(bytes) || isIn(TRANSLATED, bytes)) {
      return isPublic4(Arrays.copyOfRange(bytes, 12, 16));
    }
    return isIn(PUBLIC_6, bytes) && !isIn(NOT_PUBLIC_6, bytes);
  }

  private static boolean isPublic4(byte[] address) {
    return !isIn(NOT_PUBLIC_4, address);
  }

  /** Java makes an IPv4 address of most of these; not of one that was made from bytes as IPv6. */
  private static boolean isMapped(byte[] address) {
    for (int i = 0; i < 10; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[10] == (byte) 0xFF && address[11] == (byte) 0xFF;
  }

  private static boolean isIn(List<Range> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
