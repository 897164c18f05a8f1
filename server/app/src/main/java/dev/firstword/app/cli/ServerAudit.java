package dev.firstword.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firstword.app.wiring.Firstword;
import dev.firstword.operations.audit.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the starts and stops of a server, and with which settings: they change only between the
 * two.
 */
record ServerAudit(AuditLog log) {

  private static final String STARTED = "server_started";
  private static final String DIGEST = "settings_sha256";
  private static final int DIGEST_BYTES = 8;
  private static final Logger logger = LoggerFactory.getLogger(ServerAudit.class);

  /** Records a start, and before it whether the configuration file has changed. */
  void recordStart(@Nullable Path config) {
    Map<String, String> target = new LinkedHashMap<>();
    target.put("version", Firstword.VERSION);
    try {
      String digest = config == null ? "none" : digest(Files.readAllBytes(config));
      String previous = previousDigest();
      if (previous != null && !previous.equals(digest)) {
        CommandAudit.record(
            log, "settings_changed", Map.of("previous_sha256", previous, DIGEST, digest));
      }
      target.put(DIGEST, digest);
    } catch (IOException e) {
      logger.warn("the audit log can't tell whether the settings changed: {}", e.toString());
    }
    CommandAudit.record(log, STARTED, target);
  }

  void recordStop() {
    CommandAudit.record(log, "server_stopped", Map.of());
  }

  /** Returns the digest of the settings at the last start; null if none is known. */
  private @Nullable String previousDigest() throws IOException {
    List<String> lines = log.lines();
    JsonMapper json = new JsonMapper();
    for (String line : lines.reversed()) {
      if (line.contains(STARTED)) {
        JsonNode entry = json.readTree(line);
        if (entry.path("act").asText().equals(STARTED) && entry.has(DIGEST)) {
          return entry.path(DIGEST).asText();
        }
      }
    }
    return null;
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
