package dev.firstword.app.cli;

import dev.firstword.operations.audit.AuditEntry;
import dev.firstword.operations.audit.AuditLog;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Map;

/** Records the administrative acts of commands, which the user of the operating system does. */
final class CommandAudit {

  private CommandAudit() {}

  static void record(AuditLog log, String act, Map<String, String> target) {
    log.record(
        new AuditEntry(
            InstantSource.system().instant(),
            act,
            "system user " + System.getProperty("user.name", "unknown"),
            null,
            "command line on " + hostName(),
            target,
            AuditEntry.DONE));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "an unnamed host";
    }
  }
}
