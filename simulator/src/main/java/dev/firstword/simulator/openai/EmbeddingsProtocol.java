package dev.firstword.simulator.openai;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.simulator.playback.Incoming;
import dev.firstword.simulator.playback.Reply;
import dev.firstword.simulator.prompt.TokenCount;
import dev.firstword.simulator.retrieval.Embedder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/embeddings}: one text or many, as numbers or as base64. */
public final class EmbeddingsProtocol {
  private static final int MOST_INPUTS = 2048;

  private EmbeddingsProtocol() {}

  /** Reads a request; the models that embed come with the dimensions of each. */
  public static Computation read(Incoming request, Map<String, Integer> models) {
    try {
      RequestFields fields = RequestFields.of(request);
      String model = fields.text("model");
      Integer dimensions = models.get(model);
      if (dimensions == null) {
        throw RefusedException.unknownModel(model);
      }
      int wanted = fields.positive("dimensions").orElse(dimensions);
      if (wanted > dimensions) {
        throw RefusedException.invalid(
            "Invalid value for 'dimensions': " + model + " has " + dimensions + ".", "dimensions");
      }
      boolean base64 = base64(fields);
      List<String> inputs = inputs(fields.path("input"));
      int tokens = inputs.stream().mapToInt(TokenCount::of).sum();
      return new Computation.Accepted(
          model, tokens, () -> reply(request.id(), model, inputs, wanted, base64, tokens));
    } catch (RefusedException e) {
      return new Computation.Rejected(OpenAiErrors.reply(e.refusal(), request.id()));
    }
  }

  private static boolean base64(RequestFields fields) {
    String format = fields.has("encoding_format") ? fields.text("encoding_format") : "float";
    return switch (format) {
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw RefusedException.invalid(
              "Invalid value: '" + format + "'. Supported values are: 'float' and 'base64'.",
              "encoding_format");
    };
  }

  private static List<String> inputs(JsonNode input) {
    if (input.isMissingNode() || input.isNull()) {
      throw RefusedException.missing("input");
    }
    List<String> inputs = new ArrayList<>();
    if (input.isTextual()) {
      inputs.add(input.textValue());
    } else if (input.isArray() && !input.isEmpty() && input.path(0).isIntegralNumber()) {
      inputs.add(tokens(input));
    } else if (input.isArray()) {
      input.forEach(
          element -> inputs.add(element.isArray() ? tokens(element) : element.asText("")));
    }
    if (inputs.isEmpty() || inputs.size() > MOST_INPUTS || inputs.contains("")) {
      throw RefusedException.invalid(
          "'$.input' is invalid: give 1 to " + MOST_INPUTS + " texts, none of them empty.",
          "input");
    }
    return inputs;
  }

  /** Token numbers stand for words of their own. */
  private static String tokens(JsonNode numbers) {
    StringBuilder text = new StringBuilder();
    numbers.forEach(number -> text.append('t').append(number.asInt()).append(' '));
    return text.toString();
  }

  private static Reply reply(
      String id, String model, List<String> inputs, int dimensions, boolean base64, int tokens) {
    Embedder embedder = new Embedder(dimensions);
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = body.putArray("data");
    for (int index = 0; index < inputs.size(); index++) {
      float[] vector = embedder.embed(inputs.get(index));
      ObjectNode entry = data.addObject().put("object", "embedding").put("index", index);
      if (base64) {
        entry.put("embedding", encoded(vector));
      } else {
        ArrayNode numbers = entry.putArray("embedding");
        for (float number : vector) {
          numbers.add(number);
        }
      }
    }
    body.put("model", model);
    body.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
    return new Reply(200, OpenAiErrors.headers(id), body.toString().getBytes(UTF_8));
  }

  private static String encoded(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float number : vector) {
      bytes.putFloat(number);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
