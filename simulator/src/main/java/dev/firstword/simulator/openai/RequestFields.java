package dev.firstword.simulator.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.simulator.playback.Incoming;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A request's body, its fields read with the types that OpenAI's documentation gives them. */
record RequestFields(JsonNode json) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Admits anyone who names a key, whichever it is. */
  static RequestFields of(Incoming request) {
    if (!request.hasBearer()) {
      throw new RefusedException(
          new Refusal(
              401,
              "You didn't provide an API key. You need to provide your API key in an Authorization"
                  + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
              "invalid_request_error",
              null,
              null));
    }
    try {
      JsonNode read = JSON.readTree(request.body());
      if (read.isObject()) {
        return new RequestFields(read);
      }
    } catch (IOException e) {
      throw RefusedException.invalid("We could not parse the JSON body of your request.", null);
    }
    throw RefusedException.invalid("The body of your request must be a JSON object.", null);
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  JsonNode path(String name) {
    return json.path(name);
  }

  String text(String name) {
    if (!has(name)) {
      throw RefusedException.missing(name);
    }
    if (!json.path(name).isTextual() || json.path(name).textValue().isEmpty()) {
      throw RefusedException.wrongType(name, "a string that is not empty");
    }
    return json.path(name).textValue();
  }

  boolean flag(String name) {
    if (has(name) && !json.path(name).isBoolean()) {
      throw RefusedException.wrongType(name, "a boolean");
    }
    return json.path(name).asBoolean(false);
  }

  OptionalInt positive(String name) {
    if (!has(name)) {
      return OptionalInt.empty();
    }
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw RefusedException.wrongType(name, "an integer");
    }
    if (value.intValue() < 1) {
      throw RefusedException.invalid(
          "Invalid '" + name + "': integer below minimum value. Expected a value >= 1.", name);
    }
    return OptionalInt.of(value.intValue());
  }

  void checkNumber(String name, double most) {
    if (!has(name)) {
      return;
    }
    JsonNode value = json.path(name);
    if (!value.isNumber()) {
      throw RefusedException.wrongType(name, "a number");
    }
    if (value.doubleValue() < 0 || value.doubleValue() > most) {
      throw RefusedException.invalid(
          "Invalid '" + name + "': expected a value from 0 to " + most + ".", name);
    }
  }

  /** A list of strings; empty if it is missing, one string counting as a list of one. */
  Optional<List<String>> texts(String name) {
    if (!has(name)) {
      return Optional.empty();
    }
    JsonNode value = json.path(name);
    if (value.isTextual()) {
      return Optional.of(List.of(value.textValue()));
    }
    if (!value.isArray()) {
      throw RefusedException.wrongType(name, "a string or an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw RefusedException.wrongType(name, "a string or an array of strings");
      }
      texts.add(element.textValue());
    }
    return Optional.of(texts);
  }
}
