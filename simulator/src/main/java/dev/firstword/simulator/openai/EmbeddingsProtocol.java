package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.prompt.TokenCounter;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.JsonReply;
import dev.firstword.simulator.retrieval.Embedder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Implements {@code POST /v1/embeddings} for one text or many, with vectors as numbers or as
 * base64.
 */
public final class EmbeddingsProtocol {
  private static final int MAX_INPUTS = 2048;

  private EmbeddingsProtocol() {}

  /**
   * Parses a request.
   *
   * @param models the embedding models, with the number of dimensions of each
   */
  public static ParsedRetrievalCall read(ApiRequest request, Map<String, Integer> models) {
    try {
      RequestFields fields = RequestFields.of(request);
      String model = fields.requiredString("model");
      Integer dimensions = models.get(model);
      if (dimensions == null) {
        throw OpenAiApiException.unknownModel(model);
      }
      int requestedDimensions = fields.positiveInt("dimensions").orElse(dimensions);
      if (requestedDimensions > dimensions) {
        throw OpenAiApiException.invalid(
            "Invalid value for 'dimensions': " + model + " has " + dimensions + ".", "dimensions");
      }
      boolean base64 = base64(fields);
      List<String> inputs = inputs(fields.path("input"));
      int tokens = inputs.stream().mapToInt(TokenCounter::count).sum();
      return new ParsedRetrievalCall.Accepted(
          model,
          tokens,
          () -> reply(request.id(), model, inputs, requestedDimensions, base64, tokens));
    } catch (OpenAiApiException e) {
      return new ParsedRetrievalCall.Rejected(OpenAiErrorReplies.reply(e.error(), request.id()));
    }
  }

  private static boolean base64(RequestFields fields) {
    String format =
        fields.has("encoding_format") ? fields.requiredString("encoding_format") : "float";
    return switch (format) {
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw OpenAiApiException.invalid(
              "Invalid value: '" + format + "'. Supported values are: 'float' and 'base64'.",
              "encoding_format");
    };
  }

  private static List<String> inputs(JsonNode input) {
    if (input.isMissingNode() || input.isNull()) {
      throw OpenAiApiException.missing("input");
    }
    List<String> inputs = new ArrayList<>();
    if (input.isTextual()) {
      inputs.add(input.textValue());
    } else if (input.isArray() && !input.isEmpty() && input.path(0).isIntegralNumber()) {
      inputs.add(textOfTokens(input));
    } else if (input.isArray()) {
      input.forEach(
          element -> inputs.add(element.isArray() ? textOfTokens(element) : element.asText("")));
    }
    if (inputs.isEmpty() || inputs.size() > MAX_INPUTS || inputs.contains("")) {
      throw OpenAiApiException.invalid(
          "'$.input' is invalid: give 1 to " + MAX_INPUTS + " texts, none of them empty.", "input");
    }
    return inputs;
  }

  /** Converts token ids to text, one unique word per id. */
  private static String textOfTokens(JsonNode numbers) {
    StringBuilder text = new StringBuilder();
    numbers.forEach(number -> text.append('t').append(number.asInt()).append(' '));
    return text.toString();
  }

  private static JsonReply reply(
      String id, String model, List<String> inputs, int dimensions, boolean base64, int tokens) {
    Embedder embedder = new Embedder(dimensions);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (int index = 0; index < inputs.size(); index++) {
      float[] vector = embedder.embed(inputs.get(index));
      ObjectNode entry = data.addObject().put("object", "embedding").put("index", index);
      if (base64) {
        entry.put("embedding", encodeBase64(vector));
      } else {
        ArrayNode numbers = entry.putArray("embedding");
        for (float number : vector) {
          numbers.add(number);
        }
      }
    }
    body.put("model", model);
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return new JsonReply(200, OpenAiErrorReplies.headers(id), body.toString().getBytes(UTF_8));
  }

  private static String encodeBase64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      bytes.putFloat(number);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
