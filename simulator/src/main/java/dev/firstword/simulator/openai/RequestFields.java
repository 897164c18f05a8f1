package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firstword.simulator.response.ApiRequest;
import dev.firstword.simulator.response.RequestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the fields of a request body with the types given in OpenAI's documentation. */
record RequestFields(JsonNode json) {
  /** Parses the body of a request. Any bearer key is accepted. */
  static RequestFields of(ApiRequest request) {
    if (!request.hasBearerToken()) {
      throw new OpenAiApiException(
          new OpenAiError(
              401,
              "You didn't provide an API key. You need to provide your API key in an Authorization"
                  + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
              "invalid_request_error",
              null,
              null));
    }
    try {
      JsonNode read = RequestJson.MAPPER.readTree(request.body());
      if (read.isObject()) {
        return new RequestFields(read);
      }
    } catch (IOException e) {
      throw OpenAiApiException.invalid("We could not parse the JSON body of your request.", null);
    }
    throw OpenAiApiException.invalid("The body of your request must be a JSON object.", null);
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  JsonNode path(String name) {
    return json.path(name);
  }

  String requiredString(String name) {
    if (!has(name)) {
      throw OpenAiApiException.missing(name);
    }
    if (!json.path(name).isTextual() || json.path(name).textValue().isEmpty()) {
      throw OpenAiApiException.wrongType(name, "a string that is not empty");
    }
    return json.path(name).textValue();
  }

  boolean flag(String name) {
    if (has(name) && !json.path(name).isBoolean()) {
      throw OpenAiApiException.wrongType(name, "a boolean");
    }
    return json.path(name).asBoolean(false);
  }

  OptionalInt positiveInt(String name) {
    if (!has(name)) {
      return OptionalInt.empty();
    }
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw OpenAiApiException.wrongType(name, "an integer");
    }
    if (value.intValue() < 1) {
      throw OpenAiApiException.invalid(
          "Invalid '" + name + "': integer below minimum value. Expected a value >= 1.", name);
    }
    return OptionalInt.of(value.intValue());
  }

  void checkRange(String name, double max) {
    if (!has(name)) {
      return;
    }
    JsonNode value = json.path(name);
    if (!value.isNumber()) {
      throw OpenAiApiException.wrongType(name, "a number");
    }
    if (value.doubleValue() < 0 || value.doubleValue() > max) {
      throw OpenAiApiException.invalid(
          "Invalid '" + name + "': expected a value from 0 to " + max + ".", name);
    }
  }

  /**
   * Returns a list of strings; empty if the field is missing. A single string counts as a list of
   * one.
   */
  Optional<List<String>> strings(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = json.path(name);
    if (value.isTextual()) {
      return Optional.of(List.of(value.textValue()));
    }
    if (!value.isArray()) {
      throw OpenAiApiException.wrongType(name, "a string or an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw OpenAiApiException.wrongType(name, "a string or an array of strings");
      }
      texts.add(element.textValue());
    }
    return Optional.of(texts);
  }
}
