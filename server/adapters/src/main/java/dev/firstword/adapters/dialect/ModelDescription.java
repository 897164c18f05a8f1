package dev.firstword.adapters.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firstword.core.model.ModelCapabilities.Effort;
import dev.firstword.core.model.ModelCapabilities.Lifecycle;
import dev.firstword.core.model.ModelCapabilities.Stage;
import dev.firstword.core.model.ModelCapabilities.ThinkingType;
import dev.firstword.core.model.ReportedModel;
import dev.firstword.core.model.SupportedValues;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code GET /v1/models/ID} says of a model. Anthropic's has limits, a lifecycle and
 * capabilities, OpenAI's at most a last day; other servers have some of these fields or none. A
 * field that is missing or not understood says nothing.
 */
public final class ModelDescription {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH_OF_DATE = "2026-11-30".length();

  private ModelDescription() {}

  /**
   * Parses a description.
   *
   * @throws IOException if it is no JSON object
   */
  public static ReportedModel parse(byte[] body) throws IOException {
    JsonNode model = JSON.readTree(body);
    if (!model.isObject()) {
      throw new IOException("the description of a model is no object");
    }
    JsonNode capabilities = model.path("capabilities");
    return new ReportedModel(
        positive(model.path("max_input_tokens")),
        positive(model.path("max_tokens")),
        lifecycle(model),
        supported(ThinkingType.class, capabilities.path("thinking").path("types")),
        supported(Effort.class, capabilities.path("effort")),
        supported(capabilities.path("image_input")),
        supported(capabilities.path("pdf_input")));
  }

  private static @Nullable Integer positive(JsonNode number) {
    return number.canConvertToInt() && number.intValue() > 0 ? number.intValue() : null;
  }

  /** The stage counts, since an announced day may still be moved. */
  private static @Nullable Lifecycle lifecycle(JsonNode model) {
    LocalDate lastDay = lastDay(model.path("retires_at"));
    if (lastDay == null) {
      lastDay = lastDay(model.path("shutdown_date"));
    }
    return switch (model.path("lifecycle").asText()) {
      case "active" -> new Lifecycle(Stage.ACTIVE, lastDay);
      case "deprecated" -> new Lifecycle(Stage.DEPRECATED, lastDay);
      case "retired" -> new Lifecycle(Stage.RETIRED, lastDay);
      default -> lastDay == null ? null : new Lifecycle(Stage.DEPRECATED, lastDay);
    };
  }

  /** Accepts a date, a time, and seconds since 1970, as different providers write them. */
  private static @Nullable LocalDate lastDay(JsonNode value) {
    try {
      if (value.isIntegralNumber()) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(value.longValue()), ZoneOffset.UTC);
      }
      String text = value.asText();
      if (text.length() == LENGTH_OF_DATE) {
        return LocalDate.parse(text);
      }
      return text.isEmpty()
          ? null
          : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDate();
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** Returns what the fields say that are named like the values; null if none says anything. */
  private static <E extends Enum<E>> @Nullable SupportedValues<E> supported(
      Class<E> type, JsonNode fields) {
    Set<E> supported = EnumSet.noneOf(type);
    Set<E> unsupported = EnumSet.noneOf(type);
    for (E value : type.getEnumConstants()) {
      Boolean isSupported = supported(fields.path(value.name().toLowerCase(Locale.ROOT)));
      if (isSupported != null) {
        (isSupported ? supported : unsupported).add(value);
      }
    }
    return supported.isEmpty() && unsupported.isEmpty()
        ? null
        : new SupportedValues<>(supported, unsupported);
  }

  private static @Nullable Boolean supported(JsonNode leaf) {
    JsonNode value = leaf.path("supported");
    return value.isBoolean() ? (Boolean) value.booleanValue() : null;
  }
}
