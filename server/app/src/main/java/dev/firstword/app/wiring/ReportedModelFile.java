package dev.firstword.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.model.SupportedValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what providers say of their models from one start to the next, as JSON. Losing it costs
 * nothing but a day at most with the built-in table, so problems are only logged.
 */
final class ReportedModelFile {

  private static final Logger log = LoggerFactory.getLogger(ReportedModelFile.class);

  private static final String NAME = "models.json";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final @Nullable Path directory;

  /**
   * Creates the file in a directory when it is first written.
   *
   * @param directory where to keep it; null if nothing is kept on disk
   */
  ReportedModelFile(@Nullable Path directory) {
    this.directory = directory;
  }

  /**
   * Returns the models that were written last; none if there is no file, or none that can be read.
   */
  Map<String, ReportedModel> read() {
    Map<String, ReportedModel> models = new TreeMap<>();
    if (directory == null || !Files.exists(directory.resolve(NAME))) {
      return models;
    }
    Path path = directory.resolve(NAME);
    try {
      JSON.readTree(path.toFile())
          .properties()
          .forEach(model -> models.put(model.getKey(), parse(model.getValue())));
    } catch (IOException | RuntimeException e) {
      log.warn("{} is ignored, since it can't be read: {}", path, e.getMessage());
      models.clear();
    }
    return models;
  }

  /** Replaces the file. */
  void write(Map<String, ReportedModel> models) {
    if (directory == null || !Files.isDirectory(directory)) {
      return;
    }
    Path path = directory.resolve(NAME);
    ObjectNode root = JSON.createObjectNode();
    new TreeMap<>(models).forEach((name, model) -> root.set(name, toJson(model)));
    try {
      Path draft = path.resolveSibling(NAME + ".new");
      JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), root);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      log.warn("{} can't be written: {}", path, e.getMessage());
    }
  }

  private static ObjectNode toJson(ReportedModel model) {
    ObjectNode json = JSON.createObjectNode();
    json.put("max_input_tokens", model.maxInputTokens());
    json.put("max_output_tokens", model.maxOutputTokens());
    if (model.lifecycle() != null) {
      json.put("stage", wireName(model.lifecycle().stage()));
      LocalDate lastDay = model.lifecycle().retiresOn();
      json.put("last_day", lastDay == null ? null : lastDay.toString());
    }
    put(json, "thinking_types", model.thinkingTypes());
    put(json, "efforts", model.efforts());
    json.put("images", model.readsImages());
    json.put("files", model.readsFiles());
    return json;
  }

  private static void put(
      ObjectNode json, String field, @Nullable SupportedValues<? extends Enum<?>> values) {
    if (values != null) {
      ObjectNode flags = json.putObject(field);
      values.supported().forEach(value -> flags.put(wireName(value), true));
      values.unsupported().forEach(value -> flags.put(wireName(value), false));
    }
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static ReportedModel parse(JsonNode json) {
    JsonNode stage = json.path("stage");
    JsonNode lastDay = json.path("last_day");
    return new ReportedModel(
        number(json.path("max_input_tokens")),
        number(json.path("max_output_tokens")),
        stage.isTextual()
            ? new Lifecycle(
                value(Stage.class, stage.asText()),
                lastDay.isTextual() ? LocalDate.parse(lastDay.asText()) : null)
            : null,
        values(ThinkingType.class, json.path("thinking_types")),
        values(Effort.class, json.path("efforts")),
        flag(json.path("images")),
        flag(json.path("files")));
  }

  private static @Nullable Integer number(JsonNode value) {
    return value.isInt() ? (Integer) value.intValue() : null;
  }

  private static @Nullable Boolean flag(JsonNode value) {
    return value.isBoolean() ? (Boolean) value.booleanValue() : null;
  }

  private static <E extends Enum<E>> @Nullable SupportedValues<E> values(
      Class<E> type, JsonNode flags) {
    if (!flags.isObject()) {
      return null;
    }
    Set<E> supported = EnumSet.noneOf(type);
    Set<E> unsupported = EnumSet.noneOf(type);
    flags
        .properties()
        .forEach(flag ->
            (flag.getValue().asBoolean() ? supported : unsupported)
                .add(value(type, flag.getKey())));
    return new SupportedValues<>(supported, unsupported);
  }

  private static <E extends Enum<E>> E value(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }
}
