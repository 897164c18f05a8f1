package dev.firstword.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.profile.Profiles;
import dev.firstword.prompt.Prompt;
import dev.firstword.protocol.ChatRequest.Priority;
import dev.firstword.protocol.TurnEvent.ModelReason;
import dev.firstword.provider.ScriptedProvider;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ModelChoiceTest {

  private static final String SIMPLE = "Hello!";
  private static final String MODERATE = "word ".repeat(20);
  private static final String COMPLEX = "Compare the two drafts.";

  private final ScriptedProvider provider = new ScriptedProvider();
  private final CatalogueModel haiku = model("haiku", 1, 300, 800);
  private final CatalogueModel sonnet = model("sonnet", 5, 700, 2000);
  private final CatalogueModel opus = model("opus", 15, 1500, 4000);
  private final Catalogue catalogue = new Catalogue(List.of(haiku, opus, sonnet));

  @Test
  void aHarderQuestionGetsABetterModel() {
    assertThat(choose(SIMPLE, null, Priority.QUALITY, null))
        .isEqualTo(new ModelChoice(haiku, ModelReason.SIMPLE));
    assertThat(choose(MODERATE, null, Priority.QUALITY, null))
        .isEqualTo(new ModelChoice(sonnet, ModelReason.MODERATE));
    assertThat(choose(COMPLEX, null, Priority.QUALITY, null))
        .isEqualTo(new ModelChoice(opus, ModelReason.COMPLEX));
  }

  @Test
  void speedFirstTakesTheFastest() {
    assertThat(choose(COMPLEX, null, Priority.SPEED, null).model()).isEqualTo(haiku);
  }

  @Test
  void takesTheBestThatFitsTheBudgetAtThe99thPercentile() {
    assertThat(choose(COMPLEX, null, Priority.QUALITY, Duration.ofSeconds(2)))
        .isEqualTo(new ModelChoice(sonnet, ModelReason.BUDGET));
  }

  @Test
  void aBudgetNeverMakesAQuestionDearer() {
    assertThat(choose(SIMPLE, null, Priority.QUALITY, Duration.ofSeconds(9)))
        .isEqualTo(new ModelChoice(haiku, ModelReason.SIMPLE));
  }

  @Test
  void takesTheFastestWhenNothingFits() {
    assertThat(choose(COMPLEX, null, Priority.QUALITY, Duration.ofMillis(-5)))
        .isEqualTo(new ModelChoice(haiku, ModelReason.BUDGET));
  }

  @Test
  void aPinnedModelIsRespectedWhateverTheBudget() {
    assertThat(choose(SIMPLE, "opus", Priority.SPEED, Duration.ofMillis(1)))
        .isEqualTo(new ModelChoice(opus, ModelReason.PINNED));
  }

  private ModelChoice choose(
      String question, @Nullable String pinned, Priority priority, @Nullable Duration budget) {
    return ModelChoice.of(
        new RouteRequest(
            new Prompt("", List.of()),
            question,
            Profiles.standardChat(),
            pinned,
            priority,
            budget,
            null),
        catalogue);
  }

  private CatalogueModel model(String name, double cost, long p50, long p99) {
    return new CatalogueModel(
        name, provider, cost, Duration.ofMillis(p50), Duration.ofMillis(p99), 50);
  }
}
