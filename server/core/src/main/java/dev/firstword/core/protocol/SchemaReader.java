package dev.firstword.core.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Checks that a schema is a JSON schema, before a model or a provider is asked to follow it. It is
 * checked against the definition of its own version, and its references have to lead somewhere.
 */
final class SchemaReader {

  /** All tools together may have no more. */
  private static final int MAX_LENGTH = 256 * 1024;

  private static final int MAX_MESSAGE_LENGTH = 300;

  /** The version that the providers name. */
  private static final String DEFAULT_VERSION = DialectId.DRAFT_2020_12;

  /** Loaded with the first schema, which takes most of a second. */
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());

  private static final Map<String, String> VERSIONS =
      Map.of(
          "https://json-schema.org/draft/2020-12/schema", DialectId.DRAFT_2020_12,
          "https://json-schema.org/draft/2019-09/schema", DialectId.DRAFT_2019_09,
          "http://json-schema.org/draft-07/schema", DialectId.DRAFT_7,
          "http://json-schema.org/draft-06/schema", DialectId.DRAFT_6,
          "http://json-schema.org/draft-04/schema", DialectId.DRAFT_4);

  private SchemaReader() {}

  /**
   * Returns a schema as a JSON text.
   *
   * @throws ProblemException if it is not a JSON schema; the message says where and why
   */
  static String read(RequestFields fields, String field, JsonNode schema) {
    if (!schema.isObject()) {
      throw fields.invalid(field, "must be a JSON schema, which is an object");
    }
    String text = schema.toString();
    if (text.length() > MAX_LENGTH) {
      throw fields.invalid(field, "must have at most " + MAX_LENGTH + " characters");
    }
    fields.requireStorable(field, text);
    List<Error> errors =
        definition(fields, field, schema)
            .validate(
                schema,
                execution ->
                    execution.executionConfig(
                        config -> config.failFast(true).locale(Locale.ENGLISH)));
    if (!errors.isEmpty()) {
      throw fields.invalid(field, "is not a JSON schema: " + describe(errors.getFirst()));
    }
    Optional<String> problem = SchemaReferences.problem(schema);
    if (problem.isPresent()) {
      throw fields.invalid(field, problem.get());
    }
    return text;
  }

  /** Returns the schema of schemas of the version that a schema names. */
  private static Schema definition(RequestFields fields, String field, JsonNode schema) {
    JsonNode named = schema.path("$schema");
    String version =
        named.isMissingNode()
            ? DEFAULT_VERSION
            : VERSIONS.get(named.asText().replaceFirst("#$", ""));
    if (version == null) {
      throw fields.invalid(field, "names a version of JSON Schema that is not known");
    }
    return REGISTRY.getSchema(SchemaLocation.of(version));
  }

  private static String describe(Error error) {
    String text = "at " + error.getInstanceLocation() + ": " + error.getMessage();
    return RequestFields.abbreviate(text.substring(0, Math.min(text.length(), MAX_MESSAGE_LENGTH)));
  }
}
