package dev.firstword.http;

import dev.firstword.protocol.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The console's files, from the folder it was built into. Paths that name no file are the page's
 * own (a conversation's address), so they get the page. Files are few and small: each is kept, also
 * compressed, once it was asked for.
 */
final class PageRoute {

  private static final String PAGE = "/index.html";

  private static final Pattern FILE =
      Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+\\.[a-z0-9]+");

  /** Everything from ourselves; styles inline because components set measures on elements. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "json", "application/json",
          "txt", "text/plain; charset=utf-8",
          "webmanifest", "application/manifest+json");

  private final Path folder;
  private final ExecutorService virtualThreads;
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  PageRoute(Path folder, ExecutorService virtualThreads) {
    this.folder = folder;
    this.virtualThreads = virtualThreads;
  }

  private record PageFile(String mediaType, boolean immutable, Buffer plain, Buffer gzip) {}

  void handle(Exchange exchange) {
    String path = exchange.path();
    exchange.blocking(virtualThreads, () -> find(path), file -> send(exchange, file));
  }

  private Optional<PageFile> find(String path) {
    if (!FILE.matcher(path).matches()) {
      return find(PAGE);
    }
    PageFile kept = files.get(path);
    if (kept != null) {
      return Optional.of(kept);
    }
    // Only what exists is kept: names that do not are without number.
    Optional<PageFile> file = read(path);
    file.ifPresent(found -> files.put(path, found));
    return file;
  }

  private Optional<PageFile> read(String path) {
    String mediaType = MEDIA_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (mediaType == null) {
      return Optional.empty();
    }
    // The pattern lets no path climb out of the folder: no segment begins with a dot.
    Path file = folder.resolve(path.substring(1));
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      // The build names these by their content.
      boolean immutable = path.startsWith("/assets/");
      return Optional.of(
          new PageFile(mediaType, immutable, Buffer.buffer(bytes), Buffer.buffer(gzip(bytes))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 3 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private static void send(Exchange exchange, Optional<PageFile> found) {
    if (found.isEmpty()) {
      exchange.refuse(Problem.noPage());
      return;
    }
    PageFile file = found.get();
    String accepted = exchange.header("accept-encoding");
    boolean compressed = accepted != null && accepted.contains("gzip");
    exchange
        .response()
        .putHeader("content-type", file.mediaType)
        .putHeader("vary", "accept-encoding")
        .putHeader(
            "cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache")
        .putHeader("content-security-policy", CONTENT_SECURITY_POLICY)
        .putHeader("x-content-type-options", "nosniff")
        .putHeader("referrer-policy", "no-referrer");
    if (compressed) {
      exchange.response().putHeader("content-encoding", "gzip");
    }
    exchange.response().end((compressed ? file.gzip : file.plain).copy());
  }
}
