package dev.firstword.api;

import dev.firstword.core.protocol.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Serves the console's files from its build folder. A path that names no file is a client-side
 * route, such as a conversation's address, and gets the index page. The files are few and small, so
 * each is cached on first use, plain and compressed.
 */
public final class StaticFileRoute {

  private static final String INDEX_PATH = "/index.html";

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  private static final Pattern FILE_NAME =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*\\.[a-z0-9]+");

  /** Same origin only, but for images of the web: a reader may ask for one in an answer. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; img-src 'self' blob: data: https:;"
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
  private final Map<String, StaticFile> files = new ConcurrentHashMap<>();

  StaticFileRoute(Path folder, ExecutorService virtualThreads) {
    this.folder = folder;
    this.virtualThreads = virtualThreads;
  }

  @SuppressWarnings("ArrayRecordComponent") // files are never compared
  private record StaticFile(String mediaType, boolean immutable, byte[] plain, byte[] gzip) {}

  void handle(RequestContext context) {
    String path = context.path();
    context.runBlocking(virtualThreads, () -> find(path), file -> send(context, file));
  }

  private Optional<StaticFile> find(String path) {
    if (!isFilePath(path)) {
      return find(INDEX_PATH);
    }
    StaticFile cached = files.get(path);
    if (cached != null) {
      return Optional.of(cached);
    }
    // Only existing files are cached, because the number of other paths is unlimited.
    Optional<StaticFile> file = read(path);
    file.ifPresent(found -> files.put(path, found));
    return file;
  }

  /**
   * Goes from segment to segment, since a regular expression for the whole path would recurse for
   * each of them, and a path may have thousands.
   */
  private static boolean isFilePath(String path) {
    String[] segments = path.split("/", -1);
    int last = segments.length - 1;
    return segments[0].isEmpty()
        && FILE_NAME.matcher(segments[last]).matches()
        && Arrays.stream(segments, 1, last).allMatch(SEGMENT.asMatchPredicate());
  }

  private Optional<StaticFile> read(String path) {
    String mediaType = MEDIA_TYPES.get(path.substring(path.lastIndexOf('.') + 1));
    if (mediaType == null) {
      return Optional.empty();
    }
    // The patterns prevent path traversal: no segment begins with a dot.
    Path location = folder.resolve(path.substring(1));
    if (!Files.isRegularFile(location)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(location);
      // The build names these files by their content.
      boolean immutable = path.startsWith("/assets/");
      return Optional.of(new StaticFile(mediaType, immutable, bytes, gzip(bytes)));
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

  private static void send(RequestContext context, Optional<StaticFile> found) {
    if (found.isEmpty()) {
      context.sendProblem(Problem.noPage());
      return;
    }
    StaticFile file = found.get();
    boolean compressed = AcceptEncoding.of(context.request()).prefersGzip();
    context
        .response()
        .header("content-type", file.mediaType)
        .header("vary", "accept-encoding")
        .header(
            "cache-control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache")
        .header("content-security-policy", CONTENT_SECURITY_POLICY)
        .header("x-content-type-options", "nosniff")
        // With "no-referrer", the page's own beacons would come with "Origin: null".
        .header("referrer-policy", "same-origin");
    if (compressed) {
      context.response().header("content-encoding", "gzip");
    }
    context.response().end(compressed ? file.gzip : file.plain);
  }
}
