package dev.firstword.adapters.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StrictSchemaTest {

  private static final String CLOSED =
      "{'type':'object','properties':{'a':%s},'required':['a'],'additionalProperties':false}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'string','description':'x','enum':['b']}",
        "{'type':['number','null'],'minimum':1}",
        "{'type':'array','items':{'type':'string'}}",
        "{'anyOf':[{'type':'string'},{'type':'null'}]}",
        "{'$ref':'#/$defs/b'}",
        "{'type':'object','properties':{},'required':[],'additionalProperties':false}"
      })
  void enforcesClosedObjects(String property) {
    assertThat(StrictSchema.matches(schema(property))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'object'}",
        "{'type':'object','additionalProperties':false}",
        "{'type':'object','properties':{'b':{}},'additionalProperties':false}",
        "{'type':'object','properties':{'b':{}},'required':['b']}",
        "{'type':'array','items':{'type':'object'}}",
        "{'anyOf':[{'type':'object'},{'type':'null'}]}",
        "{'allOf':[{'type':'string'}]}",
        "{'type':'string','default':'b'}",
        "true"
      })
  void doesNotEnforceOthers(String property) {
    assertThat(StrictSchema.matches(schema(property))).isFalse();
  }

  @Test
  void requiresAnObjectAtTheRoot() {
    assertThat(StrictSchema.matches("{\"type\":\"string\"}")).isFalse();
    assertThat(StrictSchema.matches("{}")).isFalse();
    assertThat(StrictSchema.matches("not JSON")).isFalse();
  }

  @Test
  void requiresSchemasOfFewLevels() {
    String nested = "{'type':'string'}";
    for (int level = 0; level < 8; level++) {
      nested = CLOSED.formatted(nested);
    }

    assertThat(StrictSchema.matches(schema(nested))).isTrue();
    assertThat(StrictSchema.matches(schema(CLOSED.formatted(nested)))).isFalse();
  }

  private static String schema(String property) {
    return CLOSED.formatted(property).replace('\'', '"');
  }
}
