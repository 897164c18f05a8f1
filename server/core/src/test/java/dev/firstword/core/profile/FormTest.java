package dev.firstword.core.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.profile.Form.Input;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FormTest {

  private static final Form FORM =
      new Form(
          List.of(
              new Input("client", "Client", "", true, false),
              new Input("budget", "Budget", "", false, false)),
          """
          Write a proposal for {client}.

          Budget: {budget}
          {message}
          """);

  @Test
  void fillsTheTemplate() {
    String message = FORM.fill("Be brief.", Map.of("client", "Harbour Bakery", "budget", "20k"));

    assertThat(message).isEqualTo("Write a proposal for Harbour Bakery.\n\nBudget: 20k\nBe brief.");
  }

  @Test
  void omitsLinesWithoutValues() {
    assertThat(FORM.fill("", Map.of("client", "Harbour Bakery", "budget", " ")))
        .isEqualTo("Write a proposal for Harbour Bakery.");
  }

  @Test
  void keepsBracesInValuesLiteral() {
    assertThat(FORM.fill("", Map.of("client", "{budget} $1 \\", "budget", "20k")))
        .isEqualTo("Write a proposal for {budget} $1 \\.\n\nBudget: 20k");
  }

  @Test
  void findsTheFirstMissingRequiredInput() {
    assertThat(FORM.firstMissing(Map.of("client", "  ")).orElseThrow().label()).isEqualTo("Client");
    assertThat(FORM.firstMissing(Map.of("client", "Harbour Bakery"))).isEmpty();
  }

  @Test
  void findsAPlaceholderWithoutInput() {
    assertThat(FORM.unknownPlaceholder()).isEmpty();
    assertThat(new Form(FORM.inputs(), "For {klient}").unknownPlaceholder()).contains("klient");
  }

  @Test
  void leavesAMessageUnchangedWithoutValues() {
    assertThat(FORM.isFilledIn(Map.of())).isFalse();
    assertThat(Form.NONE.isFilledIn(Map.of("client", "Harbour Bakery"))).isFalse();
  }
}
