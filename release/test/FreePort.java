/** Prints a port that is free now. */
final class FreePort {
  public static void main(String[] arguments) throws java.io.IOException {
    try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      System.out.println(socket.getLocalPort());
    }
  }
}
