package dev.firstword.simulator.schema;

import static dev.firstword.simulator.schema.SchemaChecker.matches;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceGeneratorTest {
  private static final int SEEDS = 200;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'boolean'}},'required':['a']}",
        "{'type':'object','properties':{'a':{'type':'string','maxLength':3}},'required':['a']}",
        "{'type':'object','properties':{'a':{'type':'string','minLength':90}},'required':['a']}",
        "{'type':'integer','minimum':3,'maximum':5}",
        "{'type':'integer','exclusiveMinimum':3,'exclusiveMaximum':5}",
        "{'type':'integer','maximum':-7}",
        "{'type':'integer','minimum':1,'multipleOf':25}",
        "{'type':'number','minimum':0,'maximum':1}",
        "{'type':'number','minimum':0.2,'maximum':0.3}",
        "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':0.001}",
        "{'type':'number','minimum':0,'maximum':1,'multipleOf':0.25}",
        "{'type':'number','minimum':2,'maximum':2}",
        "{'enum':['x',1,null,{'a':2}]}",
        "{'const':{'k':'v'}}",
        "{'type':'array','items':{'type':'integer'},'minItems':2,'maxItems':3}",
        "{'type':'array','items':{'type':'string'},'maxItems':0}",
        "{'anyOf':[{'type':'string'},{'type':'integer'}]}",
        "{'type':['string','null']}",
        "{'allOf':[{'type':'object','properties':{'a':{'type':'integer'}},'required':['a']},"
            + "{'properties':{'b':{'type':'boolean'}},'required':['b']}]}",
        "{'$ref':'#/$defs/point','$defs':{'point':{'type':'object','properties':"
            + "{'x':{'type':'number'}},'required':['x']}}}"
      })
  void theInstanceMatchesItsSchema(String text) throws Exception {
    JsonNode schema = schema(text);

    for (int seed = 0; seed < SEEDS; seed++) {
      JsonNode instance = generate(schema, seed);

      assertThat(matches(schema, schema, instance)).as("%s for %s", instance, text).isTrue();
    }
  }

  @Test
  void aSchemaThatRefersToItselfHasAnEnd() throws Exception {
    JsonNode tree =
        schema(
            "{'type':'object','properties':{'next':{'$ref':'#'},'value':{'type':'integer'}},"
                + "'required':['value']}");
    JsonNode endless =
        schema("{'type':'object','properties':{'next':{'$ref':'#'}},'required':['next']}");

    assertThat(matches(tree, tree, generate(tree, 1))).isTrue();
    assertThat(generate(endless, 1).isObject()).isTrue();
  }

  @Test
  void aReferenceThatLeadsNowhereOrInCirclesIsAString() throws Exception {
    assertThat(generate(schema("{'$ref':'#/nothing'}"), 1).isTextual()).isTrue();
    assertThat(generate(schema("{'$ref':'https://example.com'}"), 1).isTextual()).isTrue();
    assertThat(
            generate(schema("{'$ref':'#/a','a':{'$ref':'#/b'},'b':{'$ref':'#/a'}}"), 1).isTextual())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"date", "date-time", "email", "uri", "uuid", "ipv4"})
  void aFormatIsKept(String format) throws Exception {
    String value = generate(schema("{'type':'string','format':'" + format + "'}"), 1).asText();

    switch (format) {
      case "date" -> assertThat(LocalDate.parse(value)).isNotNull();
      case "date-time" -> assertThat(OffsetDateTime.parse(value)).isNotNull();
      case "uri" -> assertThat(URI.create(value).getHost()).isEqualTo("example.com");
      case "uuid" -> assertThat(UUID.fromString(value)).isNotNull();
      case "email" -> assertThat(value).matches("[a-z0-9]+@example\\.com");
      default -> assertThat(value).matches("[0-9.]+");
    }
  }

  @Test
  void theSameSeedGivesTheSameInstance() throws Exception {
    JsonNode schema = schema("{'type':'array','items':{'type':'integer'}}");

    assertThat(generate(schema, 7)).isEqualTo(generate(schema, 7));
  }

  private static JsonNode generate(JsonNode schema, int seed) {
    return new InstanceGenerator(schema, () -> "some words", new SplittableRandom(seed)).generate();
  }

  private static JsonNode schema(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }
}
