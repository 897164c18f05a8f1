package dev.firstword.adapters.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstword.core.prompt.CacheScope;
import dev.firstword.core.provider.GenerationOptions.ResponseFormat;
import dev.firstword.core.provider.ModelRequest;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What only OpenAI's own service takes; other servers with the same API may reject it. */
public final class OpenAiService {

  private static final int CACHE_KEY_BYTES = 16;

  private static final String JSON_INSTRUCTION = "Answer with a JSON object.";
  private static final Pattern JSON = Pattern.compile("json", Pattern.CASE_INSENSITIVE);

  private OpenAiService() {}

  /** Returns whether an address is of that service, at OpenAI or Azure. */
  public static boolean isAt(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.endsWith(".openai.com") || host.endsWith(".openai.azure.com");
  }

  /**
   * Writes the key by which requests are routed to where their prefix is cached. It is hashed so
   * that it reveals neither the tenant nor anything about a user.
   */
  public static void writeCacheKey(JsonGenerator json, CacheScope scope) throws IOException {
    if (!scope.equals(CacheScope.DEFAULT)) {
      json.writeStringField("prompt_cache_key", hash(scope));
    }
  }

  /**
   * Returns the instruction without which the service refuses to answer with a JSON object: the
   * word must occur in a message. Null if it does, or if no such answer is asked for.
   */
  public static @Nullable String jsonInstruction(ModelRequest request) {
    ResponseFormat format = request.options().responseFormat();
    boolean isNeeded =
        format != null
            && format.schema() == null
            && request.prompt().messages().stream()
                .noneMatch(message -> JSON.matcher(message.text()).find());
    return isNeeded ? JSON_INSTRUCTION : null;
  }

  private static String hash(CacheScope scope) {
    byte[] identity = (scope.tenant() + '\n' + scope.profile()).getBytes(UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity);
      return HexFormat.of().formatHex(digest, 0, CACHE_KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
