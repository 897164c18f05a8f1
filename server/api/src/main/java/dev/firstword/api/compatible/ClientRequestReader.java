package dev.firstword.api.compatible;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.core.attachment.AttachmentPolicy;
import dev.firstword.core.direct.DirectRequest;
import dev.firstword.core.identity.Caller;
import dev.firstword.core.protocol.Problem;
import dev.firstword.core.protocol.ProblemException;
import dev.firstword.core.protocol.RequestFields;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.PassthroughRequest;
import dev.firstword.core.provider.ThinkingOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request in two ways: translated, for models of any API, and as it is, for models of the
 * client's API. What cannot be translated is refused only if no such model is asked.
 */
public final class ClientRequestReader {

  private static final int TOO_LARGE = 413;
  private static final int MAX_HEADER_LENGTH = 4_000;
  private static final Pattern PRINTABLE = Pattern.compile("[\\x20-\\x7E]*");
  private static final Set<String> THOUGHTS = Set.of("signature", "data", "encrypted_content");

  private final CompatibleApi api;
  private final AttachmentPolicy attachments;
  private final int maxTokensLimit;

  /**
   * Creates a reader.
   *
   * @param attachments which images and files are accepted
   * @param maxTokensLimit the longest answer that a request may ask for
   */
  public ClientRequestReader(CompatibleApi api, AttachmentPolicy attachments, int maxTokensLimit) {
    this.api = api;
    this.attachments = attachments;
    this.maxTokensLimit = maxTokensLimit;
  }

  /**
   * Reads a request.
   *
   * @param body kept as it is for a provider of the same API
   * @param root the parsed body
   * @param header returns a header of the client
   * @param isStrict whether fields that would have no effect are refused
   * @throws ProblemException if it is invalid, whatever model it is for
   */
  public DirectRequest read(
      byte[] body,
      JsonNode root,
      Function<String, @Nullable String> header,
      boolean isStrict,
      Caller caller) {
    RequestFields request = new RequestFields(root);
    RequestParts.rejectUnsupported(request, api.passthrough().state());
    RequestParts.requireText(request, "model");
    DirectRequest read = translated(root, request, isStrict, caller);
    return needsTranslation(root)
        ? read
        : read.withPassthrough(passthrough(body, request, header, read));
  }

  /**
   * Reads a request that is translated whatever model it is for.
   *
   * @param isStrict whether fields that would have no effect are refused
   * @throws ProblemException if it is invalid, or cannot be translated
   */
  public DirectRequest readTranslated(JsonNode root, boolean isStrict, Caller caller) {
    DirectRequest read = translated(root, new RequestFields(root), isStrict, caller);
    if (read.refusal() != null) {
      throw new ProblemException(read.refusal());
    }
    return read;
  }

  private DirectRequest translated(
      JsonNode root, RequestFields request, boolean isStrict, Caller caller) {
    try {
      DirectRequest read = api.read(root, attachments, caller);
      return isStrict && !read.ignoredFields().isEmpty()
          ? read.refusedElsewhere(
              Problem.malformed(
                  "The fields " + String.join(", ", read.ignoredFields()) + " are unknown."))
          : read;
    } catch (ProblemException e) {
      if (e.problem().status() == TOO_LARGE) {
        throw e;
      }
      return untranslatable(root, request, caller).refusedElsewhere(e.problem());
    }
  }

  /** Returns what is known of a request that cannot be translated. */
  private DirectRequest untranslatable(JsonNode root, RequestFields request, Caller caller) {
    return new DirectRequest(
        api.name(),
        RequestParts.requireText(request, "model"),
        ReadableText.of(root).toPrompt(caller),
        ThinkingOption.AUTO,
        GenerationOptions.DEFAULT,
        Boolean.TRUE.equals(request.bool("stream")),
        true,
        List.of());
  }

  private PassthroughRequest passthrough(
      byte[] body,
      RequestFields request,
      Function<String, @Nullable String> header,
      DirectRequest read) {
    PassthroughRules rules = api.passthrough();
    return new PassthroughRequest(
        rules.api(),
        body,
        fields(request, rules),
        headers(header, rules),
        read.streamed(),
        read.refusal() != null || !read.ignoredFields().isEmpty(),
        hasField(request.object(), "cache_control"));
  }

  /** Returns the fields that the server sets. */
  private Map<String, String> fields(RequestFields request, PassthroughRules rules) {
    Map<String, String> fields = new HashMap<>();
    for (String limit : rules.limits()) {
      JsonNode value = request.get(limit);
      if (value != null && value.isNumber() && value.doubleValue() > maxTokensLimit) {
        fields.put(limit, Integer.toString(maxTokensLimit));
      }
    }
    if (rules.isStoredByDefault() || request.object().has("store")) {
      fields.put("store", "false"); // The provider's account is not the client's.
    }
    return fields;
  }

  private static Map<String, String> headers(
      Function<String, @Nullable String> header, PassthroughRules rules) {
    Map<String, String> headers = new HashMap<>();
    for (String name : rules.headers()) {
      String value = header.apply(name);
      if (value == null || value.isBlank()) {
        continue;
      }
      if (value.length() > MAX_HEADER_LENGTH || !PRINTABLE.matcher(value).matches()) {
        throw new ProblemException(
            Problem.malformed(
                "The header %s must be at most %d printable ASCII characters."
                    .formatted(name, MAX_HEADER_LENGTH)));
      }
      headers.put(name, value.strip());
    }
    return headers;
  }

  /**
   * Returns whether a request has something that no provider takes: thoughts in packages of this
   * server, or thoughts that were left at a provider, which has not kept them.
   */
  private static boolean needsTranslation(JsonNode node) {
    if (node.isObject()) {
      boolean isForgotten =
          node.path("type").asText().equals("reasoning")
              && node.has("summary")
              && !node.path("encrypted_content").isTextual();
      boolean isPackaged =
          THOUGHTS.stream()
              .anyMatch(field -> OpaqueThought.isPackage(node.path(field).textValue()));
      if (isForgotten || isPackaged) {
        return true;
      }
    }
    for (JsonNode child : node) {
      if (needsTranslation(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasField(JsonNode node, String name) {
    if (node.isObject() && node.hasNonNull(name)) {
      return true;
    }
    for (JsonNode child : node) {
      if (hasField(child, name)) {
        return true;
      }
    }
    return false;
  }
}
