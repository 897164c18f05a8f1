package dev.firstword.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firstword.core.prompt.WarmPrefixes;
import dev.firstword.core.provider.GenerationOptions;
import dev.firstword.core.provider.GenerationOptions.ToolChoice;
import dev.firstword.core.provider.ModelApi;
import dev.firstword.core.provider.ModelCall;
import dev.firstword.core.provider.ModelCallListener;
import dev.firstword.core.provider.ModelOption;
import dev.firstword.core.provider.ModelProvider;
import dev.firstword.core.provider.ModelRequest;
import dev.firstword.core.provider.ThinkingControl;
import dev.firstword.core.provider.ThinkingOption;
import dev.firstword.core.provider.ThinkingOption.Level;
import dev.firstword.core.provider.UnsupportedOptions;
import dev.firstword.core.region.RequiredRegion;
import dev.firstword.relay.loop.ManualEventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A request that no model supports is refused before anything is sent. */
final class UnsupportedOptionsTest {

  private static final ThinkingOption LOW = ThinkingOption.of(Level.LOW);
  private static final GenerationOptions HOT = options(1.5, List.of());
  private static final GenerationOptions STOPPING = options(null, List.of("END"));
  private static final GenerationOptions STOPPING_HOT = options(1.5, List.of("END"));

  private final Catalogue catalogue =
      new Catalogue(
          List.of(
              model("claude", ModelApi.MESSAGES, 5, ThinkingControl.NONE),
              model("gpt", ModelApi.RESPONSES, 1, ThinkingControl.EFFORT)),
          new ManualEventLoop()::nanoTime);
  private final Router router = new Router(catalogue, WarmPrefixes.NONE, RoutingRules.DEFAULTS);

  @Test
  void takesWhatTheModelTakes() {
    assertThat(refusal("claude", ThinkingOption.AUTO, STOPPING)).isEmpty();
    assertThat(refusal("gpt", LOW, GenerationOptions.DEFAULT)).isEmpty();
  }

  @Test
  void saysWhatTheModelDoesNotTake() {
    assertThat(refusal("gpt", ThinkingOption.AUTO, STOPPING))
        .contains("The model \"gpt\" does not take \"stop\".");
    assertThat(refusal("claude", LOW, GenerationOptions.DEFAULT))
        .contains("The model \"claude\" cannot be asked to think.");
  }

  @Test
  void saysWhatTheModelDoesNotTakeAlthoughItsProviderDoes() {
    GenerationOptions options =
        new GenerationOptions(null, null, 0.5, List.of(), null, List.of(), ToolChoice.AUTO, null);

    assertThat(refusal("gpt", ThinkingOption.of(Level.OFF), options))
        .contains("The model \"gpt\" does not take \"top_p\".");
    assertThat(refusal("claude", ThinkingOption.of(Level.OFF), options)).isEmpty();
  }

  @Test
  void takesWhatAnyModelTakes() {
    assertThat(refusal(null, ThinkingOption.AUTO, STOPPING)).isEmpty();
    assertThat(refusal(null, LOW, GenerationOptions.DEFAULT)).isEmpty();
  }

  @Test
  void saysWhatNoModelTakes() {
    assertThat(refusal(null, LOW, STOPPING))
        .contains("No model of this server takes all of this: \"thinking\"; \"stop\".");
    assertThat(refusal(null, ThinkingOption.of(Level.OFF), STOPPING_HOT))
        .contains(
            "No model of this server takes all of this: a \"temperature\" above 1; \"stop\".");
  }

  @Test
  void choosesOnlyModelsThatTakeTheOptions() {
    assertThat(candidates(STOPPING)).isEqualTo("[claude]");
    assertThat(candidates(options(1.5, List.of()).withToolChoice(ToolChoice.NONE), Level.OFF))
        .isEqualTo("[gpt]");
    assertThat(candidates(GenerationOptions.DEFAULT)).isEqualTo("[claude, gpt]");
    assertThat(candidates(HOT, Level.OFF)).isEqualTo("[gpt]");
  }

  private Optional<String> refusal(
      @Nullable String model, ThinkingOption thinking, GenerationOptions options) {
    return router.refusal(
        RequiredRegion.ANY, model, thinking, options, UnsupportedOptions.TRANSLATE);
  }

  private String candidates(GenerationOptions options) {
    return candidates(options, Level.AUTO);
  }

  private String candidates(GenerationOptions options, Level thinking) {
    Candidates candidates =
        catalogue.candidatesFor(
            RoutingFixture.request("Hello!", ThinkingOption.of(thinking), options, null),
            WarmPrefixes.NONE);
    return List.of("claude", "gpt").stream()
        .filter(name -> candidates.find(name).isPresent())
        .toList()
        .toString();
  }

  private static GenerationOptions options(@Nullable Double temperature, List<String> stop) {
    return new GenerationOptions(
        null, temperature, null, stop, null, List.of(), ToolChoice.AUTO, null);
  }

  private static CatalogueModel model(
      String name, ModelApi api, double cost, ThinkingControl control) {
    return new CatalogueModel(
        name,
        new ApiProvider(api),
        cost,
        Duration.ofMillis(300),
        Duration.ofMillis(800),
        50,
        control.assumptions(),
        name.equals("gpt") ? Set.of(ModelOption.TOP_P) : Set.of());
  }

  /** A provider that takes what its API takes. */
  private record ApiProvider(ModelApi spoken) implements ModelProvider {

    @Override
    public String name() {
      return spoken.name();
    }

    @Override
    public Optional<ModelApi> api() {
      return Optional.of(spoken);
    }

    @Override
    public ModelCall open(ModelRequest request, ModelCallListener listener) {
      throw new UnsupportedOperationException("only asked what it takes");
    }
  }
}
